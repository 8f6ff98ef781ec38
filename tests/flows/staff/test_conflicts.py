"""Who is the person, a relative or a colleague of theirs approves nothing about them, and is told so."""

import pytest

from exchange.core.compliance.kind import FactKind
from exchange.core.staff.conflict import ConflictOfInterest
from exchange.flows.casework.cancel import Wish, cancel
from exchange.flows.consent.record import record_consent
from exchange.flows.person.merge import merge
from exchange.flows.register.enter import enter_fact
from exchange.flows.sending.approving.approve import approve, to_approve
from exchange.flows.sending.update import update
from tests.support.hubs import BOSS, CENTRE, KIM, VERA, Bench, claim, consent_document, encoded

P1 = "P-1001"
REVISION = encoded({"data": {"note": "x"}})


@pytest.fixture
def bench():
    bench = Bench()
    bench.a_consent()
    bench.case = bench.draft()
    return bench


def close(bench, staff=BOSS, person=P1, **more: object):
    document = {"person": person, "staff": staff, "relation": "relative"} | more
    return enter_fact(FactKind.CONFLICT, encoded(document), by=claim(BOSS), approve_by=None, hub=bench.hub)


def refused(act):
    with pytest.raises(ConflictOfInterest) as error:
        act()
    assert "relativ" not in repr((error.value.what, error.value.where, error.value.detail))
    return error.value.where


def test_who_is_close_is_shown_no_draft_to_approve_and_approves_none_they_were_shown(bench):
    who = {"by": claim(BOSS), "hub": bench.hub}
    shown = to_approve(bench.case.id, **who)
    close(bench)
    before = bench.log()
    assert refused(lambda: to_approve(bench.case.id, **who)) == BOSS
    assert refused(lambda: approve(shown, **who)) == BOSS
    assert bench.log() == before


@pytest.mark.parametrize("staff", [BOSS, KIM])
def test_neither_of_two_who_decide_on_the_spot_is_close(bench, staff):
    close(bench, staff)
    assert refused(lambda: bench.release(bench.case)) == staff
    document = encoded(consent_document(bench.clock.now(), level=2, no_show=False, to=CENTRE, days=9) | {"person": P1})
    two = {"by": claim(KIM), "approve_by": claim(BOSS), "hub": bench.hub}
    assert refused(lambda: record_consent(document, **two)) == staff
    assert refused(lambda: cancel(bench.case.id, wish=Wish(reason="", in_error=True), **two)) == staff
    assert bench.now(bench.case).state.value == "draft"


def test_an_approval_of_before_does_not_stand_once_the_register_says_so(bench):
    who = {"by": claim(BOSS), "hub": bench.hub}
    approve(to_approve(bench.case.id, **who), **who)
    close(bench)
    assert refused(lambda: bench.release(bench.case, second=None)) == BOSS


def test_of_two_who_are_to_be_one_neither_is_decided_on_by_who_is_close(bench):
    bench.a_consent(person="P-2")
    close(bench, person="P-2")
    two = {"by": claim(KIM), "approve_by": claim(BOSS), "hub": bench.hub}
    for pair in ((P1, "P-2"), ("P-2", P1)):
        assert refused(lambda pair=pair: merge(*pair, **two)) == BOSS


def test_what_follows_a_sent_referral_asks_the_same(bench):
    sent = bench.release(bench.case).referral
    close(bench)
    act = lambda: update(sent.id, REVISION, files=(), by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)  # noqa: E731
    assert refused(act) == BOSS


def test_a_conflict_with_somebody_else_or_one_that_is_over_is_none(bench):
    bench.a_consent(person="P-2")
    close(bench, person="P-2")
    close(bench, VERA)
    close(bench, until="2026-11-24")
    bench.clock.advance(days=1)
    assert bench.release(bench.case).referral.state.value == "sent"
