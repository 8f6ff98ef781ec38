"""What was confirmed is on the disk: a power loss takes nothing of it (T-DEL-4), and a weaker durability is noticed."""

import os
import random
import shutil
from itertools import islice

import pytest

from exchange.main import open_hub
from tests.bench.ground import SECRET, ground
from tests.faults.audit import findings, lost, sound
from tests.faults.processes import end, lines, preloaded, python, running

LOSSES = 100 if os.environ.get("GELEIT_SOAK") else 4


@pytest.fixture(scope="module")
def shim(tmp_path_factory):
    """The library that keeps what a disk would hold."""
    return preloaded("power", tmp_path_factory.mktemp("power"))


def power_lost(folder, shim, *, seed, words=()):
    """Hand referrals in until the power goes; those that were confirmed, and the folder as the disk has it then."""
    with ground(folder, partners=1) as made:
        hub, disk = folder / "hub", folder / "disk"
        shutil.copytree(hub, disk)
        mirror = {"LD_PRELOAD": str(shim), "GELEIT_POWER_FROM": str(hub), "GELEIT_POWER_TO": str(disk)}
        asked = python("tests.faults.intake", hub, made.recipients[0].entity, 0, 1000, *words)
        with running(asked, **mirror) as sender:
            confirmed = list(islice(lines(sender), random.Random(seed).randint(3, 8)))
            # What was on its way through the pipe was confirmed, too.
            confirmed += end(sender)
    return confirmed, disk


@pytest.mark.parametrize("seed", range(LOSSES))
def test_a_power_loss_takes_nothing_that_was_confirmed(tmp_path, shim, seed):
    confirmed, disk = power_lost(tmp_path, shim, seed=seed)
    hub = open_hub(disk, passphrase=SECRET).hub
    assert len(confirmed) >= 3
    assert lost(hub, confirmed) == []
    assert (findings(hub), sound(disk)) == ([], True)


def test_a_weaker_durability_would_be_noticed(tmp_path, shim):
    confirmed, disk = power_lost(tmp_path, shim, seed=1, words=["--weaker"])
    assert lost(open_hub(disk, passphrase=SECRET).hub, confirmed) != []
