"""File permissions and free disk space: whether the vault is its owner's alone, and whether there is room."""

import stat
from collections.abc import Iterator
from pathlib import Path

from exchange.core.operations.finding import Grade, HealthFinding, after, plain
from exchange.core.said import Said
from exchange.ports.hub import Hub

LOW_DISK = 1024 * 1024 * 1024
_OTHERS = 0o077
_GONE = Said("Nicht da: Sicherung zurückholen", "Not there: bring the backup back")
_LITTLE = Said("Wenig Platz", "Little room")


def check_vault_file(vault: Path) -> Iterator[HealthFinding]:
    """Look whether the vault is there, and at who may read it."""
    try:
        private = not stat.S_IMODE(vault.stat().st_mode) & _OTHERS
    except OSError:
        yield HealthFinding("vault file", Grade.FAIL, after("", _GONE, f": {vault}"))
        return
    mend = plain(f"chmod 600 {vault}")
    yield HealthFinding("vault file", Grade.OK) if private else HealthFinding("vault file", Grade.FAIL, mend)


def check_room(hub: Hub) -> Iterator[HealthFinding]:
    """Look at the room there is for attachments; nothing where there is enough."""
    if hub.blobs.free() < LOW_DISK:
        yield HealthFinding("room", Grade.WARN, _LITTLE)
