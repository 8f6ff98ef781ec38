"""Compliance result: pass, fail, undecidable or not applicable, never a fifth; with what was looked at and why.

In this order: does the rule apply, is every fact there as it was at the instant, does it compare. What cannot be
checked has not passed, and neither has a check that broke.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from exchange.core.compliance.fact import Fact
from exchange.core.said import NOTHING, Said


class Result(StrEnum):
    """The four results; the same list as `results` in `schemas/codes.json`."""

    PASS = "pass"  # noqa: S105 a result, no password
    FAIL = "fail"
    UNDECIDABLE = "undecidable"
    NOT_APPLICABLE = "not-applicable"


class Looked(NamedTuple):
    """One thing that was looked at: what it is, and an id, a code, an instant or a digest; never a personal value."""

    what: str
    value: str


class RuleOutcome(NamedTuple):
    """What a rule's function answers. `missing` or `why` is said in the sentence.

    A gate makes some forty of them for each packet, and a named tuple takes a third of the time of a frozen dataclass.
    So what was seen is put into words only where a finding is made of it. `belated` is the day on which a fact was
    written down that should have been there at the instant.
    """

    result: Result
    seen: Sequence[tuple[str, object]] = ()
    missing: Said = NOTHING
    why: Said = NOTHING
    belated: date | None = None

    @property
    def looked(self) -> Sequence[Looked]:
        """What was looked at."""
        return tuple(Looked(what, str(value)) for what, value in self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFinding:
    """One rule about one subject at one instant, as it is listed and exported (the annex of rules, section 1)."""

    rule: str
    rulebook_sha256: str
    result: Result
    severity: str
    subject: str
    at: datetime
    law: str
    looked_at: Sequence[Looked]
    says: Said
    fix: Said
    belated: date | None = None
    waiver: str = ""


class Look:
    """Gathers what a rule looked at, so that every outcome names it."""

    __slots__ = ("late", "seen")

    def __init__(self) -> None:
        self.seen: list[tuple[str, object]] = []
        self.late: list[date] = []

    def at(self, what: str, value: object) -> None:
        """Note one thing that was looked at: an id, a code, an instant, a number."""
        self.seen.append((what, value))

    def fact(self, fact: Fact, *, at: datetime, day: Callable[[datetime], date]) -> None:
        """Note a fact; one that was written down only later makes the finding belated."""
        self.at(fact.kind.value, fact.id)
        if fact.is_belated(at):
            self.late.append(day(fact.recorded_at))

    def passes(self, holds: object) -> RuleOutcome:
        """Compare: pass where it holds, else fail."""
        return self._outcome(Result.PASS if holds else Result.FAIL)

    def fails(self) -> RuleOutcome:
        """Say that it does not hold."""
        return self.passes(holds=False)

    def misses(self, de: str, en: str) -> RuleOutcome:
        """Say what is missing, so that nobody can tell."""
        return self._outcome(Result.UNDECIDABLE, missing=Said(de, en))

    def does_not_concern(self, de: str, en: str) -> RuleOutcome:
        """Say why the rule is not about this."""
        return self._outcome(Result.NOT_APPLICABLE, why=Said(de, en))

    def _outcome(self, result: Result, *, missing: Said = NOTHING, why: Said = NOTHING) -> RuleOutcome:
        return RuleOutcome(result, self.seen, missing, why, max(self.late) if self.late else None)


@dataclass(frozen=True, slots=True)
class RuleTally:
    """How often each result came, of one rule, and since when the oldest open one stands."""

    counts: Mapping[Result, int]
    oldest: datetime | None

    def show(self) -> dict[str, Any]:
        """As the table and `--json` name them."""
        return {result.value: self.counts.get(result, 0) for result in Result}


OPEN = frozenset({Result.FAIL, Result.UNDECIDABLE})
