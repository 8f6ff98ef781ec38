"""The system's clock does not run backwards for a moment, and is not held up by having been wrong."""

from datetime import timedelta
from itertools import pairwise

import pytest

from exchange.world import HELD_BACK, SystemClock
from tests.support.clock import NOON, FixedClock


@pytest.fixture
def wall():
    return FixedClock()


@pytest.fixture
def clock(wall):
    clock = SystemClock(wall.now)
    assert clock.now() == NOON
    return clock


def test_a_clock_that_was_an_hour_ahead_for_a_moment_goes_on_from_where_it_is_right(wall, clock):
    wall.advance(hours=1)
    assert clock.now() == NOON + timedelta(hours=1)
    wall.advance(minutes=-59)
    assert clock.now() == NOON + timedelta(minutes=1)
    wall.advance(seconds=1)
    assert clock.now() == NOON + timedelta(minutes=1, seconds=1)


@pytest.mark.parametrize("step", [timedelta(microseconds=1), HELD_BACK])
def test_a_small_step_back_stands_still_until_it_is_made_up_for(wall, clock, step):
    wall.at -= step
    assert clock.now() == NOON
    wall.at += step / 2
    assert clock.now() == NOON
    wall.at = NOON + step
    assert clock.now() == NOON + step


def test_many_small_steps_back_add_up_to_a_large_one_that_is_followed(wall, clock):
    for _ in range(3):
        wall.advance(seconds=-1)
        seen = clock.now()
    assert seen == NOON - timedelta(seconds=3)


def test_the_clock_of_a_machine_that_is_right_moves_on():
    clock = SystemClock()
    assert all(earlier <= later for earlier, later in pairwise(clock.now() for _ in range(1000)))
