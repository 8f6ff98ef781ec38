from exchange.core.detection.kind import BLOCKING, KINDS, WARNING


def test_a_kind_blocks_or_warns_and_has_its_words():
    assert set(BLOCKING) | set(WARNING) == set(KINDS)
    assert not set(BLOCKING) & set(WARNING)
    assert all(kind.said.de and kind.said.en for kind in KINDS.values())
