from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.core.referral.state_machine import Facts, Transition, decide, legal_next
from exchange.core.referral.transitions import OPEN, STEPS
from exchange.core.vocabulary import TERMINAL, Actor, ConsentStatus, State
from tests.core.referral.referral_cases import CALENDAR, NOON, PARTNER_SILENT, P, good, reason

STATES, ACTORS, BOOLS = st.sampled_from(State), st.sampled_from(Actor), st.booleans()
SOME_FACTS = st.builds(
    Facts,
    state=STATES,
    version=st.integers(1, 3),
    consent=st.none() | st.sampled_from(ConsentStatus),
    basis_consent=BOOLS,
    handed_over=BOOLS,
    received=BOOLS,
    ever_in_service=BOOLS,
    feedback_level=st.integers(0, 6),
    no_show=BOOLS,
    appointment=st.none() | st.just(NOON),
    cancellation_from=st.none() | st.sampled_from(sorted(OPEN)),
    rows_permitted=BOOLS,
    ladder_exhausted=BOOLS,
    second_pair=BOOLS,
)
SOME_MOVES = st.builds(
    Transition,
    to=STATES,
    by=ACTORS,
    at=st.datetimes(min_value=datetime(2026, 6, 1), max_value=datetime(2026, 6, 30), timezones=st.just(UTC)),  # noqa: DTZ001 hypothesis adds the zone itself
    reason=st.sampled_from(["", "other", PARTNER_SILENT, "no-capacity", "illness"]),
    outcome=st.sampled_from(["", "got-help"]),
    weeks=st.none() | st.integers(-1, 9),
    appointment=st.none() | st.just(NOON),
    seen_version=st.none() | st.integers(1, 3),
)


@given(known=SOME_FACTS, wish=SOME_MOVES)
def test_nothing_is_granted_that_the_table_does_not_hold_or_that_is_stale(known, wish):
    verdict = decide(known, wish, calendar=CALENDAR)
    if verdict:
        assert (known.state, wish.to, wish.by) in STEPS
        assert wish.seen_version in ({known.version} if wish.by is P else {known.version, None})
    else:
        assert verdict.allowed == legal_next(known, by=wish.by)


@settings(max_examples=200)
@given(st.lists(st.tuples(ACTORS, STATES), max_size=60))
def test_a_random_walk_stays_on_the_table_and_never_leaves_a_terminal_state(wishes):
    state = State.DRAFT
    for by, to in wishes:
        known, wish = good(state, to, by)
        if decide(known, wish, calendar=CALENDAR):
            assert state not in TERMINAL
            state = to


@given(st.integers(1, 5), st.integers(1, 5))
def test_the_loser_of_a_race_is_told_that_it_is_stale_whatever_it_wants(seen, present):
    known, wish = good(State.UNDER_REVIEW, State.ACCEPTED, P)
    said = reason(replace(known, version=present), replace(wish, seen_version=seen))
    assert said == ("" if seen == present else "stale-version")
