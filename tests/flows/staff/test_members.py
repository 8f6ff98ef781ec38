"""Accounts of members of staff: a passphrase of their own, and gone for good."""

import pytest

from exchange.core.errors import Forbidden, NotFound, WrongPassphrase
from exchange.core.staff.passphrase import WeakPassphrase
from exchange.flows.staff.authenticate import Credentials, authenticate
from exchange.flows.staff.members import change_passphrase, deactivate_staff
from tests.support.accounts import WORDS
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, PASSPHRASE, Bench, claim


@pytest.mark.parametrize("who", [KIM, DPO, OPS])
def test_everybody_changes_their_own_passphrase_with_the_old_one_alone(who):
    bench = Bench()
    assert change_passphrase(WORDS, by=claim(who), hub=bench.hub).passphrase_changed_at == bench.clock.now()
    assert authenticate(Credentials(who, WORDS), hub=bench.hub).staff == who
    with pytest.raises(WrongPassphrase):
        authenticate(claim(who), hub=bench.hub)
    assert [one["staff"] for one in bench.leaves("PASSPHRASE_CHANGED")] == [who]


def test_the_old_one_must_be_theirs_and_the_new_one_good():
    bench = Bench()
    with pytest.raises(WrongPassphrase):
        change_passphrase(WORDS, by=Credentials(KIM, b"falsch"), hub=bench.hub)
    for new in (PASSPHRASE, b"kurz", b"passwort1234"):
        with pytest.raises(WeakPassphrase):
            change_passphrase(new, by=claim(KIM), hub=bench.hub)
    assert authenticate(claim(KIM), hub=bench.hub)


def test_who_left_stays_gone_and_the_log_says_it_once():
    bench = Bench()
    for _ in range(2):
        assert not deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub).active
    assert len(bench.leaves("STAFF_DEACTIVATED")) == 1


@pytest.mark.parametrize(
    ("staff", "by", "refused"), [(BOSS, BOSS, Forbidden), (KIM, ALEX, Forbidden), ("x", BOSS, NotFound)]
)
def test_nobody_deactivates_themselves_or_without_the_right_or_whom_nobody_knows(staff, by, refused):
    with pytest.raises(refused):
        deactivate_staff(staff, by=claim(by), hub=Bench().hub)
