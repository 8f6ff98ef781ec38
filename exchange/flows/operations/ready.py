"""Readiness check: can the hub work right now; what health pages and the doctor ask, in one place."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from exchange.core.errors import GeleitError
from exchange.core.unavailable import DiskFull
from exchange.ports.hub import Hub
from keys.errors import KeysError
from keys.jwk import Purpose

NEEDED = (Purpose.OAUTH, Purpose.PACKET, Purpose.ACK)
"""The keys that every exchange needs."""
LEAST_ROOM = 16 * 1024 * 1024
"""Bytes; with less, what arrives next may find no room."""
_ONE_TRY = 10
_KEPT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ReadinessFinding:
    """What one look found: `error` says what is wrong, or None."""

    check: str
    error: GeleitError | KeysError | None


def examine(*, hub: Hub) -> Sequence[ReadinessFinding]:
    """Look at everything the hub needs: database, keys, disk. Nothing is raised; each finding tells its own trouble."""
    return tuple(ReadinessFinding(check, _trouble(look, hub)) for check, look in _LOOKS.items())


def _trouble(look: Callable[[Hub], None], hub: Hub) -> GeleitError | KeysError | None:
    try:
        look(hub)
    except (GeleitError, KeysError) as error:
        return error
    return None


def _database(hub: Hub) -> None:
    at = hub.clock.now()
    # A database may be there to read and not to write: full, read-only, a standby. One row in ten seconds tells.
    mark = str(int(at.timestamp()) // _ONE_TRY)
    with hub.store.shared() as tx:
        tx.single_use.spend("ready", mark, until=at + _KEPT)


def _keys(hub: Hub) -> None:
    at = hub.clock.now()
    for purpose in NEEDED:
        hub.ring.current(purpose, at)


def _disk(hub: Hub) -> None:
    if hub.blobs.free() < LEAST_ROOM:
        raise DiskFull


_LOOKS: dict[str, Callable[[Hub], None]] = {"database": _database, "keys": _keys, "disk": _disk}
