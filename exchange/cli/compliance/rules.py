"""Rules at the command line: which there are, on which law and since when, at which gates, and which are armed."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import Json, PassphraseFile, vault_passphrase
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import folded
from exchange.cli.terminal.words import day, word
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.rule import ComplianceRule, Version
from exchange.core.ids import show_instant
from exchange.flows.compliance.review import rule_named
from exchange.flows.compliance.rulebook import rulebook
from exchange.main import open_hub
from exchange.queries.compliance import armed_rules

Armed = Mapping[str, Fact]
Where = Annotated[
    Path | None,
    typer.Option("--hub", help="Ordner der Vermittlungsstelle: was dort scharf ist / the hub's folder: what is armed"),
]


def rules(
    rule: Annotated[str, typer.Argument(help="Eine Regel, z. B. CO-05; leer = alle / one rule; empty = all")] = "",
    *,
    hub: Where = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Die Regeln dieses Programms mit Gesetz und Satz; mit --hub auch, welche dort scharf sind, und seit wann.

    / The rules of this program, with law and sentence; with --hub also which are armed there, and since when.
    """
    found = [rule_named(rule)] if rule else rulebook().rules
    armed = _armed(hub, passphrase_file) if hub else None
    facts = {"rulebook_sha256": rulebook().sha256, "rules": [_facts(one, armed) for one in found]}
    lines = [line for one in found for line in (_whole(one, armed) if rule else _short(one, armed))]
    show(facts, as_json=as_json, text="\n".join(lines))


def _armed(directory: Path, passphrase_file: Path | None) -> Armed:
    with closing(open_hub(directory, passphrase=vault_passphrase(passphrase_file))) as opened:
        return armed_rules(hub=opened.hub)


def _short(rule: ComplianceRule, armed: Armed | None) -> Iterator[str]:
    yield f"{rule.id}  {either(*rule.title)} ({word('severities', rule.severity)}, {_standing(rule, armed)})"


def _standing(rule: ComplianceRule, armed: Armed | None) -> str:
    if rule.core:
        return either("immer scharf", "always armed")
    if armed is None:
        return either("scharf auf Beschluss", "armed by decision")
    if rule.id not in armed:
        return either("nicht scharf", "not armed")
    since = day(armed[rule.id].valid_from)
    return either(f"scharf seit {since}", f"armed since {since}")


def _whole(rule: ComplianceRule, armed: Armed | None) -> Iterator[str]:
    yield from _short(rule, armed)
    now = rule.version(datetime.now(tz=UTC))
    for version in rule.versions:
        for head, said in _of_version(version, is_now=version is now):
            yield folded(f"{head}: {said}", indent="  ")
    if rule.gates:
        gates = ", ".join(word("gates", one) for one in rule.gates)
        yield folded(f"{either('Gefragt wird', 'Asked when')}: {gates}", indent="  ")
    yield folded(f"{either('Angesehen wird', 'Looked at')}: {', '.join(rule.looked_at)}", indent="  ")
    if rule.controls:
        yield folded(f"BSI: {', '.join(rule.controls)}", indent="  ")


def _of_version(version: Version, *, is_now: bool) -> Iterator[tuple[str, str]]:
    until = f" – {version.valid_until}" if version.valid_until else ""
    yield either("Gilt seit", "Holds since"), f"{version.valid_from}{until}"
    yield either("Gesetz", "Law"), version.law
    if is_now:
        yield either("Verletzt heißt", "When it fails"), either(*version.says)
        yield either("Was tun", "What to do"), either(*version.fix)


def _facts(rule: ComplianceRule, armed: Armed | None) -> dict[str, Any]:
    entry = armed.get(rule.id) if armed else None
    return {
        "rule": rule.id,
        "severity": rule.severity,
        "core": rule.core,
        "armed": rule.core or (None if armed is None else entry is not None),
        "armed_since": show_instant(entry.valid_from) if entry else None,
        "subject": rule.subject,
        "title": rule.title._asdict(),
        "looked_at": list(rule.looked_at),
        "gates": list(rule.gates),
        "controls": list(rule.controls),
        "versions": [
            {
                "from": str(one.valid_from),
                "until": str(one.valid_until) if one.valid_until else None,
                "law": one.law,
                "says": one.says._asdict(),
                "fix": one.fix._asdict(),
            }
            for one in rule.versions
        ],
    }
