"""In an emergency a colleague looks once at a case not theirs; others review it and tell of it, and nothing leaves."""

import pytest

from exchange.core.compliance.break_glass import GlassNotNeeded, NothingToReview, ToldAfterwards
from exchange.core.compliance.families.people import em_01
from exchange.core.compliance.house import EmergencyCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Result
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Forbidden, FourEyes, NotFound, SchemaInvalid
from exchange.core.ids import read_instant
from exchange.core.referral.work_item import WorkItem, items_of
from exchange.core.text.explained import explained
from exchange.flows.casework.break_glass import break_glass, note_told, review_glass
from exchange.flows.person.look import see_person
from exchange.flows.sending.release import release_and_send
from exchange.flows.staff.access import look, look_at_due
from exchange.operations.break_glass import check_break_glass
from exchange.queries.ledger import ledger_of
from exchange.queries.referrals import view
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, VERA, Bench, claim

WHY = "Anruf der Polizei, Gefahr im Verzug"


@pytest.fixture
def bench():
    bench = Bench()
    bench.a_consent()
    bench.case = bench.draft()
    return bench


def breaks(bench, by=ALEX, reason=WHY):
    return break_glass(bench.case.code, reason=reason, by=claim(by), hub=bench.hub)


def reviews(bench, by=KIM):
    return review_glass(bench.case.id, by=claim(by), hub=bench.hub)


def tells(bench, whom, by=KIM):
    return note_told(bench.case.id, whom=whom, by=claim(by), hub=bench.hub)


def judged(bench):
    with bench.store.reading() as tx:
        now = bench.clock.now()
        (fact,) = tx.facts.at(FactKind.BREAK_GLASS, bench.case.person, at=now, known_at=now)
    return em_01(EmergencyCase(subject=fact.id, at=read_instant(fact.document["at"]), now=now, fact=fact)).result


def listed(bench, by):
    return [
        one.id for one in look_at_due(limit=9, by=claim(by), hub=bench.hub) if one.next_reason == "glass-unreviewed"
    ]


def test_it_opens_one_look_for_a_reason_and_nothing_else(bench):
    seen = breaks(bench)
    assert view(seen, hub=bench.hub).referral.id == bench.case.id
    assert bench.leaves("GLASS_BROKEN")[0]["by"] == ALEX
    assert WHY not in repr(bench.log())
    assert bench.leaves("STAFF_ACCESS")[-1].items() >= {"by": ALEX, "what": "break-glass"}.items()
    for act in (
        lambda: look(bench.case.id, what="referral", by=claim(ALEX), hub=bench.hub),
        lambda: release_and_send(bench.case.id, by=claim(ALEX), approve_by=claim(BOSS), hub=bench.hub),
        lambda: reviews(bench, ALEX),
    ):
        with pytest.raises(NotFound):
            act()
    assert bench.now(bench.case).packet is None


def test_who_sees_the_case_anyway_breaks_nothing_and_who_does_no_casework_may_not(bench):
    for who, refusal in (
        (KIM, GlassNotNeeded),
        (VERA, GlassNotNeeded),
        (BOSS, GlassNotNeeded),
        (DPO, Forbidden),
        (OPS, Forbidden),
    ):
        with pytest.raises(refusal):
            breaks(bench, who)
    with pytest.raises(NotFound) as unknown:
        break_glass("222-222", reason=WHY, by=claim(ALEX), hub=bench.hub)
    told = explained(unknown.value)
    assert not any("eigene" in one.de or "geleit list" in one.de for one in (told.what, told.form, told.do))
    assert bench.leaves("GLASS_BROKEN") == []


@pytest.mark.parametrize(
    ("reason", "refusal"), [("  ", SchemaInvalid), ("x" * 301, SchemaInvalid), ("F32.1", ForbiddenText)]
)
def test_a_reason_is_said_in_everyday_words(bench, reason, refusal):
    with pytest.raises(refusal) as refused:
        breaks(bench, reason=reason)
    assert refused.value.pointer == "/reason"
    assert bench.leaves("GLASS_BROKEN") == []


def test_a_second_person_reviews_it_within_a_day_and_who_was_told_is_noted(bench):
    breaks(bench)
    bench.clock.advance(hours=3)
    (done,) = reviews(bench)
    assert (done.document["second"], done.document["reason"]) == (KIM, WHY)
    assert items_of(bench.now(bench.case)) == ()
    assert judged(bench) is Result.UNDECIDABLE
    tells(bench, ToldAfterwards.PERSON)
    tells(bench, ToldAfterwards.DPO, by=DPO)
    assert judged(bench) is Result.PASS
    for again in (lambda: reviews(bench), lambda: tells(bench, ToldAfterwards.PERSON)):
        with pytest.raises(NothingToReview):
            again()


def test_nobody_reviews_their_own_look(bench):
    breaks(bench)
    bench.put(bench.now(bench.case), owner=ALEX)
    with pytest.raises(FourEyes):
        reviews(bench, ALEX)
    assert items_of(bench.now(bench.case)) == (WorkItem.GLASS_UNREVIEWED,)


def test_what_nobody_reviews_in_a_day_is_on_the_list_of_dpo_and_lead_and_the_doctor_says_so(bench):
    breaks(bench)
    bench.clock.advance(hours=23)
    assert (listed(bench, DPO), [*check_break_glass(bench.hub)]) == ([], [])
    bench.clock.advance(hours=1)
    assert (listed(bench, DPO), listed(bench, BOSS)) == ([bench.case.id], [bench.case.id])
    (found,) = check_break_glass(bench.hub)
    assert found.do.de.endswith(": 1")
    bench.worker.once()
    assert bench.leaves("REMINDER")[-1]["rung"] == "dpo"
    bench.clock.advance(minutes=1)
    reviews(bench)
    assert (listed(bench, DPO), [*check_break_glass(bench.hub)]) == ([], [])
    assert judged(bench) is Result.FAIL


def test_the_person_reads_of_it(bench):
    breaks(bench)
    said = [
        one.says.de
        for one in ledger_of(see_person("P-1001", what="ledger", by=claim(KIM), hub=bench.hub), hub=bench.hub).told
    ]
    assert "Das Jobcenter hat nachgesehen: im Notfall, eine Überleitung." in said
    assert [one for one in said if "Notfallzugriff" in one]
