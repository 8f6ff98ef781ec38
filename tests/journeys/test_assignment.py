"""Access by assignment: whatever a colleague calls about a case that is not theirs, there is no such case."""

import inspect
import pkgutil
from datetime import timedelta
from importlib import import_module

import pytest

import exchange.flows
import schemas
from exchange.core.compliance.break_glass import ToldAfterwards
from exchange.core.compliance.kind import FactKind
from exchange.core.errors import Duplicate, Forbidden, GeleitError, NotFound
from exchange.core.plan.plan import PlanClosing
from exchange.core.referral.work_item import WorkItem
from exchange.core.staff.deputy import NotStandingIn
from exchange.core.vocabulary import State
from exchange.flows.casework.assign import assign, assign_some
from exchange.flows.casework.break_glass import note_told, review_glass
from exchange.flows.casework.cancel import Wish, cancel
from exchange.flows.casework.close import end, go_on
from exchange.flows.casework.team import look_at_cases_of, look_at_team
from exchange.flows.consent.draft_form import form_of_draft
from exchange.flows.consent.preview import preview_consent
from exchange.flows.consent.receipt import hand_out_receipt
from exchange.flows.consent.record import record_consent
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.delivery.dead_letter import send_again
from exchange.flows.events.reported import PartnerReport, record_reported
from exchange.flows.evidence.export import EvidenceWish, gather_evidence
from exchange.flows.evidence.prove import look_into_log
from exchange.flows.person.approve_merge import approve_merge
from exchange.flows.person.correct import correct_reference
from exchange.flows.person.look import look_at_person, see_person
from exchange.flows.person.lookalikes import look_alikes
from exchange.flows.person.merge import merge
from exchange.flows.plan.carry_on import close_plan, finish_follow_up, finish_step, review_plan
from exchange.flows.plan.look import look_at_plan
from exchange.flows.plan.write import add_to_plan, open_plan
from exchange.flows.referral.worklist import settle
from exchange.flows.register.enter import enter_fact, note_conflict
from exchange.flows.register.look import Question, look_at_register
from exchange.flows.sending.answer import answer
from exchange.flows.sending.approving.approve import ToApprove, approve, to_approve
from exchange.flows.sending.approving.ask import ask_approval, who_may_approve
from exchange.flows.sending.approving.check import check_referral
from exchange.flows.sending.approving.explain import explain_referral
from exchange.flows.sending.approving.preview import preview_packet
from exchange.flows.sending.drafting.attach import attach, seal_for
from exchange.flows.sending.drafting.edit import edit
from exchange.flows.sending.release import release_and_send, request_consent
from exchange.flows.sending.update import update
from exchange.flows.staff.access import as_it_stands, look, look_at_consent, look_at_due, look_through, take_up
from exchange.flows.staff.idempotency import as_seen
from tests.support.clock import NOON
from tests.support.hubs import (
    ALEX,
    BOSS,
    CENTRE,
    DPO,
    KIM,
    VERA,
    Bench,
    a_file,
    claim,
    consent_document,
    encoded,
    refer_document,
)
from tests.support.plans import put_right

INFORMED = schemas.example("fact-informed")
NEEDS = encoded({"needs": ["Ein fester Tag (erfunden)."]})
ABSENT = "018f0000-0000-7000-8000-000000000009"
REVISION = encoded({"data": {"note": "x"}})
DRAFT = encoded({"data": refer_document()["data"], "sources": {}})
CALLED = PartnerReport(event="accepted", channel="telephone", said_by="Empfang", said_at=NOON)
CASES = {
    "release.release_and_send": lambda case, **who: release_and_send(case, approve_by=None, **who),
    "release.request_consent": request_consent,
    "answer.answer": lambda case, **who: answer(case, REVISION, **who),
    "update.update": lambda case, **who: update(case, REVISION, files=(), approve_by=None, **who),
    "edit.edit": lambda case, **who: edit(case, DRAFT, **who),
    "attach.seal_for": lambda case, **who: seal_for(case, file=a_file(), **who),
    "attach.attach": lambda case, **who: attach(case, sealed=None, **who),
    "approve.to_approve": to_approve,
    "ask.who_may_approve": who_may_approve,
    "ask.ask_approval": lambda case, **who: ask_approval(case, of=BOSS, **who),
    "explain.explain_referral": explain_referral,
    "draft_form.form_of_draft": lambda case, **who: form_of_draft(case, level=0, no_show=False, until=None, **who),
    "check.check_referral": lambda case, **who: check_referral(case, leave_out=None, **who),
    "dead_letter.send_again": send_again,
    "cancel.cancel": lambda case, **who: cancel(case, wish=Wish(reason="other"), approve_by=None, **who),
    "close.end": lambda case, **who: end(case, to=State.COMPLETED, reason="", **who),
    "close.go_on": go_on,
    "reported.record_reported": lambda case, **who: record_reported(case, report=CALLED, **who),
    "worklist.settle": settle,
    "break_glass.review_glass": review_glass,
    "break_glass.note_told": lambda case, **who: note_told(case, whom=ToldAfterwards.PERSON, **who),
    "access.look": lambda case, **who: look(case, what="referral", **who),
    "prove.look_into_log": lambda case, **who: look_into_log(case, with_record=True, **who),
    "export.gather_evidence": lambda case, **who: gather_evidence(EvidenceWish(referral=case), approve_by=None, **who),
    "preview.preview_packet": preview_packet,
    "access.take_up": lambda case, **who: take_up(case, seen=None, **who),
    "access.as_it_stands": as_it_stands,
    "idempotency.as_seen": lambda case, **who: as_seen(case, id, seen={1}, **who),
}
"""By the flow's name: how it is called about a case."""
CONSENTS = {
    "withdraw.withdraw": lambda consent, **who: withdraw(consent, recipient=None, **who),
    "access.look_at_consent": look_at_consent,
    "receipt.hand_out_receipt": lambda consent, **who: hand_out_receipt(consent, language="de", **who),
}
LISTS = {
    "access.look_through": lambda **who: look_through(states=(), after="", limit=9, **who),
    "access.look_at_due": lambda **who: look_at_due(limit=9, **who),
}
PERSONS = {
    "look.see_person": lambda person, **who: see_person(person, what="ledger", **who),
    "look.look_at_person": lambda person, **who: look_at_person(person, what="person", **who),
    "correct.correct_reference": lambda person, **who: correct_reference(person, reference="P-99", **who),
    "merge.merge": lambda person, **who: merge(person, "P-2", approve_by=None, **who),
    "approve_merge.approve_merge": lambda person, **who: approve_merge(person, "P-2", **who),
    "lookalikes.look_alikes": look_alikes,
    "look.look_at_register": lambda person, **who: look_at_register(
        Question(kind=FactKind.INFORMED, subject=person), **who
    ),
    "enter.enter_fact": lambda person, **who: enter_fact(
        FactKind.INFORMED, encoded(INFORMED | {"person": person}), approve_by=None, **who
    ),
    "enter.note_conflict": lambda person, **who: note_conflict(person, staff=BOSS, relation="relative", **who),
    "write.open_plan": lambda person, **who: open_plan(person, NEEDS, **who),
    "write.add_to_plan": lambda person, **who: add_to_plan(person, NEEDS, **who),
    "carry_on.finish_step": lambda person, **who: finish_step(person, 1, **who),
    "carry_on.finish_follow_up": lambda person, **who: finish_follow_up(person, 1, **who),
    "carry_on.review_plan": review_plan,
    "carry_on.close_plan": lambda person, **who: close_plan(person, PlanClosing.REACHED, **who),
    "correct.correct_plan": put_right,
    "look.look_at_plan": look_at_plan,
}
OTHERWISE = {
    "approve.approve", "give_back.give_back", "assign.assign", "assign.assign_all", "check.check_document",
    "preview.preview_consent", "record.record_consent", "evidence.hand_out_papers", "preview.preview_document",
    "sheet.begin_sheet", "sheet.open_sheet", "sheet.save_sheet", "sheet.look_at_sheets", "sheet.drop_sheet",
    "look.look_at_due_plans", "today.look_at_today", "break_glass.break_glass", "access.look_by", "draft.draft",
    "assign.assign_some", "team.look_at_team", "team.look_at_cases_of",
}  # fmt: skip
"""Flows about cases and people with a test of their own below: they name what they are about in another way."""
NO_CASE = {
    "clients.register_client", "clients.suspend_client", "members.change_passphrase", "members.deactivate_staff",
    "enter.enter_deputy", "deputies.end_deputy", "roster.look_at_roster", "enter.enter_account", "enter.enter_reset",
    "enter.enter_return", "enter.enter_role", "enter.enter_training", "confirm.to_confirm", "confirm.confirm",
    "enrol.enrol", "accept.accept", "standing.suspend", "standing.resume", "webhook.renew_secret", "rotate_keys.rotate",
    "look.begin_review", "look.look_at_registers", "arm.look_ahead", "arm.arm", "arm.disarm", "arm.waive",
    "successor.open_successor", "restate.restate_row", "assign.open_cases", "add.add_texts", "release.release_text",
    "known.look_at_texts", "passkeys.passkeys_of", "passkeys.begin_passkey", "passkeys.add_passkey",
    "passkeys.remove_passkey", "sessions.sessions_of", "sessions.end_session", "cosigned.standings",
    "sessions.sign_out_staff", "witnessed_logs.add_log", "witnessed_logs.witnessed_logs", "cosigned.add_witness",
}  # fmt: skip
"""Flows about the house, its partners and its systems."""


def modules():
    return [import_module(one.name) for one in pkgutil.walk_packages(exchange.flows.__path__, "exchange.flows.")]


def flows():
    """Every public function of the flows that opens a transaction itself, by its name, with its parameters."""
    found = {}
    for module in modules():
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                found[f"{module.__name__.rpartition('.')[2]}.{name}"] = set(inspect.signature(function).parameters)
    return {name: parameters for name, parameters in found.items() if "tx" not in parameters and "hub" in parameters}


def test_every_flow_somebody_acts_in_is_walked_here():
    acted_in = {name for name, parameters in flows().items() if "by" in parameters}
    assert acted_in == {*CASES, *CONSENTS, *PERSONS, *LISTS, *OTHERWISE, *NO_CASE}


def test_no_flow_about_a_case_or_a_person_forgets_to_ask_who_acts():
    about = {"referral_id", "consent_id", "person", "person_id"}
    assert {name for name, parameters in flows().items() if about & parameters and "by" not in parameters} == set()


def standing():
    """A case of KIM's in each of three places: drafted, under way with a question, withdrawn and unanswered."""
    bench = Bench()
    voice = bench.under_way("under-review", "question")
    bench.a_consent(person="P-2")
    drafted = bench.draft(person={"reference": "P-2"})
    ended = bench.a_consent(person="P-3")
    over = bench.release(bench.draft(person={"reference": "P-3"})).referral
    bench.withdraw(ended)
    bench.put(bench.now(over), next_reason=WorkItem.WITHDRAWAL_UNANSWERED.value, next_at=bench.clock.now())
    return bench, [voice.referral.id, drafted.id, over.id]


def refusal(verb, subject, bench, by=ALEX):
    with pytest.raises(GeleitError) as refused:
        verb(subject, by=claim(by), hub=bench.hub)
    error = refused.value
    return type(error), error.pointer, error.allowed, error.detail.replace(subject, "ID")


def outcome(name, place, *, called):
    """What comes of a flow that its caseworker calls about one of the three cases, by whatever name of it."""
    bench, cases = standing()
    try:
        CASES[name](called(bench.now(cases[place])), by=claim(KIM), hub=bench.hub)
    except (GeleitError, AttributeError) as error:
        return type(error), getattr(error, "pointer", "")
    return [kind for kind, _ in bench.log()], bench.now(cases[place]).state


@pytest.mark.parametrize("name", CASES)
def test_a_case_of_a_colleagues_is_none_whatever_state_it_is_in(name):
    bench, cases = standing()
    before = (bench.log(), [bench.now(one) for one in cases])
    nothing = refusal(CASES[name], ABSENT, bench)
    assert nothing[0] is NotFound
    assert [refusal(CASES[name], case, bench) for case in cases] == [nothing] * 3
    assert (bench.log(), [bench.now(one) for one in cases]) == before


def without_a_deputy(bench):
    """VERA's days are over: the last instant of them was a moment ago."""
    with bench.store.transaction() as tx:
        bench.stands_in(tx, VERA, KIM, until=bench.clock.now())


@pytest.mark.parametrize("name", CASES)
def test_a_deputy_whose_days_are_over_has_no_case_of_who_is_back(name):
    bench, cases = standing()
    without_a_deputy(bench)
    before = (bench.log(), [bench.now(one) for one in cases])
    nothing = refusal(CASES[name], ABSENT, bench, by=VERA)
    assert [refusal(CASES[name], case, bench, by=VERA) for case in cases] == [nothing] * 3
    assert (bench.log(), [bench.now(one) for one in cases]) == before


@pytest.mark.parametrize("name", CASES)
def test_a_deputy_acts_on_the_cases_of_whom_they_stand_in_for(name):
    bench, cases = standing()
    for case in cases:
        try:
            CASES[name](case, by=claim(VERA), hub=bench.hub)
        except NotFound as refused:
            raise AssertionError(name) from refused
        except (GeleitError, AttributeError):
            pass  # known to them, and refused for another reason: its state, its data, a file that is none


@pytest.mark.parametrize("name", CASES)
def test_a_deputy_of_one_has_no_case_of_another(name):
    bench, cases = standing()
    for case in cases:
        bench.put(bench.now(case), owner=ALEX)
    assert [refusal(CASES[name], case, bench, by=VERA)[0] for case in cases] == [NotFound] * 3


@pytest.mark.parametrize("name", CONSENTS)
def test_a_consent_is_the_deputys_as_long_as_they_stand_in(name):
    bench, cases = standing()
    consent = bench.now(cases[0]).consent
    CONSENTS[name](consent, by=claim(VERA), hub=bench.hub)
    without_a_deputy(bench)
    assert refusal(CONSENTS[name], consent, bench, by=VERA)[0] is NotFound


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_called_by_its_code_as_by_its_id_and_a_colleagues_is_none_by_either(name):
    bench, cases = standing()
    codes = [bench.now(one).code for one in cases]
    nothing = refusal(CASES[name], "222-222", bench)
    assert [refusal(CASES[name], code, bench) for code in codes] == [nothing] * 3
    for place in range(3):
        assert outcome(name, place, called=lambda one: one.code) == outcome(name, place, called=lambda one: one.id)


@pytest.mark.parametrize("name", CONSENTS)
def test_a_consent_of_a_colleagues_case_is_none(name):
    bench, cases = standing()
    consent = bench.now(cases[0]).consent
    before = bench.log()
    assert refusal(CONSENTS[name], consent, bench) == refusal(CONSENTS[name], ABSENT, bench)
    assert refusal(CONSENTS[name], ABSENT, bench)[0] is NotFound
    assert bench.log() == before
    bench.put(bench.now(cases[0]), owner=ALEX)
    CONSENTS[name](consent, by=claim(ALEX), hub=bench.hub)


@pytest.mark.parametrize("name", PERSONS)
def test_a_person_of_a_colleagues_case_is_nobody(name):
    bench, cases = standing()
    person = bench.now(cases[0]).person
    open_plan(person, NEEDS, by=claim(KIM), hub=bench.hub)
    before = bench.log()
    nothing = refusal(PERSONS[name], ABSENT, bench)
    assert nothing[0] is NotFound
    assert refusal(PERSONS[name], person, bench) == nothing
    assert bench.log() == before
    without_a_deputy(bench)
    assert refusal(PERSONS[name], person, bench, by=VERA) == refusal(PERSONS[name], ABSENT, bench, by=VERA) == nothing


@pytest.mark.parametrize("name", LISTS)
def test_lists_hold_ones_own_cases_and_a_leads_all(name):
    bench, cases = standing()
    bench.clock.advance(days=30)
    assert [*LISTS[name](by=claim(ALEX), hub=bench.hub)] == []
    for who in (KIM, BOSS, VERA, DPO):
        found = [one.id for one in LISTS[name](by=claim(who), hub=bench.hub)]
        assert set(found) <= set(cases)
        assert len(found) >= 2
    lines = [(one["by"], one["count"]) for one in bench.leaves("STAFF_ACCESS")]
    assert len(lines) == 5
    assert lines[0] == (ALEX, 0)


@pytest.mark.parametrize("name", LISTS)
def test_a_deputys_list_is_their_own_and_of_whom_they_stand_in_for_in_one_order(name):
    bench, cases = standing()
    bench.clock.advance(days=30)
    for place, (case, owner) in enumerate(zip(cases, (VERA, ALEX, KIM), strict=True)):
        bench.put(bench.now(case), owner=owner, listed_at=NOON - timedelta(days=place))
    alls = [one.id for one in LISTS[name](by=claim(BOSS), hub=bench.hub)]
    found = [one.id for one in LISTS[name](by=claim(VERA), hub=bench.hub)]
    assert found == [one for one in alls if bench.now(one).owner != ALEX]
    assert len(found) == 2
    without_a_deputy(bench)
    assert [one.owner for one in LISTS[name](by=claim(VERA), hub=bench.hub)] == [VERA]


SECOND = {
    "release.release_and_send": release_and_send,
    "update.update": lambda case, **who: update(case, REVISION, files=(), **who),
    "answer.answer": lambda case, **who: answer(case, REVISION, **who),
    "dead_letter.send_again": send_again,
    "cancel.cancel": lambda case, **who: cancel(case, wish=Wish(reason="", in_error=True), **who),
    "record.record_consent": lambda _case, **who: record_consent(encoded(A_CONSENT), **who),
    "merge.merge": lambda _case, **who: merge(P_1, "P-2", **who),
    "preview.preview_consent": lambda _case, **who: preview_consent(encoded(A_CONSENT), **who),
    "export.gather_evidence": lambda case, **who: gather_evidence(
        EvidenceWish(referral=case, with_records=True), **who
    ),
}
"""Flows about a case or a person in which a second pair of eyes is named on the spot."""
P_1 = refer_document()["person"]["reference"]
A_CONSENT = consent_document(NOON, level=2, no_show=False, to=CENTRE, days=9) | {"person": "P-2"}


@pytest.mark.parametrize("name", SECOND)
def test_a_deputy_is_a_second_pair_of_eyes_only_for_whom_they_stand_in(name):
    bench, (_, drafted, _) = standing()
    without_a_deputy(bench)
    before = bench.log()
    with pytest.raises(NotStandingIn):
        SECOND[name](drafted, by=claim(KIM), approve_by=claim(VERA), hub=bench.hub)
    assert bench.log() == before


def test_who_names_a_second_person_on_the_spot_is_walked_here():
    named = {name for name, parameters in flows().items() if "approve_by" in parameters}
    assert named - NO_CASE == {*SECOND, "enter.enter_fact"}


def test_what_a_colleague_was_shown_by_mistake_they_do_not_approve():
    bench, (_, drafted, _) = standing()
    shown = to_approve(drafted, by=claim(BOSS), hub=bench.hub)
    with pytest.raises(NotFound):
        approve(shown, by=claim(ALEX), hub=bench.hub)
    assert isinstance(shown, ToApprove)


@pytest.mark.parametrize("who", [ALEX, VERA])
def test_who_leads_nobody_assigns_nothing_and_hears_nothing_of_it(who):
    bench, (case, *_) = standing()
    verbs = [
        lambda one, **by: assign(one, to=ALEX, **by),
        lambda one, **by: assign_some([one], to=ALEX, **by),
        lambda one, **by: look_at_cases_of(one, limit=9, **by),
        lambda _, **by: look_at_team(**by),
    ]
    for verb in verbs:
        assert {refusal(verb, subject, bench, by=who)[0] for subject in (case, ABSENT)} == {Forbidden}


def test_a_new_referral_names_the_one_there_is_to_who_may_see_it_only():
    bench, (case, *_) = standing()
    code = bench.now(case).code
    for who, named in ((ALEX, ""), (KIM, code), (VERA, code), (BOSS, code)):
        with pytest.raises(Duplicate) as refused:
            bench.draft(by=who)
        assert refused.value.detail == named
