"""A hub that has nothing to do does next to nothing, and is there at once when there is something."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.release import release_and_send
from exchange.partner.calls import Settled, poll
from tests.bench import filled
from tests.bench.ground import WRITER, served
from tests.bench.loop import Worker
from tests.bench.usage import cpu_seconds

WAITING, SECONDS = 20, 6
IDLE, WAITED_ON = 0.008, 0.012
"""Of one core. A quiet machine needs 0.2 and 0.3 %; what looks for work as fast as it can needs 2 and more."""
SOON = 3.0
"""Seconds. Usual are 30 ms; a poll that is not woken waits ten times as long."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory):
    with served(tmp_path_factory.mktemp("rest"), partners=WAITING) as made:
        # What a process does once it is up: look whether it can be written, sign the log, compare its rows.
        time.sleep(3)
        yield made


def used(hub) -> float:
    """Which part of one core the hub uses."""
    before, began = cpu_seconds(*hub.pids), time.monotonic()
    time.sleep(SECONDS)
    return (cpu_seconds(*hub.pids) - before) / (time.monotonic() - began)


def waits(recipient):
    return poll(recipient.session, settled=Settled(), hold="long"), time.monotonic()


def test_an_idle_hub_is_quiet(hub):
    assert used(hub) <= IDLE


def test_partners_who_wait_cost_little_and_hear_at_once_of_what_another_process_releases(hub):
    worker = Worker(hub, hub.recipients[0])
    worker.consent("P-0")
    ready = draft(filled.refer("P-0", partner=worker.recipient.entity), files=(), by=WRITER, hub=hub.hub)
    with ThreadPoolExecutor(WAITING) as partners:
        polls = [partners.submit(waits, one) for one in hub.recipients]
        time.sleep(3)
        assert used(hub) <= WAITED_ON
        release_and_send(ready.id, by=WRITER, approve_by=None, hub=hub.hub)
        released = time.monotonic()
        told, at = polls[0].result()
        assert len(told.sets) == 1
        assert at - released < SOON
        # The others have waited for nothing, and are let go.
        assert not any(one.result()[0].sets for one in polls[1:])
