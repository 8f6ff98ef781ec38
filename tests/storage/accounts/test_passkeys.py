"""Passkeys at rest: whoever writes the database adds none, changes none and gives none away."""

import pytest

from exchange.core.errors import Conflict
from exchange.core.evidence.row import RowDiffers
from tests.support.clock import NOON
from tests.support.examples import LATER, a_passkey, a_staff, uid

ONE = f" WHERE id = '{uid(1)}'"


@pytest.fixture
def filled(place):
    with place.open().transaction() as tx:
        for name in ("alex", "kim"):
            tx.staff.add(a_staff(name))
        tx.passkeys.add(a_passkey())
    return place


@pytest.mark.parametrize("words", ["staff = 'kim'", "sign_count = 0", "name = 'x'", "added_at = 5"])
def test_whoever_changes_one_past_the_hub_is_noticed(filled, words):
    assert filled.change(f"UPDATE passkey SET {words}{ONE}") == 1  # noqa: S608 ours
    with pytest.raises(RowDiffers), filled.open().reading() as tx:
        tx.passkeys.of_credential("device-1")


def test_one_as_it_was_before_it_was_used_does_not_come_back(filled):
    filled.change("CREATE TABLE kept AS SELECT * FROM passkey")
    with filled.open().transaction() as tx:
        tx.passkeys.used(a_passkey(sign_count=4))
    filled.change(f"DELETE FROM passkey{ONE}")  # noqa: S608 ours
    filled.change("INSERT INTO passkey SELECT * FROM kept")
    with pytest.raises(RowDiffers), filled.open().reading() as tx:
        tx.passkeys.of_credential("device-1")


def test_a_device_has_one_owner(filled):
    with pytest.raises(Conflict), filled.open().transaction() as tx:
        tx.passkeys.add(a_passkey(2, credential="device-1", staff="kim"))


def test_what_a_browser_is_asked_stands_nowhere_in_words_and_nobody_offers_a_mark_past_the_hub(place):
    with place.open().shared() as tx:
        tx.single_use.offer("passkey", "erfundenesgeheimnis", until=LATER)
    assert b"erfundenesgeheimnis" not in place.stored()
    place.change("UPDATE once SET mark = 'erfundenesgeheimnis'")
    with place.open().shared() as tx:
        assert not tx.single_use.take("passkey", "erfundenesgeheimnis", at=NOON)
