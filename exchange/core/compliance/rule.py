"""Rulebook: what each rule says of itself, as data with dates; how it decides is a function of the same id.

A rulebook that does not hold together is refused whole, with the file and line: a rule that is skipped would be a rule
that nobody misses.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from exchange.core.compliance.outcome import Result, RuleFinding, RuleOutcome
from exchange.core.errors import GeleitError
from exchange.core.said import Said

SEVERITIES = ("B", "Q", "W")
_ID = re.compile(r"[A-Z]{2}-[0-9]{2}")
_MEMBERS = {"id", "severity", "core", "subject", "title", "looked_at", "gates", "controls", "versions"}
_VERSION = {"from", "law", "says", "fix"}
_SAYINGS = {
    Result.PASS: Said("In Ordnung: {title}.", "In order: {title}."),
    Result.UNDECIDABLE: Said(
        "Nicht prüfbar: {missing} fehlt. Das ist keine Freigabe.",
        "Cannot be checked: {missing} is missing. This is not a clearance.",
    ),
    Result.NOT_APPLICABLE: Said("Betrifft diesen Fall nicht: {why}.", "Does not concern this case: {why}."),
}


class RulesInvalid(GeleitError):
    """The rulebook of this program does not hold together; nothing is judged by it."""

    code = "HUB_RULES_INVALID"
    de = "Das Regelwerk dieses Programms passt nicht zusammen. Nach ihm wird nichts beurteilt."
    fix_de = "Betrieb: Installieren Sie das Programm neu. Die Stelle nennt Datei und Zeile."
    fix_en = "Operator: install the program anew. The place names file and line."


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """How a rule reads from a day on, until the next version: its law, its sentence when it fails, what to do."""

    valid_from: date
    valid_until: date | None
    law: str
    says: Said
    fix: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplianceRule:
    """One rule. `severity` is B, Q or W; `core` rules are always armed; `subject` are letters of `subject.SUBJECTS`."""

    id: str
    severity: str
    core: bool
    subject: str
    title: Said
    looked_at: Sequence[str]
    gates: Sequence[str]
    controls: Sequence[str]
    versions: Sequence[Version]

    def version(self, at: datetime) -> Version | None:
        """The version in force at an instant; None where there was none yet."""
        return self.version_on(at.astimezone(UTC).date())

    def version_on(self, day: date) -> Version | None:
        """The version in force on a day (UTC)."""
        for one in self.versions:
            if one.valid_from <= day and (one.valid_until is None or day < one.valid_until):
                return one
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """All rules, in the order of their ids, and the digest of what they were read from."""

    rules: Sequence[ComplianceRule]
    sha256: str


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A file of rules as it was found: its name, its text, what it says."""

    name: str
    text: str
    rows: Sequence[Mapping[str, Any]]


def read_rulebook(sources: Iterable[RuleFile], *, functions: Collection[str], sha256: str) -> Rulebook:
    """Read all files, and hold them against the functions there are.

    Raises:
        RulesInvalid: a member is missing, unknown or of the wrong kind; two rows have one id, two versions one instant;
            a row has no function, or a function no row.
    """
    rules: dict[str, ComplianceRule] = {}
    for source in sources:
        for row in source.rows:
            rule = _rule(row, source)
            if rule.id in rules:
                raise _invalid(source, rule.id, "twice")
            if rule.id not in functions:
                raise _invalid(source, rule.id, "no-function")
            rules[rule.id] = rule
    for orphan in sorted(set(functions) - set(rules)):
        raise RulesInvalid(f"{orphan}: no-row", pointer=orphan)
    return Rulebook(rules=tuple(rules[name] for name in sorted(rules)), sha256=sha256)


def judged(
    rule: ComplianceRule, outcome: RuleOutcome, *, subject: str, at: datetime, rulebook: Rulebook
) -> RuleFinding:
    """Make the finding of an outcome: the sentence is the rule's own where it fails, else the one all rules share."""
    version = rule.version(at)
    if version is None:
        outcome = RuleOutcome(
            result=Result.NOT_APPLICABLE, why=Said("die Regel galt noch nicht", "the rule did not hold yet")
        )
    return RuleFinding(
        rule=rule.id,
        rulebook_sha256=rulebook.sha256,
        result=outcome.result,
        severity=rule.severity,
        subject=subject,
        at=at,
        law=version.law if version else "",
        looked_at=outcome.looked,
        says=_says(rule, outcome, version),
        fix=version.fix if version and outcome.result is Result.FAIL else Said(),
        belated=outcome.belated,
    )


def _says(rule: ComplianceRule, outcome: RuleOutcome, version: Version | None) -> Said:
    if outcome.result is Result.FAIL and version is not None:
        return version.says
    template = _SAYINGS[outcome.result]
    spoken = zip(template, rule.title, outcome.missing, outcome.why, strict=True)
    return Said(*(text.format(title=title, missing=missing, why=why) for text, title, missing, why in spoken))


def _rule(row: Mapping[str, Any], source: RuleFile) -> ComplianceRule:
    name = str(row.get("id", ""))
    try:
        if set(row) != _MEMBERS or not _ID.fullmatch(name) or row["severity"] not in SEVERITIES:
            raise _invalid(source, name, "members")
        return ComplianceRule(
            id=name,
            severity=row["severity"],
            core=bool(row["core"]),
            subject=row["subject"],
            title=_said(row["title"]),
            looked_at=tuple(row["looked_at"]),
            gates=tuple(row["gates"]),
            controls=tuple(row["controls"]),
            versions=_versions(row["versions"], source, name),
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _invalid(source, name, "members") from error


def _versions(rows: Sequence[Mapping[str, Any]], source: RuleFile, name: str) -> Sequence[Version]:
    if not rows or any(set(row) != _VERSION for row in rows):
        raise _invalid(source, name, "versions")
    begins = [datetime.strptime(row["from"], "%Y-%m-%d").replace(tzinfo=UTC).date() for row in rows]
    if begins != sorted(set(begins)):
        raise _invalid(source, name, "two-versions-at-one-instant")
    return tuple(
        Version(valid_from=begin, valid_until=end, law=row["law"], says=_said(row["says"]), fix=_said(row["fix"]))
        for row, begin, end in zip(rows, begins, [*begins[1:], None], strict=True)
    )


def _said(row: Mapping[str, Any]) -> Said:
    said = Said(row["de"], row["en"])
    if set(row) != {"de", "en"} or not all(text.strip() for text in said):
        raise ValueError
    return said


def _invalid(source: RuleFile, name: str, what: str) -> RulesInvalid:
    place = source.text.find(f'"id": "{name}"')
    line = source.text.count("\n", 0, max(place, 0)) + 1
    return RulesInvalid(f"{source.name}:{line}: {name or '?'}: {what}", pointer=f"{source.name}:{line}")
