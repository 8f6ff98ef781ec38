"""A fact holds from one instant to another; what was known of it is asked of another instant still."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.calendar import day_of, end_of_day
from exchange.core.compliance.fact import FactUnfit, holding, read_fact
from exchange.core.compliance.kind import HOUSE, FactKind
from tests.support.clock import NOON
from tests.support.examples import a_fact

DAY = timedelta(days=1)
TODAY = day_of(NOON)
STEPS = st.integers(0, 6)


def written(kind=FactKind.CONTRACT, **members: object):
    return read_fact(kind, {"partner": "https://x.example", "norm": "n"} | members, at=NOON)


def test_days_are_whole_days_in_berlin_the_last_one_included():
    said = written(**{"from": "2026-03-02", "until": "2026-03-02"})
    assert said.valid_from == end_of_day(date(2026, 3, 1))
    assert said.valid_until == end_of_day(date(2026, 3, 2))
    assert said.document == {"partner": "https://x.example", "norm": "n"}
    assert (said.subject, said.topic) == ("https://x.example", "n")


def test_without_days_it_holds_from_now_on_and_about_the_house():
    said = read_fact(FactKind.CLOCK, {"offset_ms": 40}, at=NOON)
    assert (said.subject, said.valid_from, said.valid_until) == (HOUSE, NOON, None)


@pytest.mark.parametrize(
    ("kind", "days", "form"),
    [
        (FactKind.CONTRACT, {"from": "2026-03-02", "until": "2026-03-01"}, "until: 2026-03-02 or later"),
        (FactKind.CONTRACT, {"until": str(TODAY - DAY)}, f"until: {TODAY} or later"),
        (FactKind.WAIVER, {"from": "2026-03-01"}, "until: 2026-05-30 at the latest"),
        (FactKind.WAIVER, {"from": "2026-03-01", "until": "2026-05-31"}, "until: 2026-05-30 at the latest"),
    ],
)
def test_a_fact_that_ends_before_it_begins_or_would_hold_too_long_is_none(kind, days, form):
    with pytest.raises(FactUnfit) as refused:
        written(kind, rule="CR-06", about="x", **days)
    assert (refused.value.pointer, refused.value.form.en) == ("/until", form)


def test_a_waiver_of_ninety_days_is_one():
    said = written(FactKind.WAIVER, rule="CR-06", about="x", **{"from": "2026-03-01", "until": "2026-05-30"})
    assert (said.subject, said.topic) == ("CR-06", "x")


@given(st.lists(st.tuples(STEPS, STEPS, STEPS, st.sampled_from("ab")), max_size=8), STEPS, STEPS)
def test_what_holds_is_the_newest_word_on_the_latest_beginning(spans, at, known):
    facts = [
        a_fact(
            number,
            valid_from=NOON + begins * DAY,
            valid_until=NOON + (begins + length) * DAY if length else None,
            recorded_at=NOON + noted * DAY,
            topic=topic,
        )
        for number, (begins, length, noted, topic) in enumerate(spans)
    ]
    when, known_at = NOON + at * DAY, NOON + known * DAY
    found = holding(facts, at=when, known_at=known_at)
    for topic in "ab":
        begun = [one for one in facts if one.topic == topic and one.valid_from <= when and one.recorded_at <= known_at]
        last = max(begun, key=lambda one: (one.valid_from, one.recorded_at, one.id), default=None)
        still = last is not None and (last.valid_until is None or when < last.valid_until)
        assert [one for one in found if one.topic == topic] == ([last] if still else [])


def test_what_was_written_down_afterwards_is_belated():
    assert a_fact(recorded_at=NOON + DAY).is_belated(NOON)
    assert not a_fact(recorded_at=NOON).is_belated(NOON)
