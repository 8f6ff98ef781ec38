"""A sender that dies at any call to the disk: what was confirmed is there, and what was not is not half there."""

import os
import shutil
from signal import SIGKILL

import pytest

from exchange.main import open_hub
from tests.bench.ground import SECRET, ground
from tests.faults.audit import all_of, findings, lost, sound
from tests.faults.intake import hand_in
from tests.faults.processes import lines, preloaded, python, running

POINTS = 40 if os.environ.get("GELEIT_SOAK") else 12 if os.environ.get("CI") else 6
LEAST_CALLS = 100
"""Two referrals take more than that; fewer, and calls would not be seen."""
pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    return preloaded("die", tmp_path_factory.mktemp("die"))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A hub as it was made, to be copied for each point."""
    with ground(tmp_path_factory.mktemp("fresh"), partners=1) as made:
        yield made


@pytest.fixture(scope="module")
def calls(fresh, shim, tmp_path_factory):
    """How many calls to the disk it takes to hand two referrals in."""
    folder = tmp_path_factory.mktemp("counted") / "hub"
    shutil.copytree(fresh.folder / "hub", folder)
    told = folder.with_suffix(".told")
    assert len(handed_in(folder, fresh, first=0, LD_PRELOAD=shim, GELEIT_DIE_TOLD=told)) == 2
    counted = int(told.read_text())
    assert counted > LEAST_CALLS
    return counted


def handed_in(folder, fresh, *, first, ends=0, **env: object):
    """Hand two referrals in with a process that ends so; those that it confirmed."""
    asked = python("tests.faults.intake", folder, fresh.recipients[0].entity, first, 2)
    with running(asked, **{name: str(value) for name, value in env.items()}) as sender:
        confirmed = list(lines(sender))
        assert sender.wait() == ends
    return confirmed


@pytest.mark.parametrize("point", range(1, POINTS + 1))
def test_a_sender_that_dies_at_any_call_to_the_disk_leaves_nothing_half_done(tmp_path, fresh, shim, calls, point):
    folder, at = tmp_path / "hub", calls * point // (POINTS + 1)
    shutil.copytree(fresh.folder / "hub", folder)
    confirmed = handed_in(folder, fresh, first=at * 10, ends=-SIGKILL, LD_PRELOAD=shim, GELEIT_DIE_AT=at)
    hub = open_hub(folder, passphrase=SECRET).hub
    with hub.store.reading() as tx:
        states = {one.state.value for one in all_of(tx)}
    assert states <= {"draft", "sent"}
    assert (lost(hub, confirmed), findings(hub), sound(folder)) == ([], [], True)
    again = hand_in(f"P-{at * 10 + 5}", partner=fresh.recipients[0].entity, hub=hub)
    assert lost(hub, [again]) == []
