"""Findings on the terminal: what the detectors found, by kind and place, and somebody says that it may stand there."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, TypeVar

import typer

from exchange.cli.terminal.language import either
from exchange.cli.terminal.usage import unfit_value
from exchange.core.characters import visible
from exchange.core.detection.kind import KINDS
from exchange.core.referral.finding import Finding, FindingsUnconfirmed
from exchange.core.said import Said
from keys.errors import KeysError
from keys.strictjson import dumps, loads

Done = TypeVar("Done")
Looked = Sequence[Mapping[str, str]]
"""What somebody looked at: `{kind, pointer}` each, as a document takes it."""
ConfirmFinding = Annotated[
    list[str] | None,
    typer.Option(
        "--confirm-finding",
        help="Angesehen, darf so stehen: ART:STELLE wie kin:/note; auch mehrmals / looked at, may stand: KIND:PLACE",
        metavar="KIND:PLACE",
    ),
]
_FORM = Said(
    "ART:STELLE wie kin:/note oder file-author:brief.pdf", "KIND:PLACE such as kin:/note or file-author:letter.pdf"
)
_FILES = "/attachments/"


def settling(
    act: Callable[[Looked], Done], given: Sequence[str] | None, *, files: Sequence[str] = (), as_json: bool
) -> Done:
    """Do something with what was looked at; on a terminal ask about what nobody has looked at, and do it then.

    `files` are the names of the files that come along, in their order.

    Raises:
        FindingsUnconfirmed: somebody has to look first; files are called by their names in it.
    """
    said = [_read(one, files) for one in given or ()]
    try:
        return act(said)
    except FindingsUnconfirmed as error:
        shown = _by_name(error, files)
        if as_json or not sys.stdin.isatty():
            raise shown from error
        typer.echo(visible(text_of_findings(shown.findings)), err=True)
        if not typer.confirm(either("Haben Sie es angesehen, und darf es so stehen?", "May it stand?"), err=True):
            raise shown from error
        return act([*said, *({"kind": one.kind, "pointer": one.pointer} for one in error.findings)])


def text_of_findings(findings: Sequence[Finding]) -> str:
    """What has to be looked at, a line each, as `--confirm-finding` takes it; never what stands there."""
    return "\n".join(f"  {one.kind}:{one.pointer}  {either(*KINDS[one.kind].said)}" for one in findings)


def confirming(document: bytes, looked: Looked) -> bytes:
    """The document with what was looked at named in it; one that is no object is refused where it is read."""
    if not looked:
        return document
    try:
        read = loads(document)
    except KeysError:
        return document
    if not isinstance(read, dict) or not isinstance(read.get("confirmed", []), list):
        return document
    fresh = [one for one in looked if one not in read.get("confirmed", [])]
    return dumps(read | {"confirmed": [*read.get("confirmed", []), *fresh]})


def _read(given: str, files: Sequence[str]) -> Mapping[str, str]:
    kind, colon, place = given.partition(":")
    if not kind or not colon or not (place.startswith("/") or place in files):
        raise unfit_value("--confirm-finding", form=_FORM)
    return {"kind": kind, "pointer": place if place.startswith("/") else f"{_FILES}{files.index(place)}"}


def _by_name(error: FindingsUnconfirmed, files: Sequence[str]) -> FindingsUnconfirmed:
    found = tuple(_named(one, files) for one in error.findings)
    return FindingsUnconfirmed(error.detail, pointer=found[0].pointer, findings=found)


def _named(one: Finding, files: Sequence[str]) -> Finding:
    number = one.pointer.removeprefix(_FILES)
    known = one.pointer.startswith(_FILES) and number.isdecimal() and int(number) < len(files)
    return replace(one, pointer=files[int(number)]) if known else one
