"""End of sessions: whatever ends one writes its row and its leaf here, in the transaction in which it happens."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from exchange.core.evidence.entry import EntryType
from exchange.core.session.session import EndOfSession, Session, state_at
from exchange.flows.append_entry import append_entry
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def end_sessions(
    tx: Tx, sessions: Iterable[Session], *, why: EndOfSession, by: str, hub: Hub, at: datetime
) -> tuple[Session, ...]:
    """End those of them that run, and return these; `by` is who ends them, a staff id."""
    running = [one for one in sessions if state_at(one, at) is None]
    ended = tuple(replace(one, ended_at=at, why=why, ended_by=by) for one in running)
    for one in ended:
        tx.sessions.end(one)
        record = {"session": one.id, "staff": one.staff, "why": why.value, "by": by}
        append_entry(tx, EntryType.SESSION_ENDED, record, hub=hub, at=at)
    return ended
