"""Row integrity: what one write of a row that decides says of itself, in a leaf of its own and in a MAC beside the row.

A column that is empty is left out of the digest: one that is added later changes no digest of before.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any, Self

from exchange.core.errors import Unavailable
from exchange.core.ids import show_instant


class RowFault(StrEnum):
    """How a row may differ from what was written."""

    UNSEALED = "row-without-mac"
    CHANGED = "row-changed"
    OLDER = "row-older-than-its-leaf"
    MISSING = "row-missing"
    RETURNED = "row-returned"
    UNWRITTEN = "row-without-leaf"


class RowDiffers(Unavailable):
    """A row of the database is not the one that was written here; nothing is done on its word."""

    code = "HUB_ROW_DIFFERS"
    retryable = "after-fix"
    de = "Eine Zeile der Datenbank ist nicht die, die hier geschrieben wurde. Auf ihr Wort hin geschieht nichts."
    fix_de = (
        "Betrieb: Wer hat die Datenbank geändert? `geleit doctor` nennt jede solche Zeile; zwei Personen stellen sie "
        "mit `geleit log restate` neu fest. Widerrufen, aussetzen und abmelden geht auch jetzt."
    )
    fix_en = (
        "Operator: who changed the database? `geleit doctor` names every such row; two people state it anew with "
        "`geleit log restate`. Withdrawing, suspending and deactivating work even now."
    )


class RowUnreadable(RowDiffers):
    """What a row of the database has sealed does not open: somebody overwrote it, or put another in its place."""

    code = "HUB_ROW_UNREADABLE"
    de = "Was in einer Zeile der Datenbank versiegelt ist, lässt sich nicht öffnen: Jemand hat es überschrieben."
    fix_de = (
        "Betrieb: Wer hat die Datenbank geändert? Die Zeile aus der Sicherung zurückholen. Widerrufen und absagen "
        "geht auch jetzt."
    )
    fix_en = (
        "Operator: who changed the database? Bring the row back from the backup. Withdrawing and cancelling work even "
        "now."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRecord:
    """What the leaf of one write says: which row, the how-manieth write, and the digest of its columns.

    `columns` is empty where the write took the row away. `mac` is the vault's, so that nobody else writes such a leaf.
    """

    table: str
    key: str
    version: int
    columns: str
    mac: str = ""

    @property
    def about(self) -> str:
        """The row's name."""
        return row_name(self.table, self.key)

    @property
    def words(self) -> bytes:
        """What the MAC in the record is over."""
        return _compact(["row-record", self.table, self.key, self.version, self.columns])

    def show(self, *, at: datetime) -> Mapping[str, Any]:
        """The leaf's record."""
        said = {"table": self.table, "key": self.key, "version": self.version, "columns": self.columns}
        return {**said, "mac": self.mac, "at": show_instant(at)}

    @classmethod
    def read(cls, record: bytes) -> Self:
        """Read a leaf's record.

        Raises:
            KeyError, ValueError: it is of another kind.
        """
        said = json.loads(record)
        return cls(**{name: said[name] for name in ("table", "key", "version", "columns", "mac")})


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A leaf that tells of a write of a row: where it stands, its digest, and what it says.

    `said` is None where its record is missing, is not what the leaf commits to, or was not written with the vault.
    `indexed` is the row the index finds it under.
    """

    position: int
    leaf: bytes
    said: RowRecord | None
    indexed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowState:
    """A row as it stands: what its seal says, the digest of its columns, and what is wrong with it by itself."""

    name: str
    version: int
    columns: str
    fault: RowFault | None = None

    @property
    def key(self) -> str:
        """Its key in its table."""
        return self.name.partition(":")[2]


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that is not the one that was written."""

    name: str
    fault: RowFault

    @property
    def table(self) -> str:
        """The table it is of."""
        return self.name.partition(":")[0]


def row_name(table: str, key: str) -> str:
    """Name a row, as the log's index and every finding do."""
    return f"{table}:{key}"


def columns_digest(columns: Mapping[str, Any]) -> str:
    """Digest columns by name and value, in hex. What is empty is left out."""
    kept = {name: value for name, value in columns.items() if value is not None}
    return hashlib.sha256(_compact(kept)).hexdigest()


def mac_words(*, table: str, key: str, version: int, leaf: bytes, columns: str) -> bytes:
    """What a row's MAC is over; `leaf` is the digest of the leaf of its last write, `columns` that of its columns."""
    return _compact(["row", table, key, version, leaf.hex(), columns])


def stamp_words(*, table: str, key: str, column: str, at: datetime) -> bytes:
    """What the MAC of an instant is over that stands beside a row and not under its MAC."""
    return _compact(["stamp", table, key, column, at])


def _compact(document: Any) -> bytes:
    return _ENCODER.encode(document).encode()


def _plain(value: Any) -> Any:
    """A value of a column as JSON holds it. A column has one type, so no two of its values fall together."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain)
