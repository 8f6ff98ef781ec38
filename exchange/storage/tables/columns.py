"""Column types: those that mean the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Dialect, Integer, LargeBinary, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""A number the database counts up itself; SQLite does so for INTEGER keys only."""
KEY = Text().with_variant(Text(collation="C"), "postgresql")
"""A text that lists are sorted by: byte by byte on both databases, whatever language PostgreSQL was set up in."""

SEAL = "seal"


def seal_column() -> Column[bytes]:
    """The column of a row that decides in which its MAC stands: version, digest of the leaf that wrote it, MAC."""
    return Column(SEAL, LargeBinary)


def microseconds(at: datetime) -> int:
    """Count the microseconds from 1970 to an aware instant, exactly."""
    return (at - EPOCH) // _MICROSECOND


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant, kept as integer microseconds since 1970: it compares as it should everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 the interface
        """Refuse what has no time zone (TypeError): it would be read back as another instant."""
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 the interface
        """Read the instant back, in UTC."""
        return None if value is None else EPOCH + timedelta(microseconds=value)


class Code(TypeDecorator[StrEnum]):
    """A code of one of the closed lists, kept as its text: a new code needs no change of the schema."""

    impl = Text
    cache_ok = True

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__()
        self.codes = codes

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:  # noqa: ARG002 the interface
        """Write the code's text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:  # noqa: ARG002 the interface
        """Read the code back."""
        return None if value is None else self.codes(value)


class Dated(TypeDecorator[tuple[tuple[str, datetime], ...]]):
    """Codes with an instant each, in order: `question@1795521600000000 gap@…`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[tuple[str, datetime], ...] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write them; none at all are NULL."""
        return " ".join(f"{code}@{microseconds(at)}" for code, at in value or ()) or None

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[tuple[str, datetime], ...]:  # noqa: ARG002
        """Read them."""
        pairs = (one.split("@") for one in (value or "").split())
        return tuple((code, EPOCH + int(at) * _MICROSECOND) for code, at in pairs)
