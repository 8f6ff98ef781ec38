"""Transparency log commands: recompute it, find damage, hand out and check proofs, open a successor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting_if_named, approved, opened
from exchange.cli.output import EXIT_REFUSED, show, working
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import places, word
from exchange.core.errors import ENTRY, NotFound
from exchange.core.evidence.entry import log_origin
from exchange.core.evidence.proof import SUFFIX, Proof
from exchange.core.evidence.row import RowDifference
from exchange.core.evidence.witness_policy import WitnessPolicy
from exchange.flows.evidence import checkpoint, prove, successor
from exchange.flows.evidence import repair as mending
from exchange.flows.evidence import verify as flows
from exchange.flows.evidence.restate import look_at_row, restate_row
from exchange.flows.evidence.verify import Finding
from keys.strictjson import loads

Index = Annotated[
    list[int] | None, typer.Argument(help="Nummern der Einträge, ab 0 / the leaves' indexes, from 0", metavar="INDEX")
]


@opened
def verify(context: CommandContext, *, as_json: Json = False) -> None:
    """Das Nachweis-Protokoll ganz nachrechnen, mit Prüfpunkt. / Recompute the log and its checkpoint."""
    with working(either("Nachrechnen", "Recomputing")):
        context.settle_log()
        report = flows.verify_log(hub=context.hub)
        findings = _ordered(
            (*report.findings, *mending.find_damage(published=context.opened.published, hub=context.hub))
        )
    published = _published(context)
    well = not findings and not report.rows
    end = either("Alles stimmt.", "All is well.") if well else either("ABWEICHUNGEN:", "DIFFERENCES:")
    text = "\n".join([*_counted(report), *(line for one in published for line in _signed(one)), end])
    facts = asdict(report) | {"findings": [asdict(one) for one in findings], "logs": published}
    show(facts, as_json=as_json, text=text + _lines(findings) + _row_lines(report.rows))
    if findings or report.rows:
        raise typer.Exit(EXIT_REFUSED)


@opened
def fsck(
    context: CommandContext,
    *,
    repair: Annotated[
        bool, typer.Option("--repair", help="Kacheln aus den Einträgen neu schreiben / rebuild tiles from the leaves")
    ] = False,
    as_json: Json = False,
) -> None:
    """Jeden Schaden am Protokoll finden und die Stelle nennen. / Find every damage of the log, and where it is.

    Ende mit 0: heil; mit 3: Schaden gefunden. / Exit 0: sound; 3: damage found.
    """
    hub, published = context.hub, context.opened.published
    with working(either("Suchen", "Searching")):
        context.settle_log()
        if repair:
            mending.repair(published=published, hub=hub)
        report = flows.verify_log(hub=hub)
        findings = _ordered((*report.findings, *mending.find_damage(published=published, hub=hub)))
    many = len(findings) + len(report.rows)
    found = either("1 Schaden:", "1 damage:") if many == 1 else either(f"{many} Schäden:", f"{many} damages:")
    heading = found if many else either("Kein Schaden.", "No damage.")
    facts = {"findings": [asdict(one) for one in findings], "rows": [asdict(one) for one in report.rows]}
    show(facts, as_json=as_json, text=heading + _lines(findings) + _row_lines(report.rows))
    if many:
        raise typer.Exit(EXIT_REFUSED)


@acting_if_named
def prove_leaves(
    context: CommandContext,
    indexes: Index = None,
    *,
    about: Annotated[
        str,
        typer.Option(help="Alle Einträge zu dieser Kennung, mit --by / all leaves that name this id, with --by"),
    ] = "",
    log: Annotated[int, typer.Option(help="Welches Protokoll; 0 = das jetzige / which log; 0 = the present one")] = 0,
    to: Annotated[Path, typer.Option(help="Ordner für die Dateien / folder for the files")] = Path(),
    with_record: Annotated[
        bool,
        typer.Option("--with-record", help="Auch zeigen, was eingetragen ist, mit --by / show what it says, with --by"),
    ] = False,
    as_json: Json = False,
) -> None:
    """Nachweise schreiben, die jeder ohne uns prüfen kann. / Write proofs that anybody can check without us.

    Eine Datei je Eintrag (c2sp.org/tlog-proof). / One file for each leaf.
    """
    # What was written a moment ago has no place yet, and is proved by no checkpoint.
    context.settle_log()
    with context.hub.store.reading() as tx:
        current = tx.log.starts()[-1].number
    wanted = [(log or current, index) for index in indexes or ()]
    wanted += _looked_up(context, about, with_record=with_record) if about or with_record else []
    if not wanted:
        raise NotFound(about, kind=ENTRY)
    to.mkdir(parents=True, exist_ok=True)
    written = []
    for number, index in wanted:
        proof = prove.prove_leaf(
            index, log=number, with_record=with_record, published=context.opened.published, hub=context.hub
        )
        written.append(_written(proof, to / f"rx-log-{number}-{index}{SUFFIX}"))
    keys = [checkpoint.vkey(log=number, hub=context.hub) for number in sorted({number for number, _ in wanted})]
    text = "\n".join([*written, *(f"{either('Schlüssel', 'Key')}: {key}" for key in keys)])
    show({"proofs": written, "keys": keys}, as_json=as_json, text=text)


def check(
    file: Annotated[Path, typer.Argument(help="Nachweis / proof", metavar="FILE", exists=True, dir_okay=False)],
    *,
    key: Annotated[
        list[str] | None, typer.Option(help="Schlüssel des Protokolls, auch mehrmals / the log's key (vkey)")
    ] = None,
    policy: Annotated[
        Path | None,
        typer.Option(
            help="Protokoll und Zeugen, denen Sie glauben (tlog-policy); geleit witness policy schreibt eine / "
            "log and witnesses you believe",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Einen Nachweis prüfen, ohne Vermittlungsstelle und Netz. / Check a proof, without any hub or network."""
    asked = WitnessPolicy.read(policy.read_bytes()) if policy else WitnessPolicy()
    keys = [*(key or ()), *(one.vkey for one in asked.logs)]
    if not keys:
        # Without one, a true proof would be refused as a false one.
        raise typer.BadParameter("--key VKEY | --policy FILE", param_hint="--key")
    proof, found = prove.check_proof(file.read_bytes().decode("utf-8", "replace"), vkeys=keys)
    witnesses = sorted(prove.check_policy(proof, policy=asked))
    record = proof.record.decode() if proof.record else None
    facts = {"origin": found.origin, "size": found.size, "index": proof.index, "type": proof.leaf[0], "record": record}
    facts |= {"witnesses": witnesses}
    lines = [
        either("Der Nachweis stimmt.", "The proof holds."),
        f"{found.origin}, {proof.index} {either('von', 'of')} {found.size}",
        *([f"{either('Zeugen', 'Witnesses')}: {', '.join(witnesses)}"] if witnesses else []),
        *(places(loads(proof.record)) if proof.record else [either("(ohne Inhalt)", "(record not shown)")]),
    ]
    show(facts, as_json=as_json, text="\n".join(lines))


@approved
def restate(
    context: CommandContext,
    row: Annotated[str, typer.Argument(help="Wie `geleit doctor` sie nennt / as doctor names it", metavar="ROW")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Nicht nachfragen / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Eine abweichende Zeile zu zweit neu feststellen, wie sie steht. / State a row that differs anew, as it stands.

    Steht dort Falsches, erst berichtigen: die Stelle neu aufnehmen, die Einwilligung widerrufen, das Konto abmelden.
    Where it is wrong, correct it first: enrol the partner again, withdraw the consent, deactivate the account.
    """
    found = look_at_row(row, hub=context.hub)
    stands = [f"  {one}" for one in places(found.columns)] if found.columns else [either("  (fehlt)", "  (missing)")]
    if not as_json:
        typer.echo("\n".join([f"{row}: {word('row-faults', found.fault)}", *stands]), err=True)
    if not yes and not typer.confirm(either("So feststellen?", "State it so?"), err=True):
        raise typer.Exit(EXIT_REFUSED)
    was = restate_row(row, by=context.by, approve_by=context.second, hub=context.hub)
    text = either(f"{row}: neu festgestellt.", f"{row}: stated anew.")
    show({"row": row, "was": was.value}, as_json=as_json, text=text)


@approved
def open_successor_log(context: CommandContext, *, as_json: Json = False) -> None:
    """Nach einer zurückgespielten Sicherung: das nächste Protokoll beginnen. / Open the log after a restored backup.

    Das alte bleibt, wie es unterschrieben ist; das neue nennt es in seinem ersten Eintrag.
    """
    start = successor.open_successor(
        by=context.by, approve_by=context.second, published=context.opened.published, hub=context.opened.unguarded
    )
    origin = log_origin(context.hub.origin, start.number)
    text = either(
        f"Protokoll {start.number} beginnt mit Eintrag {start.first}: {origin}",
        f"Log {start.number} begins with leaf {start.first}: {origin}",
    )
    show({"log": start.number, "origin": origin, "first": start.first}, as_json=as_json, text=text)


def _looked_up(context: CommandContext, about: str, *, with_record: bool) -> Sequence[tuple[int, int]]:
    """The leaves about something. What names or shows anything is a look: who takes it proves themselves."""
    if not context.by.staff:
        raise typer.BadParameter("--by STAFF", param_hint="--about, --with-record")
    return prove.look_into_log(about, with_record=with_record, by=context.by, hub=context.hub)


def _written(proof: Proof, path: Path) -> str:
    path.write_text(proof.text, encoding="utf-8")
    return str(path)


def _published(context: CommandContext) -> list[dict[str, Any]]:
    hub, published = context.hub, context.opened.published
    return [
        {
            "log": number,
            "origin": log_origin(hub.origin, number),
            "size": _size(published.note(number)),
            "vkey": checkpoint.vkey(log=number, hub=hub),
        }
        for number in published.numbers()
    ]


def _size(note: str) -> int:
    """What a checkpoint says of its size, whether or not its signature holds."""
    lines = note.splitlines()
    return int(lines[1]) if len(lines) > 1 and lines[1].isdecimal() else 0


def _ordered(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(set(findings), key=lambda one: (one.log, one.index, one.level, one.what))


def _counted(report: flows.Report) -> Iterator[str]:
    yield either(
        f"{report.size} Einträge, {report.erased} gelöscht, {report.disclosures} Weitergaben.",
        f"{report.size} leaves, {report.erased} erased, {report.disclosures} disclosures.",
    )
    if report.waiting:
        yield either(
            f"{report.waiting} davon warten noch auf ihren Platz.", f"{report.waiting} of them wait for their place."
        )
    yield f"{either('Wurzel', 'Root')}: {report.root}"


def _signed(one: Mapping[str, Any]) -> Iterator[str]:
    yield f"{one['origin']}: {one['size']} {either('unterschrieben', 'signed')}"
    yield f"  {one['vkey']}"


def _lines(findings: Sequence[Finding]) -> str:
    return "".join(f"\n  {_place(one)}: {word('log-faults', one.what)}" for one in findings)


def _row_lines(rows: Sequence[RowDifference]) -> str:
    lines = [f"\n  {one.name}: {word('row-faults', one.fault)} ({one.fault})" for one in rows]
    advice = either(
        "Erst klären, wer die Datenbank geändert hat. Was zu jeder Zeile zu tun ist, sagt geleit doctor.",
        "First find out who changed the database. geleit doctor says what to do about each row.",
    )
    return "".join([*lines, f"\n{advice}"]) if rows else ""


def _place(one: Finding) -> str:
    return (
        f"{one.log}/{one.index}"
        if one.level == 0
        else f"{one.log}/{one.index} ({either('Ebene', 'level')} {one.level})"
    )
