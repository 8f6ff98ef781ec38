"""Compliance gate: what the rules of a gate say before anything is written, and whether one of them stops it.

A rule that is armed stops what fails, and what nobody can check: at a gate that is no clearance. One that is not armed
only warns, so that an update stops no house. Those of severity Q stop nothing where a second person looked; W never.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from exchange.core.compliance.catalogue import decide
from exchange.core.compliance.outcome import OPEN, RuleFinding
from exchange.core.compliance.rule import ComplianceRule, Rulebook, judged
from exchange.core.compliance.subject import SUBJECTS, Case
from exchange.core.errors import Refusal
from exchange.core.said import Said


class RuleFailed(Refusal):
    """A rule of the house stops this."""

    code = "SENDER_RULE_FAILED"
    de = "Eine Regel des Hauses hält das auf."
    fix_de = "geleit compliance rules REGEL zeigt Gesetz und Satz der Regel. Nichts wurde gespeichert."
    fix_en = "geleit compliance rules RULE shows the rule's law and sentence. Nothing was kept."


@dataclass(frozen=True, slots=True)
class Passage:
    """What a gate let through: the ids of the rules that did not pass, each once, in order of id."""

    findings: tuple[str, ...]


def rules_at(book: Rulebook, gate: str) -> Mapping[type, Sequence[ComplianceRule]]:
    """The rules that are asked at a gate, by the kind of case they look at."""
    asked = [one for one in book.rules if gate in one.gates]
    kinds = {SUBJECTS[letter] for one in asked for letter in one.subject}
    return {kind: tuple(one for one in asked if kind in {SUBJECTS[letter] for letter in one.subject}) for kind in kinds}


def pass_gate(
    rules: Mapping[type, Sequence[ComplianceRule]],
    cases: Iterable[Case],
    *,
    book: Rulebook,
    armed: Collection[str],
    two: object,
) -> Passage:
    """Ask each rule about each case it looks at.

    `armed` are ids beside those that always are; `two` is the second person, where one looked.

    Raises:
        RuleFailed: `detail` is the first rule that stops it.
    """
    found: list[str] = []
    for case in cases:
        day = case.at.astimezone(UTC).date()
        for rule in rules.get(type(case), ()):
            outcome = decide(rule, case)
            if outcome.result not in OPEN or rule.version_on(day) is None:
                continue
            found.append(rule.id)
            if _stops(rule, armed=armed, two=two):
                raise _refusal(rule, judged(rule, outcome, subject=case.subject, at=case.at, rulebook=book))
    return Passage(findings=tuple(sorted(set(found))))


def _stops(rule: ComplianceRule, *, armed: Collection[str], two: object) -> bool:
    if not rule.core and rule.id not in armed:
        return False
    return rule.severity == "B" or (rule.severity == "Q" and not two)


def _refusal(rule: ComplianceRule, finding: RuleFinding) -> RuleFailed:
    version = rule.version(finding.at)
    fix = version.fix if version else Said()
    return RuleFailed(rule.id).saying(what=finding.says, where=rule.id, form=rule.title, do=fix)
