"""Bitemporal fact: something that held from one instant to another, and when it was written down (append-only).

A later fact of the same kind, subject and topic takes over from the instant it holds from; the one before stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from exchange.core.calendar import day_of, end_of_day
from exchange.core.compliance.kind import HOUSE, REGISTERS, About, FactKind, Register
from exchange.core.errors import Refusal
from exchange.core.said import Said

_ONE_DAY = timedelta(days=1)
_SPAN = frozenset({"from", "until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One fact. It holds in `[valid_from, valid_until)` (UTC), for good where there is no end.

    `document` is what it says, of the schema `fact-KIND` without its days; `person` is whose erasure takes it along,
    empty where it concerns nobody. `entered_by` is empty where the hub itself wrote it.
    """

    id: str
    kind: FactKind
    subject: str
    topic: str
    valid_from: datetime
    valid_until: datetime | None
    recorded_at: datetime
    entered_by: str
    approved_by: str
    document: Mapping[str, Any]
    person: str = ""

    @property
    def name(self) -> str:
        """What its row is called."""
        return f"{self.kind.value}:{self.id}"

    def holds(self, at: datetime) -> bool:
        """Say whether it holds at the instant."""
        return self.valid_from <= at and (self.valid_until is None or at < self.valid_until)

    def is_belated(self, at: datetime) -> bool:
        """Say whether it was written down only after the instant it is held against."""
        return self.recorded_at > at


@dataclass(frozen=True, slots=True)
class Written:
    """What a document says of itself: about what, which of several, from when to when."""

    subject: str
    topic: str
    valid_from: datetime
    valid_until: datetime | None
    document: Mapping[str, Any]


class FactUnfit(Refusal):
    """A fact holds from one day to a later one, and for no longer than its kind may."""

    code = "SENDER_FACT_UNFIT"
    de = "Ein Eintrag gilt von einem Tag bis zu einem späteren, und höchstens so lange wie erlaubt."
    fix_de = "Berichtigen Sie from und until in der Datei, und tragen Sie sie noch einmal ein."
    fix_en = "Correct from and until in the file, and enter it again."


def read_fact(kind: FactKind, document: Mapping[str, Any], *, at: datetime) -> Written:
    """Read a document that fits the schema `fact-KIND`, entered at an instant.

    Its days are days in Berlin, the last one included (§ 188(1) BGB); without `from` it holds from now on.

    Raises:
        FactUnfit: its end is before its beginning, or it would hold longer than its kind may.
    """
    row = REGISTERS[kind]
    begins = end_of_day(_day(document["from"]) - _ONE_DAY) if "from" in document else at
    ends = end_of_day(_day(document["until"])) if "until" in document else None
    if ends is not None and ends <= begins:
        raise FactUnfit(kind.value, pointer="/until").saying(form=_form(day_of(begins), "or later"))
    if row.longest and (ends is None or ends > end_of_day(day_of(begins) + row.longest)):
        raise FactUnfit(kind.value, pointer="/until").saying(form=_form(day_of(begins) + row.longest, "at the latest"))
    return Written(
        subject=str(document.get(row.subject, HOUSE)),
        topic=topic_of(row, document),
        valid_from=begins,
        valid_until=ends,
        document={name: value for name, value in document.items() if name not in _SPAN},
    )


def topic_of(row: Register, document: Mapping[str, Any]) -> str:
    """Which of several facts of one subject it is: what its members say that tell them apart."""
    return " ".join(str(document[name]) for name in row.topic if name in document)


def holding(history: Iterable[Fact], *, at: datetime, known_at: datetime) -> Sequence[Fact]:
    """What of a history held at an instant, as far as it was written down by another, in the order it was written.

    Of each subject and topic that is the fact which had begun last; of those that began together, the one written down
    last. Where that one is over, nothing holds: an earlier one does not come back.
    """
    begun: dict[tuple[str, str, str], Fact] = {}
    for one in sorted((one for one in history if one.recorded_at <= known_at), key=_written):
        key = one.kind.value, one.subject, one.topic
        before = begun.get(key)
        if one.valid_from <= at and (before is None or before.valid_from <= one.valid_from):
            begun[key] = one
    return sorted((one for one in begun.values() if one.holds(at)), key=_written)


def is_personal(kind: FactKind) -> bool:
    """Say whether facts of a kind may concern a person, and rest under that person's key then."""
    return REGISTERS[kind].about is About.PERSON


def _written(fact: Fact) -> tuple[datetime, str]:
    return fact.recorded_at, fact.id


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()


def _form(day: date, how: str) -> Said:
    german = {"or later": "oder später", "at the latest": "oder früher"}[how]
    return Said(f"until: {day} {german}", f"until: {day} {how}")
