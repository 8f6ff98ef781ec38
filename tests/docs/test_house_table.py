"""The README's picture of the house is the house."""

import re
import sys
import threading
import time

import pytest

from tests.cli.by_hand import set_up
from tests.docs.house_table import EXCHANGE, README, ROOT, contexts, house, renewed

TEXT = README.read_text(encoding="utf-8")
PASSED = re.findall(r"^\d+\. `([^`]+)`", TEXT, re.MULTILINE)
NAMED = {str(ROOT / one if (ROOT / one).exists() else EXCHANGE / one): one for one in PASSED}


def test_the_tables_of_the_readme_are_made_from_the_tree():
    assert renewed(TEXT) == TEXT, "write them anew: .venv/bin/python -m tests.docs.house_table"


def test_every_context_has_exactly_one_row():
    rows = [line.split("|")[1].strip(" *") for line in house() if line.startswith("| **")]
    assert rows == contexts()


def test_a_table_that_is_not_the_trees_is_found():
    spoiled = TEXT.replace("| `core/consent/` |", "| `core/consents/` |")
    assert spoiled != TEXT
    assert renewed(spoiled) == TEXT


OPENERS = {"keys/seal.py": "seal", "partner/verify.py": "check_parcel"}
"""Files that are asked small questions earlier: what counts is the call of this function."""


class Trail:
    """Which files of ours are passed, in the order of the first time."""

    def __init__(self) -> None:
        self.on, self.order = False, []

    def __call__(self, frame, event, _what) -> None:
        if not self.on or event != "call":
            return
        name = NAMED.get(frame.f_code.co_filename)
        if name and name not in self.order and OPENERS.get(name, frame.f_code.co_name) == frame.f_code.co_name:
            self.order.append(name)


@pytest.fixture(scope="module")
def trail(tmp_path_factory):
    """One referral from the command line to the partner's acceptance, hub and partner in this process."""
    trail = Trail()
    threading.setprofile(trail)
    try:
        hand = set_up(tmp_path_factory.mktemp("trail"))
        assert hand.hub("consent", "record", hand.root / "hub", hand.example("consent")).code == 0
        sys.setprofile(trail)
        trail.on = True
        assert hand.hub("refer", hand.root / "hub", hand.example("addiction-counselling"), second="ben").code == 0
        receive(hand)
    finally:
        trail.on = False
        sys.setprofile(None)
        threading.setprofile(None)
    hand.stop.set()
    return trail


def receive(hand):
    end = time.monotonic() + 20
    while '"received"' not in hand.box("list", hand.root / "box", "--json").out:
        assert time.monotonic() < end
        hand.box("receive", hand.root / "box")


def test_twelve_files_are_named():
    assert len(PASSED) == 12


def test_a_referral_passes_the_files_of_the_readme_in_their_order(trail):
    assert trail.order == PASSED
