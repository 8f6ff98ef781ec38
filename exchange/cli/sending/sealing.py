"""Seal-part command: a helper or doctor seals a file to a partner, on their own machine: no hub, no passphrase."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import Json
from exchange.cli.new_file import check_free, write_new
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.core.consent.field import PERSON, is_sealed
from exchange.core.errors import Malformed
from exchange.core.packet.media import AttachmentRefused
from exchange.core.partner.fingerprint import fingerprint_of_document
from exchange.core.partner.sealed_part import SealedPartUnfit, Unfit
from exchange.core.said import Said, one_of
from exchange.core.text.misread import misread
from exchange.partner.partner import present
from exchange.partner.sealed.content import FILE_LIMIT
from exchange.partner.sealed.seal import allowed_categories, seal_part
from keys.errors import KeysError
from keys.strictjson import dumps, loads

DOCUMENT_LIMIT = 1024 * 1024
PART_LIMIT = 512 * 1024
ENDING = ".sealed.json"
Sealed = Annotated[
    list[Path] | None,
    typer.Option(
        "--sealed",
        help="Versiegelter Teil von geleit seal-part, auch mehrmals / a part made by geleit seal-part",
        exists=True,
        dir_okay=False,
    ),
]
File = Annotated[
    Path, typer.Argument(help="Die Datei, etwa ein Befund / the file", metavar="FILE", exists=True, dir_okay=False)
]
For = Annotated[
    Path, typer.Option("--for", help="Dokument der Stelle / the partner's document", exists=True, dir_okay=False)
]
About = Annotated[
    list[str], typer.Option(help="Wovon sie handelt, auch mehrmals / what it is about", metavar="CATEGORY")
]
Provenance = Annotated[str, typer.Option(help="Von wem / whose words: person, professional:https://…")]


def seal(
    file: File,
    *,
    to: For,
    categories: About,
    provenance: Provenance = PERSON,
    out: Annotated[
        Path | None, typer.Option(help=f"Wohin; sonst FILE{ENDING} / where to write it", metavar="PART.json")
    ] = None,
    as_json: Json = False,
) -> None:
    """Eine Datei für eine Stelle versiegeln, am Jobcenter vorbei. / Seal a file to a partner, past the Jobcenter.

    Läuft ohne Vermittlungsstelle und ohne Passphrase. Was entsteht, bekommt das Jobcenter: geleit refer --sealed.
    """
    target = out or file.with_name(file.name + ENDING)
    check_free(target)
    document = _partner(to)
    part = seal_part(
        _content(file),
        name=file.name,
        document=document,
        categories=_named(categories),
        provenance=provenance,
        at=present(),
    )
    write_new(target, dumps(part))
    fingerprint = fingerprint_of_document(document)
    facts = {
        "file": str(target),
        "for": document["entity"],
        "name": document["name"],
        "fingerprint": fingerprint,
        "categories": part["categories"],
        "provenance": part["provenance"],
    }
    about = ", ".join(word("categories", one) for one in part["categories"])
    text = either(*_DONE).format(file=target, name=document["name"], about=about, keys=fingerprint)
    show(facts, as_json=as_json, text=text)


def with_sealed(document: bytes, sealed: Sequence[Path]) -> bytes:
    """The document with sealed parts put into its data; one that is no object is refused where it is read.

    Raises:
        SealedPartUnfit: a file holds no sealed part.
    """
    if not sealed:
        return document
    parts = [_part(path) for path in sealed]
    try:
        read = loads(document)
    except KeysError:
        return document
    data = read.get("data") if isinstance(read, dict) else None
    if not isinstance(data, dict) or not isinstance(data.get("sealed", []), list):
        return document
    return dumps(read | {"data": data | {"sealed": [*data.get("sealed", []), *parts]}})


def _part(path: Path) -> Any:
    try:
        with path.open("rb") as source:
            part = loads(source.read(PART_LIMIT))
    except KeysError as error:
        raise SealedPartUnfit(Unfit.FORM).saying(where=str(path)) from error
    if not is_sealed(part):
        raise SealedPartUnfit(Unfit.FORM).saying(where=str(path))
    return part


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            return source.read(FILE_LIMIT + 1)
    except OSError as error:
        raise AttachmentRefused("not-found").saying(where=str(file)) from error


def _partner(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as source:
            document = loads(source.read(DOCUMENT_LIMIT))
    except KeysError as error:
        raise misread(error.detail, cause=error.__cause__).saying(where=str(path)) from error
    if not isinstance(document, dict):
        raise Malformed().saying(where=str(path), form=_PARTNER)
    return document


def _named(categories: Sequence[str]) -> list[str]:
    """Categories one by one, or several with commas."""
    named = [one.strip() for given in categories for one in given.split(",") if one.strip()]
    known = allowed_categories()
    for one in named:
        if one not in known:
            form = one_of(known, typed=one)
            raise SealedPartUnfit(Unfit.CATEGORY, pointer="--categories").saying(form=form)
    return named


_PARTNER = Said("das Dokument der Stelle (partner.json)", "the partner's document (partner.json)")
_DONE = Said(
    de="Versiegelt: {file}\nFür: {name}\nWovon sie handelt: {about}\n"
    "Fingerabdruck der Stelle, am Telefon zu vergleichen:\n  {keys}\n"
    "Diese Datei geben Sie dem Jobcenter. Öffnen kann sie nur die Stelle.",
    en="Sealed: {file}\nFor: {name}\nAbout: {about}\nThe partner's fingerprint, to compare on the phone:\n  {keys}\n"
    "Give this file to the Jobcenter. Only the partner can open it.",
)
