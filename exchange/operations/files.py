"""File permissions and free disk space: whether the vault is its owner's alone, and whether there is room."""

import stat
from collections.abc import Iterator
from pathlib import Path

from exchange.operations.finding import Finding, Result
from exchange.ports.hub import Hub

LOW_DISK = 1024 * 1024 * 1024
_OTHERS = 0o077


def check_vault_file(vault: Path) -> Iterator[Finding]:
    """Look whether the vault is there, and at who may read it."""
    try:
        private = not stat.S_IMODE(vault.stat().st_mode) & _OTHERS
    except OSError:
        words = f"Nicht da: Sicherung zurückholen / not there, bring the backup back: {vault}"
        yield Finding("vault file", Result.FAIL, words)
        return
    yield Finding("vault file", Result.OK) if private else Finding("vault file", Result.FAIL, f"chmod 600 {vault}")


def check_room(hub: Hub) -> Iterator[Finding]:
    """Look at the room there is for attachments; nothing where there is enough."""
    if hub.blobs.free() < LOW_DISK:
        yield Finding("room", Result.WARN, "Wenig Platz / little room")
