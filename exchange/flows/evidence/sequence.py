"""Sequencer: gives the leaves that were written their places in the log, after the commit and many at once.

Whoever writes holds nobody up: a leaf waits beside its change, in the same transaction, and is counted wherever rows
are held against the log. Only what has its place is signed, so a log that falls behind is alarmed.
"""

from exchange.core.evidence.entry import Backlog
from exchange.ports.hub import Hub

BATCH = 500
"""How many get their places in one transaction at the most: on SQLite everybody else waits for it."""
LAG_SECONDS = 60
"""From then on a log is behind: a database from before, put in the place of this one, would go unnoticed."""


def place_waiting(*, hub: Hub, batch: int = BATCH) -> int:
    """Give their places to all leaves that wait, and say how many that were. Any number may do so at once."""
    with hub.store.reading() as tx:
        if not tx.log.backlog().count:
            return 0
    placed = 0
    while True:
        with hub.store.shared() as tx:
            more = tx.log.place(limit=batch)
        placed += more
        if more < batch:
            return placed


def behind(*, hub: Hub) -> Backlog | None:
    """What waits, where the first of it has waited too long; None where the log keeps up."""
    with hub.store.reading() as tx:
        backlog = tx.log.backlog()
    return backlog if backlog.seconds(hub.clock.now()) > LAG_SECONDS else None
