"""Evidence commands: hand out what the log proves in one file, and check such a file anywhere, without a hub."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

import schemas
from exchange.cli.compliance.words import facts_of
from exchange.cli.context import CommandContext, Json, approved
from exchange.cli.new_file import check_free, write_new
from exchange.cli.output import show, working
from exchange.cli.terminal.language import either
from exchange.cli.terminal.usage import unfit_value
from exchange.core.calendar import end_of_day
from exchange.core.evidence.bundle import BundleUnsafe
from exchange.core.said import Said
from exchange.core.staff.deputy import DaysUnfit, read_day
from exchange.core.text.forms import DAY
from exchange.flows.compliance.review import Span, review
from exchange.flows.evidence import checkpoint
from exchange.flows.evidence.export import EvidenceWish, Gathered, bundle_of, gather_evidence, proofs_of
from exchange.flows.evidence.verify_bundle import verify_bundle
from exchange.reports.archive import pack, unpack
from exchange.reports.read_me import READ_ME
from keys.strictjson import canonical

_DAY = timedelta(days=1)
_ONE = Said(
    "genau eines von --person, --referral, --since; --with-records nie mit --since",
    "exactly one of --person, --referral, --since; --with-records never with --since",
)
New = Annotated[Path, typer.Argument(help="Neue ZIP-Datei / new ZIP file", metavar="FILE.zip")]
Person = Annotated[str, typer.Option("--person", help="Alles zu dieser Person / all about this person", metavar="REF")]
Case = Annotated[str, typer.Option("--referral", help="Alles zu diesem Fall / all about this case", metavar="CODE")]
Since = Annotated[str, typer.Option("--since", help="Alles ab diesem Tag / all from this day", metavar="2026-01-01")]
Shown = Annotated[
    bool,
    typer.Option("--with-records", help="Auch was eingetragen ist, zu zweit / what records say as well, by two"),
]


@approved
def export(
    context: CommandContext,
    file: New,
    *,
    person: Person = "",
    referral: Case = "",
    since: Since = "",
    with_records: Shown = False,
    as_json: Json = False,
) -> None:
    """Nachweise in einer Datei ausgeben, die jeder ohne uns prüft. / Hand out evidence anybody can check without us.

    Ohne --with-records steht nichts Persönliches darin. / Without --with-records it holds nothing personal.
    """
    wish = _wish(person, referral, since, with_records=with_records)
    check_free(file)
    context.settle_log()
    with working(either("Sammeln", "Gathering")):
        found = gather_evidence(wish, by=context.by, approve_by=context.second, hub=context.hub)
        at = context.hub.clock.now()
        files = bundle_of(found, _beside(context, found, wish), at=at, hub=context.hub)
        # The leaf that names the manifest has to have its place before it can be proved.
        context.settle_log()
        proofs = proofs_of(found, files, published=context.opened.published, hub=context.hub)
    write_new(file, pack({**files, **proofs}))
    keys = _vkeys(context)
    text = [
        either(f"{file}: {len(found.leaves)} Einträge.", f"{file}: {len(found.leaves)} leaves."),
        *(f"--vkey {one}" for one in keys),
    ]
    facts = {"file": str(file), "about": found.about, "leaves": len(found.leaves), "vkeys": keys}
    show(facts, as_json=as_json, text="\n".join(text))


def verify(
    file: Annotated[Path, typer.Argument(help="Bündel / bundle", metavar="FILE.zip", exists=True, dir_okay=False)],
    *,
    vkey: Annotated[
        list[str],
        typer.Option("--vkey", help="Schlüssel des Protokolls, nie aus dem Bündel / the log's key, never from it"),
    ],
    as_json: Json = False,
) -> None:
    """Ein Bündel prüfen, ohne Vermittlungsstelle und Netz. / Check a bundle, without any hub or network."""
    try:
        with file.open("rb") as source:
            files = unpack(source)
    except BundleUnsafe as error:
        raise error.saying(where=str(file)) from error
    report = verify_bundle(files, vkeys=vkey)
    facts = {
        "about": report.about,
        "leaves": report.leaves,
        "records": report.records,
        "files": report.files,
        "origin": report.checkpoint.origin,
        "size": report.checkpoint.size,
    }
    lines = [
        either("Das Bündel stimmt.", "The bundle holds."),
        either(
            f"{report.leaves} Einträge, {report.records} mit Inhalt; {report.checkpoint.origin}",
            f"{report.leaves} leaves, {report.records} with their records; {report.checkpoint.origin}",
        ),
    ]
    show(facts, as_json=as_json, text="\n".join(lines))


def _wish(person: str, referral: str, since: str, *, with_records: bool) -> EvidenceWish:
    if sum(map(bool, (person, referral, since))) != 1 or (since and with_records):
        raise unfit_value("--person, --referral, --since", form=_ONE)
    return EvidenceWish(person=person, referral=referral, since=_begin(since), with_records=with_records)


def _begin(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return end_of_day(read_day(text) - _DAY)
    except DaysUnfit as error:
        raise unfit_value("--since", form=DAY) from error


def _beside(context: CommandContext, found: Gathered, wish: EvidenceWish) -> dict[str, bytes]:
    """What stands beside the leaves: what a review finds in them, the rules, the hub's keys, how to check it all."""
    done = review(span=Span(since=wish.since), only="", hub=context.hub)
    findings = [facts_of(one) for rule in done.rules for one in rule.open if wish.since or one.subject in found.ids]
    keys = {"jwks": {"keys": [one.to_jwk() for one in context.hub.ring.public()]}, "vkeys": _vkeys(context)}
    return {
        "findings.json": _json({"rulebook_sha256": done.rulebook_sha256, "open": findings}),
        "rulebook.json": canonical({name: said for name, (_, said) in schemas.rules().items()}),
        "keys.json": _json(keys),
        "LIESMICH.txt": READ_ME.encode(),
    }


def _vkeys(context: CommandContext) -> list[str]:
    numbers = context.opened.published.numbers()
    return [checkpoint.vkey(log=number, hub=context.hub) for number in numbers]


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
