"""What `serve` takes up once partners call, on SQLite: the aim is 115 MB."""

import pytest

from tests.bench.ground import served
from tests.bench.loop import Worker
from tests.bench.usage import forget_peak, peak_mb

REFERRALS = 30
"""After as many it has loaded all it needs."""
MOST_MB = 160
GROWTH_MB = 4


@pytest.fixture
def ground(tmp_path):
    with served(tmp_path, partners=1) as ground:
        yield ground


def resident_mb(pid):
    """What a process uses now: its peak since a moment ago. Opening the vault took more for a while, on purpose."""
    forget_peak(pid)
    return peak_mb(pid)


def test_a_hub_that_partners_call_takes_up_little_and_does_not_grow(ground):
    worker, resident = Worker(ground, ground.recipients[0]), []
    for half in ("A", "B"):
        for number in range(REFERRALS):
            worker.consent(f"{half}-{number}")
            worker.once(f"{half}-{number}")
        resident.append(resident_mb(ground.pids[0]))
    assert resident[0] < MOST_MB, resident
    assert resident[1] - resident[0] < GROWTH_MB, resident
