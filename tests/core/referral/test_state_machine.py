from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from exchange.core.reasons import HoldReason
from exchange.core.referral.state_machine import GUARDS, decide, legal_next, reasons_for
from exchange.core.referral.transitions import OPEN, STEPS, Guard
from exchange.core.vocabulary import Actor, Category, ConsentStatus, State
from tests.core.referral.referral_cases import CALENDAR, NOON, PARTNER_SILENT, C, H, K, P, facts, good, move, reason


@pytest.mark.parametrize(("state", "to", "by"), sorted(STEPS))
def test_every_step_of_the_table_is_granted_when_its_guards_hold(state, to, by):
    assert reason(*good(state, to, by)) == ""


# Each line: the guard's code, the step, what differs from the good facts, what differs from the good move.
LINES = [
    ("not-chosen", State.DRAFT, State.AWAITING_CONSENT, C, {"chosen": False}, {}),
    ("consent-open", State.AWAITING_CONSENT, State.DRAFT, C, {"consent": ConsentStatus.REQUESTED}, {}),
    ("consent-open", State.AWAITING_CONSENT, State.DRAFT, K, {"consent": None}, {}),
    ("not-permitted", State.DRAFT, State.RELEASED, C, {"rows_permitted": False}, {}),
    ("not-permitted", State.AWAITING_CONSENT, State.RELEASED, C, {"consent": ConsentStatus.REQUESTED}, {}),
    ("not-permitted", State.RELEASED, State.SENT, H, {"consent": ConsentStatus.WITHDRAWN}, {}),
    ("not-permitted", State.RELEASED, State.SENT, H, {"rows_permitted": False}, {}),
    ("schema", State.DRAFT, State.RELEASED, C, {"schema_valid": False}, {}),
    ("attachment", State.DRAFT, State.RELEASED, C, {"attachments_clean": False}, {}),
    ("duplicate", State.DRAFT, State.RELEASED, C, {"duplicate_open": True}, {}),
    ("not-trained", State.DRAFT, State.RELEASED, C, {"trained": False}, {}),
    ("four-eyes", State.DRAFT, State.RELEASED, C, {"second_pair": False}, {}),
    ("four-eyes", State.DRAFT, State.ENTERED_IN_ERROR, C, {"second_pair": False}, {}),
    ("handed-over", State.RELEASED, State.DRAFT, C, {"handed_over": True}, {}),
    ("handed-over", State.RELEASED, State.DRAFT, H, {"handed_over": True}, {}),
    ("nothing-failed", State.RELEASED, State.DRAFT, H, {"trained": True}, {}),
    ("not-sealed", State.RELEASED, State.SENT, H, {"sealed_and_queued": False}, {}),
    ("consent-stands", State.SENT, State.AWAITING_CONSENT, H, {"consent": ConsentStatus.RENEWED}, {}),
    ("consent-stands", State.RELEASED, State.AWAITING_CONSENT, H, {"basis_consent": False}, {}),
    ("handed-over", State.SENT, State.AWAITING_CONSENT, H, {"handed_over": True}, {}),
    ("not-received", State.SENT, State.UNDER_REVIEW, P, {"received": False}, {}),
    ("received", State.SENT, State.ENTERED_IN_ERROR, C, {"received": True}, {}),
    ("ladder", State.SENT, State.EXPIRED, H, {"ladder_exhausted": False}, {}),
    ("ladder", State.IN_SERVICE, State.ENDED_EARLY, C, {"ladder_exhausted": False}, {}),
    ("feedback-open", State.SENT, State.EXTERNAL, H, {"received": False}, {}),
    ("feedback-open", State.IN_SERVICE, State.EXTERNAL, H, {"feedback_level": 4}, {}),
    ("came-from", State.CANCELLATION_REQUESTED, State.ACCEPTED, C, {"cancellation_from": State.SCHEDULED}, {}),
    ("came-from", State.CANCELLATION_REQUESTED, State.ACCEPTED, P, {"cancellation_from": None}, {}),
    ("too-early", State.CANCELLATION_REQUESTED, State.CANCELLED, H, {"cancellation_on": date(2026, 6, 3)}, {}),
    ("too-early", State.CANCELLATION_REQUESTED, State.CANCELLED, H, {"cancellation_on": None}, {}),
    ("in-service", State.CANCELLATION_REQUESTED, State.CANCELLED, H, {"ever_in_service": True}, {}),
    ("no-consent-basis", State.IN_SERVICE, State.CONSENT_WITHDRAWN, K, {"basis_consent": False}, {}),
    ("before-appointment", State.SCHEDULED, State.NO_SHOW, P, {"appointment": NOON + timedelta(minutes=1)}, {}),
    ("before-appointment", State.SCHEDULED, State.IN_SERVICE, P, {"appointment": None}, {}),
    ("beyond-consent", State.SENT, State.CLARIFICATION_REQUESTED, P, {}, {"categories": {Category.HOUSING}}),
    ("beyond-consent", State.CLARIFICATION_REQUESTED, State.UNDER_REVIEW, C, {}, {"categories": {Category.HOUSING}}),
    ("data-carried", State.UNDER_REVIEW, State.REDIRECTED, P, {}, {"carries_data": True}),
    ("data-carried", State.WAITLISTED, State.REDIRECTED, P, {}, {"carries_data": True}),
    ("weeks-missing", State.WAITLISTED, State.WAITLISTED, P, {}, {"weeks": None}),
    ("reason-missing", State.SENT, State.DECLINED, P, {}, {"reason": ""}),
    ("reason-missing", State.WAITLISTED, State.REDIRECTED, P, {}, {"reason": ""}),
    ("reason-missing", State.IN_SERVICE, State.ON_HOLD, P, {}, {"reason": ""}),
    ("reason-missing", State.ON_HOLD, State.IN_SERVICE, P, {}, {"reason": ""}),
    ("reason-missing", State.ON_HOLD, State.SCHEDULED, P, {}, {"reason": ""}),
    ("reason-missing", State.ACCEPTED, State.ENDED_EARLY, P, {}, {"reason": ""}),
    ("reason-missing", State.ACCEPTED, State.ENDED_EARLY, C, {}, {"reason": ""}),
    ("reason-missing", State.EXTERNAL, State.ENDED_EARLY, C, {}, {"reason": ""}),
    ("reason-missing", State.ACCEPTED, State.CANCELLATION_REQUESTED, K, {}, {"reason": ""}),
    ("reason-missing", State.CANCELLATION_REQUESTED, State.COMPLETED, C, {}, {"reason": ""}),
    ("reason-missing", State.CANCELLATION_REQUESTED, State.ENDED_EARLY, P, {}, {"reason": ""}),
    ("reason-unknown", State.SENT, State.DECLINED, P, {}, {"reason": "Angst"}),
    ("reason-unknown", State.SENT, State.ACCEPTED, P, {}, {"reason": "no-capacity"}),
    ("reason-unknown", State.ACCEPTED, State.ENDED_EARLY, P, {}, {"reason": PARTNER_SILENT}),
    ("reason-unknown", State.ACCEPTED, State.ENDED_EARLY, C, {}, {"reason": "moved-away"}),
    ("reason-unknown", State.CANCELLATION_REQUESTED, State.COMPLETED, C, {}, {"reason": "other"}),
    ("outcome-missing", State.IN_SERVICE, State.COMPLETED, P, {}, {"outcome": ""}),
    ("outcome-missing", State.NO_SHOW, State.COMPLETED, P, {}, {"outcome": ""}),
    ("outcome-missing", State.EXTERNAL, State.COMPLETED, P, {}, {"outcome": ""}),
    ("outcome-missing", State.CANCELLATION_REQUESTED, State.COMPLETED, P, {}, {"outcome": ""}),
    ("outcome-unknown", State.IN_SERVICE, State.COMPLETED, P, {}, {"outcome": "healed"}),
    ("outcome-unknown", State.SENT, State.ACCEPTED, P, {}, {"outcome": "got-help"}),
    ("weeks-unknown", State.SENT, State.ACCEPTED, P, {}, {"weeks": 4}),
    ("weeks-unknown", State.SENT, State.WAITLISTED, P, {}, {"weeks": -1}),
    ("appointment-unknown", State.SENT, State.ACCEPTED, P, {}, {"appointment": NOON}),
    *[
        ("appointment-missing", state, State.SCHEDULED, P, {}, {"appointment": None})
        for state in sorted(OPEN - {State.EXTERNAL})
    ],
    ("stale-version", State.SENT, State.ACCEPTED, P, {}, {"seen_version": 2}),
    ("stale-version", State.SENT, State.ACCEPTED, P, {}, {"seen_version": 4}),
    ("stale-version", State.SENT, State.ACCEPTED, P, {}, {"seen_version": None}),
    ("stale-version", State.SENT, State.CANCELLED, C, {}, {"seen_version": 2}),
    ("stale-version", State.CANCELLED, State.ACCEPTED, P, {}, {"seen_version": 2}),
    ("terminal", State.CANCELLED, State.ACCEPTED, P, {}, {}),
    ("illegal-step", State.ACCEPTED, State.DECLINED, P, {}, {}),
]


@pytest.mark.parametrize(("code", "state", "to", "by", "known", "brought"), LINES)
def test_a_step_is_refused_when_one_thing_is_wrong(code, state, to, by, known, brought):
    right, wish = good(state, to, by)
    assert reason(replace(right, **known), replace(wish, **brought)) == code


def test_every_guard_of_the_table_has_a_check_and_every_check_is_used():
    used = {guard for guards in STEPS.values() for guard in guards}
    assert used == set(GUARDS) == set(Guard)


@pytest.mark.parametrize("failing", ["rows_permitted", "schema_valid", "attachments_clean", "trained"])
def test_the_hub_takes_a_release_back_when_any_of_its_guards_fails(failing):
    known = facts(State.RELEASED, **{failing: False})
    assert reason(known, move(State.RELEASED, State.DRAFT, H)) == ""


@pytest.mark.parametrize(
    ("sensitive", "basis_consent", "expected"),
    [(False, True, ""), (True, True, "four-eyes"), (False, False, "four-eyes")],
)
def test_a_release_needs_four_eyes_when_sensitive_or_without_consent(sensitive, basis_consent, expected):
    known = facts(
        State.DRAFT, second_pair=False, sensitive_beyond_standard=sensitive, basis_consent=basis_consent, consent=None
    )
    given = replace(known, consent=ConsentStatus.GIVEN) if basis_consent else known
    assert reason(given, move(State.DRAFT, State.RELEASED, C)) == expected


def test_a_statutory_power_releases_without_consent_once_a_second_has_looked():
    known = facts(State.DRAFT, basis_consent=False, consent=None)
    assert reason(known, move(State.DRAFT, State.RELEASED, C)) == ""


def test_the_hub_cancels_when_the_fifth_working_day_is_over_and_not_before():
    known = facts(State.CANCELLATION_REQUESTED, cancellation_on=date(2026, 6, 3))
    wish = move(State.CANCELLATION_REQUESTED, State.CANCELLED, H)
    over = datetime(2026, 6, 10, 22, 0, tzinfo=UTC)
    assert reason(known, replace(wish, at=over - timedelta(microseconds=1))) == "too-early"
    assert reason(known, replace(wish, at=over)) == ""


def test_a_no_show_is_possible_from_the_instant_of_the_appointment():
    known = facts(State.SCHEDULED, appointment=NOON)
    assert reason(known, move(State.SCHEDULED, State.NO_SHOW, P)) == ""
    assert reason(known, move(State.SCHEDULED, State.NO_SHOW, P, at=NOON - timedelta(seconds=1))) != ""


def test_silence_is_never_declined_and_declining_ends_once_work_was_taken_on():
    assert (State.SENT, State.DECLINED, H) not in STEPS
    assert not any((state, State.DECLINED, by) in STEPS for state in OPEN for by in Actor)


def test_the_caseworker_may_close_what_runs_outside_without_an_outcome():
    wish = move(State.EXTERNAL, State.COMPLETED, C, outcome="")
    assert reason(facts(State.EXTERNAL, ladder_exhausted=False), wish) == ""


def test_the_caseworker_may_end_what_runs_outside_for_any_known_reason():
    wish = move(State.EXTERNAL, State.ENDED_EARLY, C, reason="moved-away")
    assert reason(facts(State.EXTERNAL, ladder_exhausted=False), wish) == ""


@pytest.mark.parametrize("channel", ["telephone", "letter"])
def test_what_a_partner_said_by_telephone_or_letter_is_the_partners_step(channel):
    said = {"channel": channel, "said_by": "Empfang", "said_at": NOON, "seen_version": None}
    wish = move(State.SENT, State.ACCEPTED, P, **said)
    assert wish.on_behalf
    assert reason(facts(State.SENT), wish) == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"channel": "fax"}, "channel"),
        ({"channel": ""}, "channel"),
        ({"said_by": ""}, "said-missing"),
        ({"said_at": None}, "said-missing"),
        ({"said_at": NOON + timedelta(seconds=1)}, "said-later"),
        ({"seen_version": 2}, "stale-version"),
        ({"to": State.COMPLETED}, "illegal-step"),
    ],
)
def test_a_recorded_step_says_who_said_it_when_and_how_and_has_the_same_guards(changes, code):
    wish = move(State.SENT, State.ACCEPTED, P, channel="telephone", said_by="Empfang", said_at=NOON)
    assert reason(facts(State.SENT), replace(wish, **changes)) == code


def test_only_the_partners_steps_can_be_recorded_for_somebody():
    wish = move(State.SENT, State.CANCELLED, C, channel="telephone", said_by="Empfang", said_at=NOON)
    assert reason(facts(State.SENT), wish) == "channel"


def test_a_refusal_names_the_legal_next_steps():
    verdict = decide(facts(State.SCHEDULED), move(State.SCHEDULED, State.DECLINED, P), calendar=CALENDAR)
    assert verdict.allowed == (
        "scheduled", "no-show", "appointment-cancelled", "in-service", "completed", "ended-early"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("state", "by", "changes", "left_out"),
    [
        (State.RELEASED, C, {"handed_over": True}, State.DRAFT),
        (State.SENT, P, {"received": False}, State.UNDER_REVIEW),
        (State.SENT, C, {"received": True}, State.ENTERED_IN_ERROR),
        (State.CANCELLATION_REQUESTED, C, {"cancellation_from": State.ACCEPTED}, State.SCHEDULED),
        (State.CANCELLATION_REQUESTED, H, {"ever_in_service": True}, State.CANCELLED),
        (State.SENT, K, {"basis_consent": False}, State.CONSENT_WITHDRAWN),
    ],
)
def test_pages_do_not_offer_what_has_been_ruled_out(state, by, changes, left_out):
    assert (state, left_out, by) in STEPS
    assert left_out not in legal_next(facts(state, **changes), by=by)


def test_after_a_refused_cancellation_only_the_state_it_came_from_is_offered():
    known = facts(State.CANCELLATION_REQUESTED, cancellation_from=State.ON_HOLD)
    assert set(legal_next(known, by=P)) & OPEN == {State.ON_HOLD}


def test_a_pause_knows_its_own_reasons_both_ways():
    assert reasons_for(State.IN_SERVICE, to=State.ON_HOLD, by=P) == set(HoldReason)
    assert reasons_for(State.ON_HOLD, to=State.SCHEDULED, by=P) == set(HoldReason)
    assert reasons_for(State.IN_SERVICE, to=State.IN_SERVICE, by=P) == set()
