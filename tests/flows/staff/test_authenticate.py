"""Who acts is who they say, and may do it, when it is done and not only when it was asked."""

from dataclasses import replace
from statistics import median
from time import perf_counter

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from exchange.core.errors import Forbidden, WrongPassphrase
from exchange.core.staff.caller import StaffUnknown
from exchange.core.vocabulary import Role
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.staff.authenticate import Credentials, OnBehalfOf, authenticate, authorize
from exchange.flows.staff.members import change_passphrase, deactivate_staff
from keys import rest
from tests.support.clients import CASES, register, through
from tests.support.hubs import BOSS, DPO, KIM, OPS, Bench, claim, encoded, refer_document


def test_a_wrong_passphrase_opens_nothing():
    bench = Bench()
    wrong = Credentials(KIM, b"falsch")
    with pytest.raises(WrongPassphrase):
        draft(encoded(refer_document()), files=(), by=wrong, hub=bench.hub)
    assert bench.leaves("REFERRAL_CREATED") == []
    assert "falsch" not in repr(wrong)


def test_an_unknown_name_is_answered_like_a_wrong_passphrase():
    bench = Bench()
    with pytest.raises(WrongPassphrase):
        bench.withdraw(bench.a_consent(), by="niemand")


@pytest.mark.parametrize("who", [OPS, DPO])
def test_operators_and_the_data_protection_officer_send_nothing(who):
    with pytest.raises(Forbidden):
        Bench().draft(by=who)


def change(bench, staff, **changes: object):
    with bench.store.transaction() as tx:
        tx.staff.add(replace(tx.staff.get(staff), **changes))


def test_who_has_left_opens_nothing():
    bench = Bench()
    change(bench, KIM, active=False)
    with pytest.raises(WrongPassphrase):
        bench.draft()


@pytest.mark.parametrize("changes", [{"active": False}, {"passphrase_hash": "$argon2id$another"}])
def test_a_proof_counts_only_while_nothing_changed_in_between(changes):
    bench = Bench()
    known = authenticate(claim(KIM), hub=bench.hub)
    change(bench, KIM, **changes)
    with bench.store.transaction() as tx, pytest.raises(WrongPassphrase):
        authorize(known, tx=tx, roles=set(Role))


def test_somebody_who_left_acts_by_no_way_any_more():
    bench = Bench()
    register(bench)
    deactivate_staff(KIM, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(StaffUnknown):
        withdraw("x", recipient=None, by=OnBehalfOf(KIM, CASES), hub=through(bench))
    with pytest.raises(WrongPassphrase):
        withdraw("x", recipient=None, by=claim(KIM), hub=bench.hub)
    (leaf,) = bench.leaves("STAFF_DEACTIVATED")
    assert leaf == {"staff": KIM, "by": BOSS, "at": leaf["at"], "assurance": "passphrase"}


def test_an_unknown_name_costs_as_much_time_as_a_wrong_passphrase(monkeypatch):
    monkeypatch.setattr(rest, "Argon2id", Argon2id)  # each time anew, as in a hub
    bench = Bench()
    change_passphrase(b"vier ganz andere W\xc3\xb6rter", by=claim(KIM), hub=bench.hub)  # a hash as slow as real ones

    def seconds(name):
        begun = perf_counter()
        with pytest.raises(WrongPassphrase):
            authenticate(Credentials(name, b"falsch"), hub=bench.hub)
        return perf_counter() - begun

    seconds("niemand")  # the hash nobody's passphrase is compared with is made once
    known, unknown = (median(seconds(name) for _ in range(5)) for name in (KIM, "niemand"))
    assert known / 3 < unknown < known * 3
