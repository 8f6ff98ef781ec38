"""Row seal: what stands beside a row that decides, and how a row is read with the newest leaf that names it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from exchange.storage.database.deciding import Deciding
from exchange.storage.database.statements import named
from exchange.storage.tables.columns import SEAL
from exchange.storage.tables.evidence import leaf, record

NEWEST = "newest"
_VERSION_BYTES, _DIGEST_BYTES = 8, 32
_SEAL_BYTES = _VERSION_BYTES + 2 * _DIGEST_BYTES


@dataclass(frozen=True, slots=True)
class Seal:
    """What stands beside a row."""

    version: int
    leaf: bytes
    mac: bytes

    @property
    def raw(self) -> bytes:
        """As it is kept."""
        return self.version.to_bytes(_VERSION_BYTES) + self.leaf + self.mac

    @classmethod
    def read(cls, raw: bytes | None) -> "Seal | None":
        """Read it; None where there is none."""
        if raw is None or len(raw) != _SEAL_BYTES:
            return None
        digest = raw[_VERSION_BYTES : _VERSION_BYTES + _DIGEST_BYTES]
        return cls(int.from_bytes(raw[:_VERSION_BYTES]), digest, raw[_VERSION_BYTES + _DIGEST_BYTES :])


def columns_with_newest(of: Deciding) -> Select[Any]:
    """Select rows of a table, each with the newest leaf that names it."""
    return select(of.table, newest_leaf(of.name, of.table.c[of.key]).label(NEWEST))


def shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without what vouches for it."""
    return {name: value for name, value in row.items() if name not in {SEAL, NEWEST}}


def newest_leaf(table: str, key: ColumnElement[Any]) -> ColumnElement[Any]:
    """The newest leaf that names a row, found by the index, which is only a hint."""
    return (
        select(leaf.c.leaf)
        .join(record, record.c.position == leaf.c.position)
        .where(record.c.about == named(table, key))
        .order_by(record.c.position.desc())
        .limit(1)
        .scalar_subquery()
    )
