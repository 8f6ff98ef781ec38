"""Disclosure preview on the terminal: what leaves, what stays and why, and what stops it, files by their names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any

import typer

from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import word
from exchange.core.packet.preview import Item, Preview
from exchange.core.text.explained import reason_of
from keys.errors import KeysError
from keys.strictjson import dumps, loads

LeaveOut = Annotated[
    list[str] | None,
    typer.Option(
        help="Bleibt hier, obwohl genannt: Dateiname oder Stelle wie /note; auch mehrmals / a file or place that stays",
        metavar="NAME",
    ),
]
Check = Annotated[
    bool, typer.Option("--check", help="Nur zeigen, was mitginge und was bliebe / only show what would leave")
]
_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "left-out": ("bleibt auf Wunsch hier", "stays as asked"),
        "clause:missing": ("keine Einwilligung für diese Stelle", "no consent for this partner"),
        "clause:category": ("nicht in der Einwilligung", "not in the consent"),
        "clause:expired": ("die Einwilligung ist abgelaufen", "the consent has expired"),
        "clause:source": ("die Einwilligung umfasst diese Quelle nicht", "the consent does not cover this source"),
        "schema": ("das Angebot verlangt hier etwas", "the service line asks for something here"),
    }
)


def leaving_out(document: bytes, names: Sequence[str] | None) -> bytes:
    """The document with what is to stay named in it; one that is no object is refused where it is read."""
    if not names:
        return document
    try:
        read = loads(document)
    except KeysError:
        return document
    if not isinstance(read, dict) or not isinstance(read.get("leave_out", []), list):
        return document
    return dumps(read | {"leave_out": list(dict.fromkeys([*read.get("leave_out", []), *names]))})


def facts_of(preview: Preview) -> dict[str, Any]:
    """A preview for scripts."""
    digest = {"digest": preview.digest} if preview.digest else {}
    return digest | {
        "goes": preview.goes,
        "leaves": [{"name": one.name, "categories": list(one.categories)} for one in preview.leaves],
        "stays": [{"name": one.name, "reason": one.reason} for one in preview.stays],
        "stops": [{"name": one.name, "reason": one.reason} for one in preview.stops],
    }


def text_of(preview: Preview) -> str:
    """A preview for people."""
    shown = (
        (either("Geht mit", "Leaves"), [f"{one.name} ({_categories(one)})" for one in preview.leaves]),
        (either("Bleibt hier", "Stays here"), list(staying(preview.stays))),
        (either("Hält alles an", "Stops everything"), list(staying(preview.stops))),
    )
    lines = [line for title, found in shown if found for line in (f"{title}:", *(f"  {one}" for one in found))]
    if preview.digest:
        lines.append(f"{either('Prüfsumme', 'Digest')}: {preview.digest}")
    if preview.goes:
        return "\n".join([*lines, either("So kann es gesendet werden.", "It may be sent like this.")])
    how = either(
        "So wird nichts gesendet. Was hier bleiben soll, nennt --leave-out NAME.",
        "Nothing is sent like this. Name what is to stay with --leave-out NAME.",
    )
    return "\n".join([*lines, how])


def staying(items: Iterable[Item]) -> Iterator[str]:
    """What stays or stops, each with its reason in words."""
    for one in items:
        yield f"{one.name}: {reason_in_words(one.reason)}"


def reason_in_words(reason: str) -> str:
    """Why something stays, in a few words; a reason that has none is shown as it is."""
    return either(*_REASONS.get(reason, reason_of(reason))).rstrip(".") or reason


def _categories(one: Item) -> str:
    return ", ".join(word("categories", code) for code in one.categories)
