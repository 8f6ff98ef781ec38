"""File permissions, free disk space, backups: is the vault its owner's alone, is there room, when was one made."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from exchange.config import Config
from exchange.core.operations.finding import Grade, HealthFinding, after, plain
from exchange.core.said import NOTHING, Said
from exchange.ports.hub import Hub

LOW_DISK = 1024 * 1024 * 1024
_OTHERS = 0o077
BACKUP_LATE = timedelta(hours=26)
_NO_MARK = Said(
    "Von Sicherungen ist nichts bekannt: In geleit.toml kann backup_mark die Datei nennen, die jede Sicherung anlegt",
    "Nothing is known of backups: in geleit.toml, backup_mark can name the file that every backup touches",
)
_LATE = Said(
    "Die letzte Sicherung ist über 26 Stunden her oder nie gewesen. Läuft sie noch?",
    "The last backup was more than 26 hours ago, or never. Does it still run?",
)
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


def check_backup(config: Config, *, now: datetime) -> Iterator[HealthFinding]:
    """Look at when the file that every backup touches was touched last. A demonstration has none to lose."""
    if config.backup_mark is None:
        if not config.demo:
            yield HealthFinding("backup", Grade.WARN, _NO_MARK)
        return
    try:
        last = datetime.fromtimestamp(config.backup_mark.stat().st_mtime, tz=UTC)
    except OSError:
        last = None
    late = last is None or now - last > BACKUP_LATE
    yield HealthFinding("backup", Grade.FAIL if late else Grade.OK, _LATE if late else NOTHING)
