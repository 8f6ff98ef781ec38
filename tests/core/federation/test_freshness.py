"""What goes on while an anchor cannot be reached, to the second."""

from datetime import timedelta

import pytest

from exchange.core.federation.freshness import Freshness, Traffic, freshness, may_go
from tests.support.keys import NOW

SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
END = 7 * DAY
ROWS = [
    (-SECOND, Freshness.FRESH, {Traffic.NEW, Traffic.UNDER_WAY, Traffic.STOP}),
    (20 * HOUR, Freshness.FRESH, {Traffic.NEW, Traffic.UNDER_WAY, Traffic.STOP}),
    (24 * HOUR, Freshness.FRESH, {Traffic.NEW, Traffic.UNDER_WAY, Traffic.STOP}),
    (24 * HOUR + SECOND, Freshness.AGED, {Traffic.NEW, Traffic.UNDER_WAY, Traffic.STOP}),
    (72 * HOUR, Freshness.AGED, {Traffic.NEW, Traffic.UNDER_WAY, Traffic.STOP}),
    (72 * HOUR + SECOND, Freshness.STALE, {Traffic.UNDER_WAY, Traffic.STOP}),
    (END - SECOND, Freshness.STALE, {Traffic.UNDER_WAY, Traffic.STOP}),
    (END, Freshness.OVER, {Traffic.STOP}),
    (END + 90 * DAY - SECOND, Freshness.OVER, {Traffic.STOP}),
    (END + 90 * DAY, Freshness.OVER, set()),
]


@pytest.mark.parametrize(("age", "step", "goes"), ROWS, ids=lambda one: str(one) if isinstance(one, timedelta) else "")
def test_a_directorys_age_stops_what_is_new_first_and_what_stops_last(age, step, goes):
    times = {"iat": NOW, "exp": NOW + END, "at": NOW + age}
    assert freshness(**times) is step
    assert {one for one in Traffic if may_go(one, **times)} == goes


def test_a_directory_that_was_made_for_a_day_is_over_after_it():
    assert freshness(iat=NOW, exp=NOW + DAY, at=NOW + DAY) is Freshness.OVER
