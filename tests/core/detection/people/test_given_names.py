from exchange.core.detection.people.given_names import GIVEN_NAMES

WORDS = "April August Christ Ernst Frank Mai Mark Roman Rosa Rose Sommer Wolf".split()  # noqa: SIM905 - a list of words


def test_there_are_many_and_none_is_an_everyday_word():
    assert len(GIVEN_NAMES) > 500
    assert GIVEN_NAMES.isdisjoint(WORDS)
    assert all(name[0].isupper() for name in GIVEN_NAMES)
