"""A key that two people rotated is in the vault and in the evidence log."""

from contextlib import closing

import pytest

from exchange.core.evidence.entry import EntryType
from exchange.main import open_hub
from tests.cli.by_hand import Hand


@pytest.fixture
def hand(tmp_path):
    hand = Hand(tmp_path)
    assert hand.begins("--origin", "https://hub.example", second=("omar", "operator")).code == 0
    return hand


def rotated(hand, **who: str):
    return hand.hub("keys", "rotate", hand.root / "hub", "packet", "--now", by="omar", **who)


def kept_and_noted(hand):
    with closing(open_hub(hand.root / "hub", passphrase=hand.secret("hub").read_bytes())) as opened:
        with opened.hub.store.reading() as tx:
            entries = tx.log.entries(start=0, limit=100)
        return {key.kid for key in opened.hub.ring}, sum(one.type is EntryType.KEY_CHANGED for _, one in entries)


def test_a_key_that_two_rotated_is_in_the_vault_and_noted(hand):
    kids, _ = kept_and_noted(hand)
    answer = rotated(hand, second="lea")
    assert answer.code == 0, answer.out
    assert kept_and_noted(hand) == (kids | {answer.facts["kid"]}, 1)


def test_without_a_second_person_the_vault_stays_as_it_is(hand):
    before = kept_and_noted(hand)
    assert rotated(hand).code != 0
    assert rotated(hand, second="omar").code != 0
    assert kept_and_noted(hand) == before
