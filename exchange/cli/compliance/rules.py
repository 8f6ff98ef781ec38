"""Rules at the command line: which there are, on which law, and how each says that it was broken."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from exchange.cli.context import Json
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import folded
from exchange.cli.terminal.words import word
from exchange.core.compliance.rule import ComplianceRule
from exchange.core.errors import NotFound
from exchange.core.said import one_of
from exchange.flows.compliance.rulebook import rulebook


def rules(
    rule: Annotated[str, typer.Argument(help="Eine Regel, z. B. CO-05; leer = alle / one rule; empty = all")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Die Regeln dieses Programms mit Gesetz und Satz. / The rules of this program, with law and sentence."""
    book = rulebook()
    found = [one for one in book.rules if rule in ("", one.id)]
    if not found:
        raise NotFound(rule).saying(form=one_of([one.id for one in book.rules], typed=rule))
    facts = {"rulebook_sha256": book.sha256, "rules": [_facts(one) for one in found]}
    lines = [line for one in found for line in (_whole(one) if rule else _short(one))]
    show(facts, as_json=as_json, text="\n".join(lines))


def _short(rule: ComplianceRule) -> Iterator[str]:
    armed = either("immer scharf", "always armed") if rule.core else either("scharf auf Beschluss", "armed by decision")
    yield f"{rule.id}  {either(*rule.title)} ({word('severities', rule.severity)}, {armed})"


def _whole(rule: ComplianceRule) -> Iterator[str]:
    yield from _short(rule)
    version = rule.version(datetime.now(tz=UTC))
    if version is not None:
        for head, said in (
            (either("Gesetz", "Law"), version.law),
            (either("Verletzt heißt", "When it fails"), either(*version.says)),
            (either("Was tun", "What to do"), either(*version.fix)),
        ):
            yield folded(f"{head}: {said}", indent="  ")
    yield folded(f"{either('Angesehen wird', 'Looked at')}: {', '.join(rule.looked_at)}", indent="  ")


def _facts(rule: ComplianceRule) -> dict[str, Any]:
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "core": rule.core,
        "subject": rule.subject,
        "title": rule.title._asdict(),
        "looked_at": list(rule.looked_at),
        "gates": list(rule.gates),
        "controls": list(rule.controls),
        "versions": [
            {
                "from": str(one.valid_from),
                "law": one.law,
                "says": one.says._asdict(),
                "fix": one.fix._asdict(),
            }
            for one in rule.versions
        ],
    }
