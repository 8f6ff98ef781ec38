import pytest

from exchange.core.detection.people.kin import has_kin


@pytest.mark.parametrize(
    "text",
    [
        "Ihr Sohn ist krank",
        "Bruder Paul",
        "mein Mann",
        "meine beiden Kinder",
        "Kindsvater",
        "her ex-husband",
        "my mother",
    ],
)
def test_somebody_of_the_family_is_found(text):
    assert has_kin(text)


@pytest.mark.parametrize(
    "text",
    [
        "zwei Kinder",
        "Müller & Söhne",
        "Mutter-Kind-Kur",
        "Muttersprache",
        "eine Frau",
        "Partnerschaft",
        "ihre Ziele",
        "my plan",
        "Elternzeit",
    ],
)
def test_numbers_and_common_words_are_none(text):
    assert not has_kin(text)
