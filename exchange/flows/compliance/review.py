"""Compliance review: every exchange held against every rule as of then; it finds and lists, and changes nothing."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.compliance.catalogue import decide, is_about
from exchange.core.compliance.count import FindingCount
from exchange.core.compliance.fact import holding
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import RuleFinding, RuleTally
from exchange.core.compliance.rule import ComplianceRule, Rulebook, judged
from exchange.core.compliance.running import UNKNOWN, Running
from exchange.core.compliance.subject import Case
from exchange.core.errors import NotFound
from exchange.core.said import one_of
from exchange.flows.compliance.gathering.gather import (
    OF_LOG,
    FirstUse,
    cases_of,
    cases_of_house,
    cases_of_services,
)
from exchange.flows.compliance.gathering.log import read_log
from exchange.flows.compliance.gathering.person import persons
from exchange.flows.compliance.gathering.reading import Reading
from exchange.flows.compliance.rulebook import rulebook
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

MOST_OPEN = 1000
"""How many open findings of a rule are kept, the oldest; all are counted."""


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
    """One rule after a review: how often each result came, and what is open, the oldest first, `MOST_OPEN` of it."""

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


class Judging:
    """Holds cases against rules as they come, and counts; what it holds does not grow with them."""

    def __init__(self, rules: Sequence[ComplianceRule], *, book: Rulebook, span: Span, most: int) -> None:
        self._rules, self._book, self._span = rules, book, span
        self._found = {one.id: FindingCount(most=most) for one in rules}

    @property
    def needs_log(self) -> bool:
        """Whether a rule looks at what only a reading of the whole log finds."""
        return any(OF_LOG & set(one.subject) for one in self._rules)

    def take(self, cases: Iterable[Case]) -> None:
        """Judge those that lie in the span."""
        for case in cases:
            if self._span.holds(case.at):
                for rule in self._rules:
                    if is_about(rule, case):
                        found = judged(rule, decide(rule, case), subject=case.subject, at=case.at, rulebook=self._book)
                        self._found[rule.id].add(found)

    def result(self, tx: Tx, *, at: datetime) -> Review:
        """What was found, with what is armed and waived today."""
        armed = armed_rules(tx, [one.id for one in self._rules], at=at)
        rules = [self._judged(one, armed=armed, waivers=_waived(tx, one.id, at=at)) for one in self._rules]
        return Review(rulebook_sha256=self._book.sha256, at=at, rules=rules)

    def _judged(self, rule: ComplianceRule, *, armed: Collection[str], waivers: dict[str, str]) -> Judged:
        found = self._found[rule.id]
        open_ = [replace(one, waiver=waivers.get(one.subject, "")) for one in found.open]
        return Judged(rule=rule, armed=rule.core or rule.id in armed, tally=found.tally, open=open_)


def review(*, span: Span, only: str, hub: Hub, running: Running = UNKNOWN) -> Review:
    """Judge everything there is in the span; `only` names one rule, or is empty for all.

    Raises:
        NotFound: there is no such rule.
        RulesInvalid: the rulebook does not hold together.
    """
    book, at = rulebook(), hub.clock.now()
    judging = Judging(rules_named(only), book=book, span=span, most=MOST_OPEN)
    with hub.store.reading() as tx:
        log = read_log(tx) if judging.needs_log else None
        reading, first = Reading(tx=tx, hub=hub, known_at=at, running=running, log=log), FirstUse()
        judging.take(cases_of_house(reading))
        for person in persons(tx):
            judging.take(first.follow(cases_of(person, reading=reading)))
        judging.take(cases_of_services(first, reading=reading))
        return judging.result(tx, at=at)


def rules_named(only: str) -> Sequence[ComplianceRule]:
    """The rule of this id, or all rules where it is empty.

    Raises:
        NotFound: there is no such rule.
    """
    return [rule_named(only)] if only else rulebook().rules


def rule_named(name: str) -> ComplianceRule:
    """The rule of this id.

    Raises:
        NotFound: there is no such rule.
    """
    found = next((one for one in rulebook().rules if one.id == name), None)
    if found is None:
        raise NotFound(name).saying(form=one_of([one.id for one in rulebook().rules], typed=name))
    return found


def armed_rules(tx: Tx, rules: Collection[str], *, at: datetime) -> frozenset[str]:
    """Which of these rules were armed by decision at an instant."""
    held = (one for rule in rules for one in tx.facts.at(FactKind.ARMED, rule, at=at, known_at=at))
    return frozenset(one.subject for one in held)


def _waived(tx: Tx, rule: str, *, at: datetime) -> dict[str, str]:
    """What a rule is waived for, by what it is about: a waiver never changes a result, it stands beside it."""
    held = holding(tx.facts.history(FactKind.WAIVER, rule), at=at, known_at=at)
    return {one.topic: one.id for one in held}
