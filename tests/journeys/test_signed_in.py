"""Who is signed in acts in every flow: until their session ends, and with the passphrase just typed where it counts."""

from datetime import date, timedelta

import pytest

import schemas
from exchange.core.errors import GeleitError
from exchange.core.partner.identity import Succession
from exchange.core.session.session import NotFresh, SessionEnded
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.casework.assign import assign, assign_all, assign_some, open_cases
from exchange.flows.casework.break_glass import break_glass
from exchange.flows.casework.team import look_at_cases_of, look_at_team
from exchange.flows.casework.today import look_at_today
from exchange.flows.consent.evidence import hand_out_papers
from exchange.flows.consent.preview import preview_consent
from exchange.flows.consent.record import record_consent
from exchange.flows.consent.texts.add import add_texts
from exchange.flows.consent.texts.known import look_at_texts
from exchange.flows.consent.texts.release import release_text
from exchange.flows.evidence.restate import restate_row
from exchange.flows.evidence.successor import open_successor
from exchange.flows.federation.cosigned import add_witness, standings
from exchange.flows.federation.witnessed_logs import add_log, witnessed_logs
from exchange.flows.operations.rotate_keys import rotate
from exchange.flows.partner.accept import accept
from exchange.flows.partner.enrol import enrol
from exchange.flows.partner.standing import resume, suspend
from exchange.flows.partner.webhook import renew_secret
from exchange.flows.plan.look import look_at_due_plans
from exchange.flows.plan.write import open_plan
from exchange.flows.register.arm import arm, disarm, look_ahead, waive
from exchange.flows.register.look import begin_review, look_at_registers
from exchange.flows.sending.approving.approve import approve, to_approve
from exchange.flows.sending.approving.check import check_document
from exchange.flows.sending.approving.give_back import give_back
from exchange.flows.sending.approving.preview import preview_document
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.drafting.sheet import begin_sheet, drop_sheet, look_at_sheets, open_sheet, save_sheet
from exchange.flows.session.passkeys import add_passkey, begin_passkey, passkeys_of, remove_passkey
from exchange.flows.session.sessions import end_session, sessions_of, sign_out_staff
from exchange.flows.session.sign_in import sign_in
from exchange.flows.staff.access import look_by
from exchange.flows.staff.authenticate import SignedIn
from exchange.flows.staff.clients import register_client, suspend_client
from exchange.flows.staff.confirm import confirm, to_confirm
from exchange.flows.staff.deputies import end_deputy
from exchange.flows.staff.enter import (
    enter_account,
    enter_deputy,
    enter_reset,
    enter_return,
    enter_role,
    enter_training,
)
from exchange.flows.staff.members import deactivate_staff
from exchange.flows.staff.roster import look_at_roster
from exchange.storage.files.published_log import FilePublishedLog
from exchange.storage.files.witnessed import FileWitnessed
from keys.jwk import Purpose
from tests.journeys.test_assignment import CASES, CONSENTS, LISTS, NEEDS, PERSONS, flows
from tests.support.clients import what
from tests.support.clock import NOON
from tests.support.hubs import (
    ALEX,
    BOSS,
    CENTRE,
    KIM,
    OPS,
    VERA,
    Bench,
    claim,
    consent_document,
    document_of,
    encoded,
    refer_document,
)

DAY = date(2026, 11, 24)
DAYS = {"days": (DAY, DAY)}
CONSENT = encoded(consent_document(NOON, level=2, no_show=False, to=CENTRE, days=9))
REFER = encoded(refer_document())
RULE = "RE-01"
VERSION = schemas.example("consent-text")["version"]
SECOND = {"approve_by": None}
HOUSE = {
    "approve.approve": lambda it, **who: approve(it.shown, **who),
    "give_back.give_back": lambda it, **who: give_back(it.shown, "Bitte genauer (erfunden).", **who),
    "assign.assign": lambda it, **who: assign(it.case, to=ALEX, **who),
    "assign.assign_all": lambda _, **who: assign_all(KIM, to=ALEX, **who),
    "assign.assign_some": lambda it, **who: assign_some([it.case], to=ALEX, **who),
    "team.look_at_team": lambda _, **who: look_at_team(**who),
    "team.look_at_cases_of": lambda _, **who: look_at_cases_of(KIM, limit=9, **who),
    "assign.open_cases": lambda _, **who: open_cases(KIM, **who),
    "break_glass.break_glass": lambda it, **who: break_glass(it.case, reason="Anruf der Klinik (erfunden)", **who),
    "today.look_at_today": lambda _, **who: look_at_today(limit=9, **who),
    "evidence.hand_out_papers": lambda it, **who: hand_out_papers(it.consent, **who),
    "preview.preview_consent": lambda _, **who: preview_consent(CONSENT, **SECOND, **who),
    "record.record_consent": lambda _, **who: record_consent(CONSENT, **SECOND, **who),
    "add.add_texts": lambda _, **who: add_texts([], **who),
    "known.look_at_texts": lambda _, **who: look_at_texts(**who),
    "release.release_text": lambda _, **who: release_text(VERSION, advice=None, **SECOND, **who),
    "restate.restate_row": lambda _, **who: restate_row(f"staff:{KIM}", **SECOND, **who),
    "successor.open_successor": lambda it, **who: open_successor(published=it.published, **SECOND, **who),
    "rotate_keys.rotate": lambda _, **who: rotate(Purpose.ACK, at_once=True, keep=id, **SECOND, **who),
    "accept.accept": lambda _, **who: accept(CENTRE, succession=Succession.SAME, reason="x", **SECOND, **who),
    "enrol.enrol": lambda it, **who: enrol(
        encoded(document_of(CENTRE)), adapter="mailbox", adapters=it.adapters, **SECOND, **who
    ),
    "standing.suspend": lambda _, **who: suspend(CENTRE, **who),
    "standing.resume": lambda _, **who: resume(CENTRE, reason="geprüft", **SECOND, **who),
    "webhook.renew_secret": lambda _, **who: renew_secret(CENTRE, overlap=timedelta(0), **SECOND, **who),
    "look.look_at_due_plans": lambda _, **who: look_at_due_plans(limit=9, **who),
    "cosigned.add_witness": lambda it, **who: add_witness(
        "https://nord.example/witness", it.witness, operator="x", **SECOND, **who
    ),
    "cosigned.standings": lambda it, **who: standings(1, published=it.published, **who),
    "witnessed_logs.add_log": lambda it, **who: add_log(it.origin_of_log, it.log_key, operator="x", **SECOND, **who),
    "witnessed_logs.witnessed_logs": lambda it, **who: witnessed_logs(witnessed=it.witnessed, **who),
    "arm.look_ahead": lambda _, **who: look_ahead(RULE, **who),
    "arm.arm": lambda _, **who: arm(RULE, advised_on=DAY, **SECOND, **who),
    "arm.disarm": lambda _, **who: disarm(RULE, reason="erprobt", **SECOND, **who),
    "arm.waive": lambda _, **who: waive(RULE, CENTRE, reason="erprobt", until=date(2026, 12, 24), **SECOND, **who),
    "look.look_at_registers": lambda _, **who: look_at_registers([], **who),
    "look.begin_review": lambda _, **who: begin_review(**who),
    "check.check_document": lambda _, **who: check_document(REFER, files=(), **who),
    "draft.draft": lambda _, **who: draft(REFER, files=(), **who),
    "sheet.begin_sheet": lambda _, **who: begin_sheet("P-1", **who),
    "sheet.look_at_sheets": lambda _, **who: look_at_sheets(**who),
    "sheet.open_sheet": lambda it, **who: open_sheet(it.sheet, **who),
    "sheet.save_sheet": lambda it, **who: save_sheet(it.sheet, {}, seen=1, **who),
    "sheet.drop_sheet": lambda it, **who: drop_sheet(it.sheet, **who),
    "preview.preview_document": lambda _, **who: preview_document(REFER, **who),
    "passkeys.passkeys_of": lambda _, **who: passkeys_of(**who),
    "passkeys.begin_passkey": lambda _, **who: begin_passkey(bound="x", **who),
    "passkeys.add_passkey": lambda _, **who: add_passkey("{}", name="x", bound="x", **who),
    "passkeys.remove_passkey": lambda _, **who: remove_passkey("x", **who),
    "sessions.sessions_of": lambda _, **who: sessions_of(**who),
    "sessions.end_session": lambda it, **who: end_session(it.over.session, **who),
    "sessions.sign_out_staff": lambda _, **who: sign_out_staff(ALEX, **who),
    "access.look_by": lambda _, **who: look_by(lambda *_: None, what="x", roles=Role, **who),
    "clients.register_client": lambda _, **who: register_client(what(), **SECOND, **who),
    "clients.suspend_client": lambda _, **who: suspend_client("fallakte", **who),
    "confirm.to_confirm": lambda _, **who: to_confirm("neu", subject="", **who),
    "confirm.confirm": lambda it, **who: confirm(it.change, **who),
    "deputies.end_deputy": lambda _, **who: end_deputy(VERA, owner=KIM, **who),
    "enter.enter_account": lambda _, **who: enter_account("neu", name="Neu N.", role=Role.DEPUTY, **who),
    "enter.enter_reset": lambda _, **who: enter_reset(ALEX, **who),
    "enter.enter_return": lambda _, **who: enter_return(ALEX, **who),
    "enter.enter_role": lambda _, **who: enter_role(ALEX, role=Role.DEPUTY, **who),
    "enter.enter_training": lambda it, **who: enter_training(
        ALEX, topic=TrainingTopic.ADDICTION, valid=(it.clock.now(), it.clock.now() + timedelta(days=9)), **who
    ),
    "enter.enter_deputy": lambda _, **who: enter_deputy(VERA, owner=KIM, **DAYS, **who),
    "members.deactivate_staff": lambda _, **who: deactivate_staff(ALEX, **who),
    "roster.look_at_roster": lambda _, **who: look_at_roster(**who),
}
"""Flows that are not about a case, a consent or a person by its id, as they are called."""
WITH_THE_OLD_ONE = {"members.change_passphrase"}
"""What takes the passphrase itself, whoever is signed in."""
FRESH = {
    # What sends, and what takes back.
    "release.release_and_send", "answer.answer", "update.update", "dead_letter.send_again",
    "withdraw.withdraw", "cancel.cancel", "export.gather_evidence",
    # What approves, and whose word a second person gives.
    "approve.approve", "confirm.confirm", "merge.merge", "approve_merge.approve_merge", "release.release_text",
    # What lets partners, systems, people and rules in, or puts them out.
    "enrol.enrol", "accept.accept", "standing.suspend", "standing.resume", "webhook.renew_secret",
    "clients.register_client", "clients.suspend_client", "enter.enter_account", "enter.enter_reset",
    "enter.enter_return", "enter.enter_role", "enter.enter_training", "enter.enter_deputy", "deputies.end_deputy",
    "members.deactivate_staff", "enter.enter_fact", "enter.note_conflict", "arm.arm", "arm.disarm",
    "passkeys.add_passkey", "passkeys.remove_passkey",
    "arm.waive", "cosigned.add_witness", "witnessed_logs.add_log",
    # What gives cases away, opens somebody else's, or states what the house stands on.
    "assign.assign", "assign.assign_all", "assign.assign_some", "break_glass.break_glass", "rotate_keys.rotate",
    "successor.open_successor", "restate.restate_row",
}  # fmt: skip
"""What the passphrase of the last five minutes is asked for. Everything else is done with a session that runs."""
CALLED = HOUSE | {
    **{name: lambda it, verb=verb, **who: verb(it.case, **who) for name, verb in CASES.items()},
    **{name: lambda it, verb=verb, **who: verb(it.consent, **who) for name, verb in CONSENTS.items()},
    **{name: lambda it, verb=verb, **who: verb(it.person, **who) for name, verb in PERSONS.items()},
    **{name: lambda _, verb=verb, **who: verb(**who) for name, verb in LISTS.items()},
}


@pytest.fixture(scope="module")
def it(tmp_path_factory):
    """A hub with a drafted case, where one session of KIM's runs and one was not used for half an hour."""
    bench = Bench()
    consent = bench.a_consent()
    case = bench.draft()
    bench.case, bench.consent, bench.person = case.id, consent.id, case.person
    bench.shown = to_approve(case.id, by=claim(BOSS), hub=bench.hub)
    open_plan(case.person, NEEDS, by=claim(KIM), hub=bench.hub)
    bench.change = enter_account("neu", name="Neu N.", role=Role.CASEWORKER, by=claim(OPS), hub=bench.hub).change
    bench.published = FilePublishedLog(tmp_path_factory.mktemp("log"))
    bench.witnessed = FileWitnessed(tmp_path_factory.mktemp("witnessed"))
    bench.log_key, bench.witness = (schemas.example(f"fact-{one}")["vkey"] for one in ("witnessed-log", "witness"))
    bench.origin_of_log = bench.log_key.partition("+")[0]
    bench.sheet = begin_sheet("P-1", by=claim(KIM), hub=bench.hub).sheet.id
    over = sign_in(claim(KIM), hub=bench.hub)
    bench.clock.advance(minutes=24)
    bench.over = SignedIn(KIM, over.session.id)
    bench.kim = SignedIn(KIM, sign_in(claim(KIM), hub=bench.hub).session.id)
    bench.clock.advance(minutes=6)
    return bench


def refused(name, it, by):
    try:
        CALLED[name](it, by=by, hub=it.hub)
    except (GeleitError, AttributeError) as error:
        return type(error)
    return None


def test_every_flow_somebody_acts_in_is_called_here():
    acted_in = {name for name, parameters in flows().items() if "by" in parameters}
    assert acted_in == {*CALLED, *WITH_THE_OLD_ONE}
    assert set(CALLED) >= FRESH


@pytest.mark.parametrize("name", CALLED)
def test_nothing_is_done_by_a_session_that_has_ended_or_is_somebody_elses(name, it):
    before = it.log()
    assert refused(name, it, it.over) is SessionEnded
    assert refused(name, it, SignedIn(BOSS, it.kim.session)) is SessionEnded
    assert it.log() == before


@pytest.mark.parametrize("name", sorted(FRESH))
def test_what_counts_asks_for_the_passphrase_again_after_five_minutes(name, it):
    before = it.log()
    assert refused(name, it, it.kim) is NotFresh
    assert it.log() == before


@pytest.mark.parametrize("name", sorted(set(CALLED) - FRESH))
def test_everything_else_is_done_with_a_session_that_runs(name, it):
    assert refused(name, it, it.kim) not in {NotFresh, SessionEnded}
