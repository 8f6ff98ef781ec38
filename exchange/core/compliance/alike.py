"""Findings that are alike: those of one rule that say the same, told once, because a person reads them."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from exchange.core.compliance.outcome import Result, RuleFinding


@dataclass(frozen=True, slots=True)
class Alike:
    """Findings with one sentence between them, never none; the oldest stands first."""

    findings: Sequence[RuleFinding]

    @property
    def first(self) -> RuleFinding:
        """The one that says it for all."""
        return self.findings[0]


def alike(findings: Iterable[RuleFinding]) -> list[Alike]:
    """Put together what says the same; what failed comes before what could not be checked, else the oldest first."""
    groups: dict[Hashable, list[RuleFinding]] = {}
    for one in sorted(findings, key=lambda one: (one.result is not Result.FAIL, one.at, one.subject)):
        groups.setdefault(_said(one), []).append(one)
    return [Alike(one) for one in groups.values()]


def _said(finding: RuleFinding) -> Hashable:
    """All that is read aloud of a finding but when it was and what it is about."""
    return finding.result, finding.says, finding.fix, finding.belated, bool(finding.waiver)
