"""Findings in words: one line for people, and what `--json` says of one."""

from typing import Any

from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import moment
from exchange.core.compliance.outcome import Result, RuleFinding
from exchange.core.ids import show_instant
from exchange.flows.compliance.review import Review

COLUMNS = ("rule", *(one.value for one in Result), "oldest")


def line_of(finding: RuleFinding, *, of: int) -> str:
    """When, about what, what was found, what to do; a fact of later and a waiver stand beside it.

    `of` is of how many it is the oldest.
    """
    several = either(f" (der älteste von {of})", f" (the oldest of {of})") if of > 1 else ""
    said = [f"{moment(finding.at)} {finding.subject}{several}: {either(*finding.says)}"]
    if any(finding.fix):
        said.append(either(*finding.fix))
    if finding.belated:
        said.append(either(f"Nachgetragen am {finding.belated}.", f"Entered later, on {finding.belated}."))
    if finding.waiver:
        said.append(either("Eine Ausnahme ist eingetragen.", "A waiver is on record."))
    return " ".join(said)


def facts_of(finding: RuleFinding) -> dict[str, Any]:
    """As a program reads it."""
    return {
        "rule": finding.rule,
        "result": finding.result.value,
        "severity": finding.severity,
        "subject": finding.subject,
        "at": show_instant(finding.at),
        "law": finding.law,
        "looked_at": [{"what": one.what, "value": one.value} for one in finding.looked_at],
        "says": finding.says._asdict(),
        "fix": finding.fix._asdict() if any(finding.fix) else None,
        "belated": str(finding.belated) if finding.belated else None,
        "waiver": finding.waiver or None,
        "rulebook_sha256": finding.rulebook_sha256,
    }


def facts_of_review(done: Review) -> dict[str, Any]:
    """A review as a program reads it: every rule with its counts and all that is open."""
    return {
        "rulebook_sha256": done.rulebook_sha256,
        "at": show_instant(done.at),
        "unarmed": done.unarmed,
        "rules": [
            {
                "rule": one.rule.id,
                "severity": one.rule.severity,
                "armed": one.armed,
                **one.tally.show(),
                "oldest": show_instant(one.tally.oldest) if one.tally.oldest else "",
                "open": [facts_of(finding) for finding in one.open],
            }
            for one in done.rules
        ],
    }
