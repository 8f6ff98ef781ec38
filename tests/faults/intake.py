"""The sender as a process: it hands referrals in, one after the other, and prints the id of each that was confirmed.

`python -m tests.faults.intake HUB PARTNER FIRST COUNT [--weaker]`; `--weaker` takes the durability of SQLite away, to
show that a test of it would notice.
"""

import io
import sys
from pathlib import Path

from exchange.core.vocabulary import Scan
from exchange.flows.consent import record_consent
from exchange.flows.draft import File, draft
from exchange.flows.release import release_and_send
from exchange.main import open_hub
from exchange.ports.hub import Hub
from exchange.storage.durable import Wal
from tests.bench import filled
from tests.bench.ground import LEAD, SECRET, WRITER

CONTENT = b"Ein Lebenslauf (erfunden)."


def main() -> None:
    """Hand in what the arguments say."""
    folder, partner, first, count = sys.argv[1:5]
    if "--weaker" in sys.argv:
        Wal.settle = _tell_at_once
    hub = open_hub(Path(folder), passphrase=SECRET).hub
    for number in range(int(first), int(first) + int(count)):
        sys.stdout.write(hand_in(f"P-{number}", partner=partner, hub=hub) + "\n")
        sys.stdout.flush()


def hand_in(reference: str, *, partner: str, hub: Hub) -> str:
    """Let one person consent and be referred, with a file; the referral's id once it is confirmed."""
    agreed = filled.consent(reference, partner=partner, hub=hub.origin, at=hub.clock.now())
    record_consent(agreed, by=WRITER, approve_by=LEAD, hub=hub)
    written = draft(filled.refer(reference, partner=partner), files=[_file()], by=WRITER, hub=hub)
    return release_and_send(written.id, by=WRITER, approve_by=None, hub=hub).referral.id


def _file() -> File:
    named = {"name": "Lebenslauf.pdf", "media_type": "application/pdf", "category": "attachment"}
    return File(**named, scan=Scan.CLEAN, length=len(CONTENT), source=io.BytesIO(CONTENT))


def _tell_at_once(_wal: Wal) -> None:
    """Confirm what is committed without waiting for the disk."""


if __name__ == "__main__":
    main()
