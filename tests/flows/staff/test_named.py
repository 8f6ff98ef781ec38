"""A staff id has one spelling for what is new; whoever was added under another one is found, and is nobody else."""

import unicodedata
from dataclasses import replace

import pytest

from exchange.core.errors import Conflict, FourEyes, SchemaInvalid
from exchange.core.staff.change import AboutOneself
from exchange.core.typed_key import NotAKey
from exchange.core.vocabulary import Role
from exchange.flows.casework.assign import assign_all, open_cases
from exchange.flows.staff.authenticate import authenticate, authenticate_second, authorize_second
from exchange.flows.staff.confirm import to_confirm
from exchange.flows.staff.enter import enter_account, enter_reset, enter_role
from exchange.flows.staff.members import deactivate_staff
from tests.support.hubs import ALEX, BOSS, KIM, OPS, Bench, claim

NFC = "jörg"
NFD = unicodedata.normalize("NFD", NFC)


def of_before(bench, *names: str, like=ALEX):
    with bench.store.transaction() as tx:
        for name in names:
            tx.staff.add(replace(tx.staff.get(like), id=name))


@pytest.mark.parametrize("typed", [NFC, NFD, f" {NFC} ", f"{NFD}\t"])
def test_who_was_added_before_ids_had_one_spelling_is_found_by_every_flow(typed):
    bench = Bench()
    of_before(bench, NFD)
    assert authenticate(claim(typed), hub=bench.hub).staff == NFD
    assert open_cases(typed, by=claim(OPS), hub=bench.hub) == {}
    assert bench.leaves("STAFF_ACCESS")[-1]["staff"] == NFD
    assert assign_all(typed, to=KIM, by=claim(BOSS), hub=bench.hub) == ()
    assert enter_role(typed, role=Role.DEPUTY, by=claim(OPS), hub=bench.hub).change.staff == NFD
    assert to_confirm(typed, subject="", by=claim(BOSS), hub=bench.hub).staff == NFD
    assert deactivate_staff(typed, by=claim(OPS), hub=bench.hub).id == NFD
    assert bench.leaves("STAFF_DEACTIVATED")[-1]["staff"] == NFD


def test_of_two_accounts_of_before_that_look_alike_each_stays_its_owners():
    bench = Bench()
    of_before(bench, NFC, NFD)
    assert [authenticate(claim(one), hub=bench.hub).staff for one in (NFC, NFD)] == [NFC, NFD]
    for one in (NFC, NFD):
        enter_reset(one, by=claim(OPS), hub=bench.hub)
    assert [to_confirm(one, subject="", by=claim(BOSS), hub=bench.hub).staff for one in (NFC, NFD)] == [NFC, NFD]


def test_nobody_is_a_second_person_in_another_spelling_of_their_id():
    bench = Bench()
    for flow in (lambda: enter_reset(f" {OPS}", by=claim(OPS), hub=bench.hub),
                 lambda: enter_role(f"{OPS} ", role=Role.TEAM_LEAD, by=claim(OPS), hub=bench.hub)):  # fmt: skip
        with pytest.raises(AboutOneself):
            flow()
    known = authenticate_second(claim(f"{KIM} "), hub=bench.hub)
    with bench.store.reading() as tx, pytest.raises(FourEyes):
        authorize_second(known, tx=tx, first=KIM)


@pytest.mark.parametrize(
    ("typed", "refused"), [("an\u200bna", NotAKey), ("", NotAKey), ("anna lea", SchemaInvalid), (NFC, SchemaInvalid)]
)
def test_an_id_that_is_none_is_refused(typed, refused):
    with pytest.raises(refused):
        enter_account(typed, name="N", role=Role.CASEWORKER, by=claim(OPS), hub=Bench().hub)


@pytest.mark.parametrize("old", [" neu", "neu ", "n\u200beu"])
def test_no_account_is_entered_that_looks_like_one_there_is(old):
    bench = Bench()
    assert enter_account(" zwei ", name="N", role=Role.CASEWORKER, by=claim(OPS), hub=bench.hub).change.staff == "zwei"
    of_before(bench, old)
    with pytest.raises(Conflict):
        enter_account("neu", name="N", role=Role.CASEWORKER, by=claim(OPS), hub=bench.hub)
