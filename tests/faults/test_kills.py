"""Whoever is killed, and whenever: what was confirmed arrives, and arrives once (T-DEL-2, T-DEL-3)."""

import os
import random
import subprocess
from collections import Counter
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from tests.bench.ground import SECRET, ground
from tests.faults.audit import all_of, batches, findings, lost, sound
from tests.faults.processes import end, python, started
from tests.faults.reader import Reader

SOAK, CI = os.environ.get("GELEIT_SOAK"), os.environ.get("CI")
# Each on a hub of its own, so that a long campaign can be run in parts: 500 kills in 100,000 together.
CAMPAIGNS = range(5 if SOAK else 1)
KILLS, PACKETS = (100, 20_000) if SOAK else (10, 600) if CI else (4, 80)
AT_ONCE = 3
"""How many are handed in at once, and how many partners read."""
# The partner reads more slowly than is handed in; what it is behind by takes it this long at the most.
DRAIN_SECONDS = 120 + PACKETS / 40


class Campaign:
    """A hub and a sender as processes that are killed and started again, and partners that read on."""

    def __init__(self, made, *, seed) -> None:
        self.made, self.chance, self.number = made, random.Random(seed), 0
        self.confirmed: list[str] = []
        self.secret = made.folder / "passphrase"
        self.secret.touch(mode=0o600)
        self.secret.write_bytes(SECRET)
        made.sock.listen(256)
        self.hub, self.sender = self._hub(), self._sender()

    def go(self) -> None:
        """Let everything be handed in, and in between kill the hub or the sender."""
        for done in range(1, KILLS + 1):
            while len(self.confirmed) < PACKETS * done // (KILLS + 1):
                self._listen()
            sleep(self.chance.random() / 10)
            self._kill_one()
        while len(self.confirmed) < PACKETS:
            self._listen()
        self.confirmed += end(self.sender)

    def _listen(self) -> None:
        line = self.sender.stdout.readline()
        if not line.endswith("\n"):
            self._sender_again()
            return
        self.confirmed.append(line.strip())

    def _kill_one(self) -> None:
        if self.chance.random() < 0.5:
            end(self.hub)
            self.hub = self._hub()
        else:
            self._sender_again()

    def _sender_again(self) -> None:
        self.confirmed += end(self.sender)
        self.sender = self._sender()

    def _hub(self) -> subprocess.Popen:
        where = ("--listen", f"fd:{self.made.sock.fileno()}", "--passphrase-file", self.secret)
        words = python("exchange", "serve", self.made.folder / "hub", *where)
        # Nobody reads what it says, and a full pipe would hold it up.
        return started(words, fds=[self.made.sock.fileno()], out=subprocess.DEVNULL)

    def _sender(self) -> subprocess.Popen:
        # Numbers are never used twice: a person whose referral was cut off is not referred again.
        self.number += 1
        partners = ",".join(one.entity for one in self.made.recipients)
        words = (self.made.folder / "hub", partners, self.number * 1_000_000, PACKETS, "--at-once", AT_ONCE)
        return started(python("tests.faults.intake", *words))


@contextmanager
def reading(readers):
    stop = Event()
    threads = [Thread(target=reader.read, args=(stop,)) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


@pytest.mark.timeout(7200 if SOAK else 900)
@pytest.mark.parametrize("seed", CAMPAIGNS)
def test_what_was_confirmed_arrives_once_however_often_hub_and_sender_are_killed(tmp_path, seed):
    with ground(tmp_path, partners=AT_ONCE) as made:
        readers, campaign = [Reader(one) for one in made.recipients], Campaign(made, seed=seed)
        try:
            with reading(readers):
                campaign.go()
                everything = drained(made.hub, readers)
        finally:
            end(campaign.hub)
            end(campaign.sender)
        assert len(set(campaign.confirmed)) == len(campaign.confirmed) >= PACKETS
        assert lost(made.hub, campaign.confirmed) == []
        assert [one.wrong for one in readers] == [[]] * AT_ONCE
        assert (findings(made.hub), sound(tmp_path / "hub")) == ([], True)
        assert set(everything) == taken(readers)
        assert disclosures(made.hub, everything) == Counter(dict.fromkeys(everything, 1))


def taken(readers):
    return {packet for one in readers for packet in one.taken}


def drained(hub, readers):
    """Wait until the partners have said of every packet that they have it; all packets there are."""
    end = monotonic() + DRAIN_SECONDS
    while monotonic() < end:
        with hub.store.reading() as tx:
            matters = all_of(tx)
        packets = [one.packet for one in matters if one.packet]
        if packets and set(packets) <= taken(readers) and all(one.received for one in matters if one.packet):
            return packets
        # To look through all of them takes the longer the more there are.
        sleep(0.2 + PACKETS / 20_000)
    raise AssertionError(f"{len(set(packets) - taken(readers))} of {len(packets)} did not arrive")


def disclosures(hub, packets):
    lines = Counter()
    for some in batches(packets):
        with hub.store.reading() as tx:
            persons = {tx.referrals.packet(one).person for one in some}
            lines.update(line.packet for person in persons for line in tx.ledger.of(person))
    return lines
