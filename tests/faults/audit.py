"""What must hold of a hub after anything that went wrong."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from exchange.core.vocabulary import State
from exchange.flows.evidence.verify import verify_log
from exchange.ports.hub import Hub

BATCH = 500
SENT = frozenset({State.SENT, State.UNDER_REVIEW, State.ACCEPTED, State.EXTERNAL})


def lost(hub: Hub, confirmed: Iterable[str]) -> list[str]:
    """The referrals that were confirmed to their sender and are not there whole: matter, packet, notice, files."""
    return [one for some in batches(confirmed) for one in _lost(some, hub=hub)]


def _lost(some: Iterable[str], *, hub: Hub) -> list[str]:
    with hub.store.reading() as tx:
        return [one for one in some if not _whole(tx, one, hub=hub)]


def batches(many: Iterable[str]) -> Iterator[list[str]]:
    """A few at a time: a transaction remembers what it has read, parcels and all."""
    left = iter(many)
    while some := list(islice(left, BATCH)):
        yield some


def findings(hub: Hub) -> list[str]:
    """What is wrong with the evidence: the log and its records, and its disclosures against the ledger."""
    report = verify_log(hub=hub)
    told = [f"{one.index}: {one.what}" for one in report.findings]
    return told if report.disclosures == report.ledger_lines else [*told, "disclosures"]


def sound(folder: Path) -> bool:
    """Whether SQLite finds the files of a hub's folder in order."""
    return all(_sound(file) for file in folder.glob("*.sqlite"))


def _sound(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def _whole(tx, referral_id: str, *, hub: Hub) -> bool:
    referral = tx.referrals.get(referral_id)
    if referral is None or referral.state not in SENT or tx.referrals.draft(referral_id) is None:
        return False
    packet = tx.referrals.packet(referral.packet)
    return packet is not None and all(hub.blobs.size(one) for one in packet.blobs)


def all_of(tx):
    found, after = [], ""
    while page := tx.referrals.page(states=(), after=after, limit=500):
        found += page
        after = page[-1].id
    return found
