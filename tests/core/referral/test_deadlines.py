from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.calendar import Calendar, Land
from exchange.core.referral.deadlines import (
    ALLOWANCES,
    OURS,
    Allowance,
    Collection,
    Kind,
    Rung,
    Span,
    Unit,
    collection,
    deadline,
    due,
    ladder,
    ladder_exhausted,
    paused_days,
    reminder_day,
    rung,
)
from exchange.core.vocabulary import TERMINAL, State, Urgency

BERLIN = Calendar(Land.BERLIN)
MONDAY = datetime(2026, 6, 8, 10, 0, tzinfo=UTC)
SUMMERS = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 hypothesis adds the zone itself


def last_day(found):
    return BERLIN.day(found.at - timedelta(microseconds=1))


@pytest.mark.parametrize(
    ("state", "urgency", "kind", "day"),
    [
        (State.SENT, Urgency.NORMAL, Kind.OPEN, date(2026, 6, 11)),
        (State.SENT, Urgency.PRIORITY, Kind.OPEN, date(2026, 6, 11)),
        (State.SENT, Urgency.URGENT, Kind.OPEN, date(2026, 6, 9)),
        (State.UNDER_REVIEW, Urgency.NORMAL, Kind.DECIDE, date(2026, 6, 22)),
        (State.UNDER_REVIEW, Urgency.PRIORITY, Kind.DECIDE, date(2026, 6, 15)),
        (State.UNDER_REVIEW, Urgency.URGENT, Kind.DECIDE, date(2026, 6, 10)),
        (State.CLARIFICATION_REQUESTED, Urgency.NORMAL, Kind.ANSWER, date(2026, 6, 15)),
        (State.ACCEPTED, Urgency.NORMAL, Kind.FIRST_APPOINTMENT, date(2026, 7, 6)),
        (State.WAITLISTED, Urgency.NORMAL, Kind.RECONFIRM, date(2026, 7, 8)),
        (State.IN_SERVICE, Urgency.NORMAL, Kind.HEARTBEAT, date(2026, 7, 8)),
        (State.EXTERNAL, Urgency.NORMAL, Kind.CHECK_EXTERNAL, date(2026, 7, 8)),
        (State.CANCELLATION_REQUESTED, Urgency.NORMAL, Kind.CONFIRM_CANCELLATION, date(2026, 6, 15)),
    ],
)
def test_each_state_has_its_deadline(state, urgency, kind, day):
    found = due(state, since=MONDAY, calendar=BERLIN, urgency=urgency)
    assert (found.kind, last_day(found)) == (kind, day)


@pytest.mark.parametrize(
    ("kind", "at"),
    [
        (Kind.RECEIPT_API, datetime(2026, 6, 8, 10, 15, tzinfo=UTC)),
        (Kind.RECEIPT_MAIL, datetime(2026, 6, 9, 22, 0, tzinfo=UTC)),
        (Kind.FINAL_FEEDBACK, datetime(2026, 6, 22, 22, 0, tzinfo=UTC)),
        (Kind.UNCOLLECTED, datetime(2026, 6, 11, 22, 0, tzinfo=UTC)),
        (Kind.RETURN, datetime(2026, 6, 22, 22, 0, tzinfo=UTC)),
    ],
)
def test_what_belongs_to_no_state_has_its_deadline_too(kind, at):
    assert deadline(kind, since=MONDAY, calendar=BERLIN).at == at


def test_every_open_state_has_a_next_date_and_a_terminal_one_has_none():
    without = {state for state in State if due(state, since=MONDAY, calendar=BERLIN) is None}
    assert without == TERMINAL


def test_an_appointment_starts_the_clock_of_what_was_scheduled():
    found = due(State.SCHEDULED, since=MONDAY, appointment=MONDAY + timedelta(days=7), calendar=BERLIN)
    assert last_day(found) == date(2026, 6, 22)


def test_an_answer_and_a_heartbeat_escalate_on_their_own_day():
    answer = due(State.CLARIFICATION_REQUESTED, since=MONDAY, calendar=BERLIN)
    heartbeat = due(State.IN_SERVICE, since=MONDAY, calendar=BERLIN)
    assert answer.escalate_at == BERLIN.end_of(date(2026, 6, 22))
    assert heartbeat.escalate_at == BERLIN.end_of(date(2026, 7, 18))


def test_a_service_line_may_set_its_own_deadline():
    own = {Kind.DECIDE: Allowance(Span(3, Unit.WORKING_DAYS), urgent=Span(30, Unit.MINUTES))}
    normal = due(State.UNDER_REVIEW, since=MONDAY, calendar=BERLIN, overrides=own)
    urgent = due(State.UNDER_REVIEW, since=MONDAY, calendar=BERLIN, overrides=own, urgency=Urgency.URGENT)
    assert last_day(normal) == date(2026, 6, 11)
    assert urgent.at == MONDAY + timedelta(minutes=30)


def test_a_clarification_stops_the_clock():
    spell = (MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))
    paused = paused_days([spell], calendar=BERLIN)
    found = due(State.UNDER_REVIEW, since=MONDAY, calendar=BERLIN, paused=paused)
    assert (paused, last_day(found)) == (4, date(2026, 6, 26))


def test_a_deadline_over_a_change_of_clocks_ends_at_midnight_all_the_same():
    found = deadline(Kind.UNCOLLECTED, since=datetime(2026, 10, 23, 10, 0, tzinfo=UTC), calendar=BERLIN)
    assert found.at == datetime(2026, 10, 26, 23, 0, tzinfo=UTC)


def test_a_leap_day_is_a_day_like_any_other():
    since = datetime(2028, 2, 28, 10, 0, tzinfo=UTC)
    assert last_day(deadline(Kind.OPEN, since=since, calendar=BERLIN)) == date(2028, 3, 2)


def test_a_reminder_goes_out_on_the_first_working_day_after_the_deadline():
    friday = due(State.SENT, since=datetime(2026, 6, 9, 10, 0, tzinfo=UTC), calendar=BERLIN)
    assert last_day(friday) == date(2026, 6, 12)
    assert reminder_day(friday, calendar=BERLIN) == date(2026, 6, 15)


@pytest.mark.parametrize(
    ("day", "who"),
    [
        (date(2026, 6, 11), None),
        (date(2026, 6, 12), Rung.PARTNER),
        (date(2026, 6, 15), Rung.PARTNER),
        (date(2026, 6, 16), Rung.PARTNER_DEPUTY),
        (date(2026, 6, 18), Rung.CASEWORKER),
        (date(2026, 6, 22), Rung.TEAM_LEAD),
        (date(2026, 6, 24), Rung.TEAM_LEAD),
    ],
)
def test_the_ladder_goes_from_the_partner_to_the_team_lead(day, who):
    missed = due(State.SENT, since=MONDAY, calendar=BERLIN)
    assert rung(missed, at=BERLIN.start_of(day), calendar=BERLIN) is who


def test_the_ladder_is_exhausted_when_the_team_lead_has_had_two_working_days():
    missed = due(State.SENT, since=MONDAY, calendar=BERLIN)
    over = BERLIN.start_of(date(2026, 6, 24))
    assert not ladder_exhausted(missed, at=over - timedelta(seconds=1), calendar=BERLIN)
    assert ladder_exhausted(missed, at=over, calendar=BERLIN)


def test_what_the_jobcenter_owes_is_never_laid_at_the_partners_door():
    for kind in OURS:
        missed = deadline(kind, since=MONDAY, calendar=BERLIN)
        assert [who for who, _ in ladder(missed, calendar=BERLIN)] == [Rung.CASEWORKER, Rung.TEAM_LEAD]


def test_an_unanswered_question_reaches_the_team_lead_after_ten_working_days():
    missed = due(State.CLARIFICATION_REQUESTED, since=MONDAY, calendar=BERLIN)
    assert rung(missed, at=BERLIN.start_of(date(2026, 6, 22)), calendar=BERLIN) is Rung.CASEWORKER
    assert rung(missed, at=BERLIN.start_of(date(2026, 6, 23)), calendar=BERLIN) is Rung.TEAM_LEAD


def test_a_silent_service_has_its_grace_before_anybody_else_is_told():
    missed = due(State.IN_SERVICE, since=MONDAY, calendar=BERLIN)
    assert rung(missed, at=BERLIN.start_of(date(2026, 7, 17)), calendar=BERLIN) is Rung.PARTNER
    assert rung(missed, at=BERLIN.start_of(date(2026, 7, 20)), calendar=BERLIN) is Rung.PARTNER_DEPUTY


@given(kind=st.sampled_from(Kind), since=SUMMERS)
def test_rungs_come_one_after_the_other_on_working_days_after_the_deadline(kind, since):
    missed = deadline(kind, since=since, calendar=BERLIN)
    begins = [BERLIN.day(at) for _, at in ladder(missed, calendar=BERLIN)]
    assert begins == sorted(set(begins))
    assert all(BERLIN.is_working(day) for day in begins)
    assert missed.at > since
    assert begins[0] >= BERLIN.day(missed.at)


@pytest.mark.parametrize(
    ("days", "how"), [(0, Collection.WAITING), (4, Collection.REMIND), (14, Collection.REMIND), (15, Collection.RETURN)]
)
def test_a_parcel_is_reminded_of_after_three_days_and_returned_after_fourteen(days, how):
    assert collection(MONDAY, at=BERLIN.start_of(date(2026, 6, 8) + timedelta(days=days)), calendar=BERLIN) is how


def test_a_parcel_is_reminded_of_and_returned_to_the_instant():
    one = timedelta(microseconds=1)
    third, fourteenth = BERLIN.end_of(date(2026, 6, 11)), BERLIN.end_of(date(2026, 6, 22))
    found = [collection(MONDAY, at=at, calendar=BERLIN) for at in (third - one, third, fourteenth - one, fourteenth)]
    assert found == [Collection.WAITING, Collection.REMIND, Collection.REMIND, Collection.RETURN]


def test_every_kind_of_deadline_has_an_allowance():
    assert set(ALLOWANCES) == set(Kind)
