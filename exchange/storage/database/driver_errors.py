"""Driver errors (PEP 249): what SQLite's result codes and PostgreSQL's SQLSTATEs mean here; no error shows a value."""

from sqlite3 import (
    SQLITE_CONSTRAINT_FOREIGNKEY,
    SQLITE_CONSTRAINT_PRIMARYKEY,
    SQLITE_CONSTRAINT_UNIQUE,
    SQLITE_FULL,
    SQLITE_IOERR_SHMSIZE,
)

from exchange.core.errors import Conflict, Duplicate, GeleitError, NotFound
from exchange.core.unavailable import Contended, DatabaseUnavailable, DiskFull
from exchange.storage.tables.referrals import ONE_CODE, ONE_OPEN

# What the drivers call it: SQLite's extended result codes, PostgreSQL's SQLSTATEs.
# A process that opens a database in WAL mode needs room for the index of the WAL, whatever it is going to do.
_FULL = {SQLITE_FULL, SQLITE_IOERR_SHMSIZE, "53100"}
_NO_PARENT = {SQLITE_CONSTRAINT_FOREIGNKEY, "23503"}
_TWICE = {SQLITE_CONSTRAINT_PRIMARYKEY, SQLITE_CONSTRAINT_UNIQUE, "23505"}
_FORBIDDEN = "42501"
# Two who wait for each other, or for the same: one of them may simply try again.
_CONTENDED = {"40P01", "40001"}
# In words an operator can look for. A server that does not answer at all sends no code.
_WORDS = {
    "25006": "read-only",
    "53300": "too-many-connections",
    "55P03": "busy",
    "57014": "slow",
    "57P01": "unreachable",
    _FORBIDDEN: "permission",
}
# PostgreSQL's library gives no code for a connection that was not made; only what the server said, in its language.
_CROWDED = ("too many", "connection slots", "zu viele", "verbleibende")
_MISTAKES = {"ProgrammingError", "DataError"}


def ours(error: BaseException) -> GeleitError | None:
    """What a driver's error means; None where it means a mistake of ours, which comes through as it is.

    `DiskFull` where there is no room; `Duplicate`, `Conflict`, `NotFound` or `Contended` where a rule of the tables
    says no; `DatabaseUnavailable` for everything else.
    """
    code = code_of(error)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    # A right that was not granted is a mistake of nobody here.
    if kinds & _MISTAKES and code != _FORBIDDEN:
        return None
    if code in _FULL:
        return DiskFull()
    if code in _NO_PARENT:
        return NotFound()
    if code in _TWICE:
        return _twice(str(error))
    if code in _CONTENDED:
        return Contended()
    return None if "IntegrityError" in kinds else DatabaseUnavailable(_words(error, code))


def code_of(error: BaseException) -> object:
    """The SQLSTATE, or SQLite's extended result code; None where there is neither."""
    return getattr(error, "sqlstate", None) or getattr(error, "sqlite_errorcode", None)


def hush(error: BaseException) -> str:
    """Take the values out of a driver's error, and return the words that are left. The error stays in the chain.

    PostgreSQL shows the row after the first line, and in it a value that it cannot read.
    """
    is_of_data = any(kind.__name__ == "DataError" for kind in type(error).__mro__)
    words = "" if is_of_data else str(error).partition("\n")[0]
    error.args = (words,)
    return words


def _twice(words: str) -> GeleitError:
    """Say what is there twice. SQLite names the columns of the index, PostgreSQL the index itself."""
    if ONE_CODE in words or "referral.code" in words:
        # Two drew one code at the same moment; the next draw finds another.
        return Contended()
    return Duplicate() if ONE_OPEN in words or "referral.service_line" in words else Conflict()


def _words(error: BaseException, code: object) -> str:
    name: str | None = getattr(error, "sqlite_errorname", None)
    if code is None and any(words in str(error) for words in _CROWDED):
        return _WORDS["53300"]
    return name or _WORDS.get(str(code)) or str(code or "unreachable")
