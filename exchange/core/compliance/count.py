"""Counting findings: what passed is counted and forgotten; of what is open the oldest are kept, and only so many."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.compliance.outcome import OPEN, Result, RuleFinding, RuleTally


class FindingCount:
    """Counts the findings of one rule as they come, in any order. What it holds does not grow with what it counts."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._counts: dict[Result, int] = {}
        self._open: list[RuleFinding] = []
        self._oldest: datetime | None = None

    def add(self, finding: RuleFinding) -> None:
        """Count one."""
        self._counts[finding.result] = self._counts.get(finding.result, 0) + 1
        if finding.result not in OPEN:
            return
        self._oldest = finding.at if self._oldest is None else min(self._oldest, finding.at)
        self._open.append(finding)
        # Twice as many at the most: each is put into its order a few times, however many come.
        if len(self._open) > 2 * self._most:
            self._open = sorted(self._open, key=_age)[: self._most]

    @property
    def tally(self) -> RuleTally:
        """How often each result came, and since when the oldest open one stands."""
        return RuleTally(dict(self._counts), self._oldest)

    @property
    def open(self) -> Sequence[RuleFinding]:
        """What is open, the oldest first."""
        return sorted(self._open, key=_age)[: self._most]


def _age(finding: RuleFinding) -> tuple[datetime, str]:
    return finding.at, finding.subject
