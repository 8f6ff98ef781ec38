"""Row integrity: reads no row that decides without its MAC, and writes none without a leaf of its own.

A row's seal is its version, the digest of the leaf that wrote it, and a MAC under the vault over both, its table, key
and columns. A genuine old row put back is told by the newest leaf that names the row.
"""

import json
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from functools import cache
from hashlib import sha256
from typing import Any

from sqlalchemy import Executable, bindparam, delete, insert

from exchange.core.errors import NotFound
from exchange.core.evidence.entry import SALT_BYTES, EntryType, LogEntry
from exchange.core.evidence.row import RowDiffers, RowFault, RowRecord, RowState, mac_words, row_name, stamp_words
from exchange.core.unavailable import PersonKeyLost
from exchange.storage.database.deciding import Deciding
from exchange.storage.database.driver import Driver
from exchange.storage.database.person_keys import PersonKeys
from exchange.storage.database.records import open_record
from exchange.storage.database.row_seal import NEWEST, Seal, columns_with_newest, newest_record, shown
from exchange.storage.database.statements import put_some
from exchange.storage.tables.columns import SEAL
from keys.errors import CannotOpen
from keys.rest import mac, same

_TOLD = newest_record()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowKeys:
    """What rows are written with: the vault's key of their MACs, the keys of persons, and the time."""

    key: bytes
    person_keys: PersonKeys
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a row stands: its version, the digest of its columns, and what is wrong with it."""

    version: int
    columns: str
    fault: RowFault | None = None


class Leniency(Enum):
    """Of which rows that differ a transaction makes do: of none, of those that are acted on, of all."""

    NONE = 0
    ACTED_ON = 1
    ALL = 2


class Rows:
    """The rows that decide, in one transaction.

    `leniency` says whether this transaction only takes away (a withdrawal, a suspension): then a row that differs is
    handed out as it is, and stays marked as it is when it is written.
    """

    def __init__(self, driver: Driver, keys: RowKeys) -> None:
        self._driver = driver
        self._keys = keys
        self._waiting: list[tuple[LogEntry, str]] = []
        # What this transaction has looked at and found whole, and what it has written.
        self._known: dict[str, Standing] = {}
        self._written: set[str] = set()
        self._anew: set[str] = set()
        self.leniency = Leniency.NONE

    @property
    def is_lenient(self) -> bool:
        """Whether this transaction only takes away."""
        return self.leniency is not Leniency.NONE

    def let_restate(self, of: Deciding, key: str) -> None:
        """Let the next write of a row be its new beginning, whatever it is now."""
        self._anew.add(row_name(of.name, key))

    def take(self) -> list[tuple[LogEntry, str]]:
        """What is to be appended to the log, each with the row it is about."""
        waiting, self._waiting = self._waiting, []
        return waiting

    def checked(self, of: Deciding, row: Mapping[str, Any], *, columns: str = "") -> dict[str, Any]:
        """Let a row through that was read with its newest leaf; `columns` is the digest of its own, where it is known.

        Raises:
            RowDiffers: it is not the row that was written; unless this transaction only takes away.
        """
        about = of.about(row)
        if about not in self._written:
            standing = self._known[about] = self.judge(of, row, columns=columns)
            if standing.fault is not None and not self._lets(of, about):
                raise RowDiffers(about)
        return shown(row)

    def is_whole(self, of: Deciding, row: Mapping[str, Any]) -> bool:
        """Whether a row that was read with its newest leaf is the one that was written."""
        return of.about(row) in self._written or self.judge(of, row).fault is None

    def check_missing(self, names: Collection[str]) -> None:
        """Let nobody act where rows are missing.

        Raises:
            RowDiffers: some are; unless this transaction only takes away.
        """
        if names and not self.is_lenient:
            raise RowDiffers(min(names))

    def is_missing(self, of: Deciding, key: str) -> bool:
        """Whether a row that was not found was there, and nobody took it away here.

        Raises:
            RowDiffers: so it is; unless this transaction only takes away.
        """
        return self._gone(of, key).fault is not None

    def is_erased(self, of: Deciding, row: Mapping[str, Any]) -> bool:
        """Whether a row is somebody's who was erased, and not somebody else's whom it was taken from.

        Raises:
            RowDiffers: it was; unless this transaction only takes away.
        """
        about, erased = of.about(row), self._keys.person_keys.erased(of.whose(row))
        # Under the key of an erased person no record can be read: one that can be is somebody else's.
        if not erased or self.told(about) is None:
            return erased
        if not self._lets(of, about):
            raise RowDiffers(about)
        return False

    def spoil(self, of: Deciding, key: str) -> None:
        """Let the next write of a row leave it one that differs: something of it could not be written as it is."""
        self._known[row_name(of.name, key)] = replace(self._before(of, key), fault=RowFault.CHANGED)

    def judge(self, of: Deciding, row: Mapping[str, Any], *, columns: str = "") -> Standing:
        """How a row stands that was read with its newest leaf."""
        columns, seal = columns or of.digest(row), Seal.read(row[SEAL])
        if seal is None:
            return Standing(0, columns, RowFault.UNSEALED)
        words = mac_words(table=of.name, key=row[of.key], version=seal.version, leaf=seal.leaf, columns=columns)
        if not same(mac(self._keys.key, words), seal.mac):
            # Anybody may have written the version that stands there.
            return Standing(0, columns, RowFault.CHANGED)
        newest = row[NEWEST]
        if newest is None:
            return Standing(seal.version, columns, RowFault.UNWRITTEN)
        older = sha256(newest).digest() != seal.leaf
        return Standing(seal.version, columns, RowFault.OLDER if older else None)

    def put(self, of: Deciding, row: Mapping[str, Any]) -> None:
        """Write a row, the new one in the place of an old one.

        Raises:
            RowDiffers: the old one is not what was written; unless this transaction only takes away.
        """
        sealed = self._sealed(of, row)
        self._driver.write(_put(of, tuple(sealed))[self._driver.dialect.name], sealed)

    def add(self, of: Deciding, row: Mapping[str, Any]) -> None:
        """Write a row that must be new; Conflict if its key is taken, NotFound if its parent is not there."""
        self._driver.write(_insert(of), self._sealed(of, row))

    def drop(self, of: Deciding, key: str) -> None:
        """Take a row away; a leaf says so."""
        before = self._before(of, key)
        if self._driver.changed(_drop(of), {"one": key}):
            self._note(RowRecord(table=of.name, key=key, version=before.version + 1, columns=""), person="")

    def state(self, of: Deciding, row: Mapping[str, Any]) -> RowState:
        """How a row stands that was read with its newest leaf, for whoever compares all."""
        one = self.judge(of, row)
        return RowState(name=of.about(row), version=one.version, columns=one.columns, fault=one.fault)

    def version(self, about: str) -> int:
        """Which write of a row this transaction has made, or seen."""
        return self._known[about].version

    def bury(self, of: Deciding, key: str) -> RowRecord:
        """Have a leaf say that a row which is missing is gone. NotFound if none ever told of it."""
        told = self.told(row_name(of.name, key))
        if told is None:
            raise NotFound(key)
        said = RowRecord(table=of.name, key=key, version=told[0].version + 1, columns="")
        self._note(said, person="")
        return said

    def told(self, about: str) -> tuple[RowRecord, bytes] | None:
        """What the newest leaf that the index finds says of a row, and its 41 bytes; None where nothing can be read."""
        found = next(iter(self._driver.rows(_TOLD, {"row": about})), None)
        try:
            said = None if found is None else self.said(found)
        except (CannotOpen, PersonKeyLost, KeyError, TypeError, ValueError):
            # A record that somebody overwrote tells of nothing; whoever compares all rows names it.
            return None
        return None if found is None or said is None else (said, found["leaf"])

    def said(self, found: Mapping[str, Any]) -> RowRecord | None:
        """What a record that is about a row says; None if its person was erased."""
        body = open_record(found, keys=self._keys.person_keys)
        return None if body is None else RowRecord.read(body[SALT_BYTES:])

    def is_ours(self, said: RowRecord) -> bool:
        """Whether a record about a row was written with the vault."""
        return same(mac(self._keys.key, said.words), bytes.fromhex(said.mac))

    def stamp(self, of: Deciding, key: str, said: tuple[str, datetime]) -> bytes:
        """A MAC for an instant that stands beside a row, under the name of its column."""
        return mac(self._keys.key, stamp_words(table=of.name, key=key, column=said[0], at=said[1]))

    def is_stamp(self, of: Deciding, key: str, said: tuple[str, datetime], found: object) -> bool:
        """Whether an instant that stands beside a row was written with the vault; anything else is no MAC of one."""
        return isinstance(found, bytes) and same(self.stamp(of, key, said), found)

    def _lets(self, of: Deciding, about: str) -> bool:
        lenient = self.leniency is Leniency.ALL or (self.leniency is Leniency.ACTED_ON and not of.acts)
        return lenient or about in self._anew

    def _before(self, of: Deciding, key: str) -> Standing:
        about = row_name(of.name, key)
        if about in self._known:
            return self._known[about]
        found = next(iter(self._driver.rows(_one(of), {"one": key})), None)
        if found is None:
            return self._gone(of, key)
        self.checked(of, found)
        return self._known[about]

    def _gone(self, of: Deciding, key: str) -> Standing:
        """How a row stands that is not there: new, taken away before, or taken away by somebody else."""
        about = row_name(of.name, key)
        told = self.told(about)
        if told is None:
            return Standing(0, "")
        if not told[0].columns:
            return Standing(told[0].version, "")
        if not self._lets(of, about):
            raise RowDiffers(about)
        return Standing(told[0].version, "", RowFault.MISSING)

    def _sealed(self, of: Deciding, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row with its seal, and a leaf that goes with it; neither is new where only what counts has changed."""
        about, columns, before = of.about(row), of.digest(row), self._before(of, row[of.key])
        if before.fault is None and before.columns == columns:
            return dict(row)
        version = before.version + 1
        if before.fault is not None:
            told = self.told(about)
            version = max(version, told[0].version + 1 if told else 1)
        said = RowRecord(table=of.name, key=row[of.key], version=version, columns=columns)
        digest = self._note(said, person=of.whose(row))
        if before.fault is not None and about not in self._anew:
            # Whoever only takes away ends nothing: the row stays one that differs until two people have stated it.
            self._known[about] = replace(before, version=version)
            return dict(row)
        self._written.add(about)
        self._known[about] = Standing(version, columns)
        words = mac_words(table=of.name, key=row[of.key], version=version, leaf=digest, columns=columns)
        return {**row, SEAL: Seal(version, digest, mac(self._keys.key, words)).raw}

    def _note(self, said: RowRecord, *, person: str) -> bytes:
        """Have a leaf say what was written, and return its digest."""
        at = self._keys.now()
        sealed = replace(said, mac=mac(self._keys.key, said.words).hex())
        words = json.dumps(sealed.show(at=at), sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        salt = secrets.token_bytes(SALT_BYTES)
        entry = LogEntry(type=EntryType.ROW_WRITTEN, at=at, salt=salt, record=words, person=person)
        self._waiting.append((entry, said.about))
        self._known[said.about] = Standing(said.version, said.columns)
        return sha256(entry.leaf).digest()


@cache
def _put(of: Deciding, given: tuple[str, ...]) -> Mapping[str, Executable]:
    return put_some(of.table, key=of.key, columns=[name for name in given if name != of.key])


@cache
def _insert(of: Deciding) -> Executable:
    return insert(of.table)


@cache
def _drop(of: Deciding) -> Executable:
    return delete(of.table).where(of.table.c[of.key] == bindparam("one"))


@cache
def _one(of: Deciding) -> Executable:
    return columns_with_newest(of).where(of.table.c[of.key] == bindparam("one"))
