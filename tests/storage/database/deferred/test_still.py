"""Windows are asked at an instant that answers as the turn's own would, and so are keys."""

from datetime import timedelta

import pytest

from exchange.storage.database.deferred.still import Still
from tests.support.clock import NOON

NEARLY_NOON = NOON - timedelta(seconds=0.2)


@pytest.mark.parametrize(
    ("began", "turn", "is_still"),
    [
        (NOON, timedelta(0), True),
        (NOON, timedelta(seconds=1), True),
        (NOON, timedelta(seconds=1.001), False),
        (NEARLY_NOON, timedelta(seconds=0.1), True),
        (NEARLY_NOON, timedelta(seconds=0.2), False),
    ],
)
def test_an_attempt_is_in_time_within_a_second_and_a_minute(began, turn, is_still):
    now = iter([began, began + turn])
    assert Still(now=lambda: next(now), outside=lambda: None).is_still() is is_still


def test_a_change_outside_the_database_is_one():
    keys = [object()]
    still = Still(now=lambda: NOON, outside=lambda: keys[0])
    assert still.is_still()
    keys[0] = object()
    assert not still.is_still()
