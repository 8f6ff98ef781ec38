"""Compliance review: every exchange held against every rule as of then; it finds and lists, and changes nothing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.compliance.catalogue import decide, is_about
from exchange.core.compliance.fact import holding
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import OPEN, RuleFinding, RuleTally, tally
from exchange.core.compliance.rule import ComplianceRule, judged
from exchange.core.errors import NotFound
from exchange.core.said import one_of
from exchange.flows.compliance.gathering.gather import cases
from exchange.flows.compliance.rulebook import rulebook
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Which exchanges are reviewed: those at or after `since` and before `until`; all where neither is given."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Say whether an instant lies in it."""
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One rule after a review: how often each result came, and what is open, the oldest first."""

    rule: ComplianceRule
    armed: bool
    tally: RuleTally
    open: Sequence[RuleFinding]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review: every rule with its counts, however few; `unarmed` are those that would only warn."""

    rulebook_sha256: str
    at: datetime
    rules: Sequence[Judged]

    @property
    def unarmed(self) -> int:
        """How many rules stop nothing yet."""
        return sum(not one.armed for one in self.rules)


def review(*, span: Span, only: str, hub: Hub) -> Review:
    """Judge everything there is in the span; `only` names one rule, or is empty for all.

    Raises:
        NotFound: there is no such rule.
        RulesInvalid: the rulebook does not hold together.
    """
    book, at = rulebook(), hub.clock.now()
    rules = [one for one in book.rules if only in ("", one.id)]
    if not rules:
        raise NotFound(only).saying(form=one_of([one.id for one in book.rules], typed=only))
    with hub.store.reading() as tx:
        found: dict[str, list[RuleFinding]] = {one.id: [] for one in rules}
        for case in cases(tx, hub=hub, known_at=at):
            if span.holds(case.at):
                for rule in rules:
                    if is_about(rule, case):
                        outcome = decide(rule, case)
                        found[rule.id].append(judged(rule, outcome, subject=case.subject, at=case.at, rulebook=book))
        armed = _armed(tx, [one.id for one in rules], at=at)
        waivers = {one.id: _waived(tx, one.id, at=at) for one in rules}
    judged_rules = [_judged(one, found[one.id], armed=armed, waivers=waivers[one.id]) for one in rules]
    return Review(rulebook_sha256=book.sha256, at=at, rules=judged_rules)


def _armed(tx: Tx, rules: Collection[str], *, at: datetime) -> frozenset[str]:
    held = (one for rule in rules for one in tx.facts.at(FactKind.ARMED, rule, at=at, known_at=at))
    return frozenset(one.subject for one in held)


def _waived(tx: Tx, rule: str, *, at: datetime) -> dict[str, str]:
    """What a rule is waived for, by what it is about: a waiver never changes a result, it stands beside it."""
    held = holding(tx.facts.history(FactKind.WAIVER, rule), at=at, known_at=at)
    return {one.topic: one.id for one in held}


def _judged(
    rule: ComplianceRule, found: Sequence[RuleFinding], *, armed: Collection[str], waivers: dict[str, str]
) -> Judged:
    beside = [replace(one, waiver=waivers.get(one.subject, "")) for one in found]
    open_ = sorted((one for one in beside if one.result in OPEN), key=lambda one: (one.at, one.subject))
    return Judged(rule=rule, armed=rule.core or rule.id in armed, tally=tally(beside), open=open_)
