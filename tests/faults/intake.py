"""The sender as a process: it hands referrals in and prints the id of each that was confirmed.

`python -m tests.faults.intake HUB PARTNER[,PARTNER…] FIRST COUNT [--at-once N] [--weaker]`; the partners take turns.
`--weaker` takes the durability of SQLite away, to show that a test of it would notice.
"""

import argparse
import io
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from exchange.core.vocabulary import Scan
from exchange.flows.consent.record import record_consent
from exchange.flows.sending.drafting.draft import File, draft
from exchange.flows.sending.release import release_and_send
from exchange.main import open_hub
from exchange.ports.hub import Hub
from exchange.storage.database.durable import Wal
from tests.bench import filled
from tests.bench.ground import LEAD, SECRET, WRITER

CONTENT = b"%PDF-1.7 Ein Lebenslauf (erfunden)."


def main() -> None:
    """Hand in what the arguments say."""
    asked = _asked()
    if asked.weaker:
        Wal.settle = _tell_at_once
    hub, partners = open_hub(asked.hub, passphrase=SECRET).hub, asked.partners.split(",")

    def confirm(number: int) -> None:
        done = hand_in(f"P-{number}", partner=partners[number % len(partners)], hub=hub)
        # One call for the whole line, so that no two are mixed up.
        os.write(sys.stdout.fileno(), f"{done}\n".encode())

    with ThreadPoolExecutor(asked.at_once) as pool:
        for _ in pool.map(confirm, range(asked.first, asked.first + asked.count)):
            pass


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("hub", type=Path)
    parser.add_argument("partners")
    parser.add_argument("first", type=int)
    parser.add_argument("count", type=int)
    parser.add_argument("--at-once", type=int, default=1)
    parser.add_argument("--weaker", action="store_true")
    return parser.parse_args()


def hand_in(reference: str, *, partner: str, hub: Hub) -> str:
    """Let one person consent and be referred, with a file; the referral's id once it is confirmed."""
    agreed = filled.consent(reference, partner=partner, hub=hub.origin, at=hub.clock.now())
    record_consent(agreed, by=WRITER, approve_by=LEAD, hub=hub)
    written = draft(filled.refer(reference, partner=partner), files=[_file()], by=WRITER, hub=hub)
    return release_and_send(written.id, by=WRITER, approve_by=None, hub=hub).referral.id


def _file() -> File:
    named = {"name": "Lebenslauf.pdf", "media_type": "application/pdf", "category": "attachment"}
    return File(**named, scan=Scan.CLEAN, metadata=(), length=len(CONTENT), source=io.BytesIO(CONTENT))


def _tell_at_once(_wal: Wal) -> None:
    """Confirm what is committed without waiting for the disk."""


if __name__ == "__main__":
    main()
