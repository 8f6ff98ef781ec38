"""Terminal output: JSON for scripts, errors that say what to do, exit codes.

Exit codes: 0 done, 1 a fault of ours, 2 wrong usage, 3 not allowed as asked, 4 not found, 5 away (try again),
6 wrong passphrase, 70 a fault nobody foresaw.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from rich.console import Console

from exchange.cli.terminal.findings import text_of_findings
from exchange.cli.terminal.language import either
from exchange.cli.terminal.leaving import reason_in_words
from exchange.cli.terminal.usage import BadCall
from exchange.core.characters import visible
from exchange.core.errors import GeleitError, NotFound, Unavailable, WrongPassphrase
from exchange.core.packet.leave_out import StaysBehind
from exchange.core.referral.finding import Finding, FindingsUnconfirmed
from exchange.core.said import one_of
from exchange.core.text.explained import Explained, explained
from exchange.queries.hints import hinted

EXIT_FAULT, EXIT_USAGE, EXIT_REFUSED, EXIT_NOT_FOUND, EXIT_AWAY, EXIT_PASSPHRASE = 1, 2, 3, 4, 5, 6
EXIT_HELP = (
    "Exit: 0 fertig/done, 1 Fehler von uns/our fault, 2 Aufruf/usage, 3 nicht erlaubt/refused, "
    "4 unbekannt/not found, 5 nicht erreichbar/away, 6 Passphrase, 70 Programmfehler/program fault"
)


def say(text: str) -> None:
    """Say one thing to a person."""
    Console(highlight=False, soft_wrap=True).print(visible(text), markup=False)


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show on a terminal that something takes a while."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    with console.status(text):
        yield


def show(facts: Mapping[str, Any], *, as_json: bool, text: str = "") -> None:
    """Show facts: as JSON for scripts, else as `text` or one fact a line."""
    if as_json:
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2, default=str) + "\n")
        return
    say(text or "\n".join(f"{name}: {value}" for name, value in facts.items()))


def explain(error: GeleitError, *, as_json: bool, also: Mapping[str, Any] | None = None, text: str = "") -> int:
    """Say what was wrong and what to do, with what else there is to say, and return the exit code."""
    if as_json:
        sys.stdout.write(json.dumps({**(also or {}), **_facts(error)}, ensure_ascii=False, indent=2) + "\n")
        return exit_code(error)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(visible("\n".join(filter(None, (_text(error), text)))), markup=False)
    return exit_code(error)


def exit_code(error: GeleitError) -> int:
    """The exit code of an error."""
    if isinstance(error, WrongPassphrase):
        return EXIT_PASSPHRASE
    if isinstance(error, NotFound):
        return EXIT_NOT_FOUND
    if isinstance(error, BadCall):
        return EXIT_USAGE
    if isinstance(error, Unavailable):
        return EXIT_AWAY
    return EXIT_FAULT if error.status == GeleitError.status else EXIT_REFUSED


def _facts(error: GeleitError) -> dict[str, Any]:
    told = _explained(error)
    stays = [{"name": name, "reason": reason} for name, reason in _staying(error)]
    facts = {
        "code": error.code,
        "title": {"de": error.de, "en": error.en},
        "what": told.what._asdict(),
        "where": told.where,
        "form": told.form._asdict() if any(told.form) else None,
        "fix": told.do._asdict(),
        "detail": error.detail,
        "pointer": error.pointer,
        "allowed": [one["name"] for one in stays] or list(error.allowed),
        "stays": stays,
        "findings": [{"kind": one.kind, "place": one.pointer} for one in _findings(error)],
        "retryable": error.retryable,
    }
    return {"error": {name: value for name, value in facts.items() if value}}


def _text(error: GeleitError) -> str:
    """The four parts in the language spoken: what, where, the right form, what to do."""
    told = _explained(error)
    lines = {
        either("Wo", "Where"): told.where,
        either("Richtig", "Right form"): either(*told.form),
        either("Was tun", "What to do"): either(*told.do),
    }
    shown = [f"  {head + ':':12}{line}" for head, line in lines.items() if line]
    shown += [
        f"  {either('Kann nicht mit', 'Cannot go')}: {name} ({reason_in_words(reason)})"
        for name, reason in _staying(error)
    ]
    if _findings(error):
        shown.append(text_of_findings(_findings(error)))
    return "\n".join([f"{error.code}: {either(*told.what)}", *shown])


def _findings(error: GeleitError) -> Sequence[Finding]:
    return error.findings if isinstance(error, FindingsUnconfirmed) else ()


def _explained(error: GeleitError) -> Explained:
    """The four parts; what stays is called here as whoever wrote the draft calls it, by the names of files."""
    told, names = hinted(explained(error), error), [name for name, _ in _staying(error)]
    return replace(told, where=names[0], form=one_of(names)) if names else told


def _staying(error: GeleitError) -> tuple[tuple[str, str], ...]:
    return error.stays if isinstance(error, StaysBehind) else ()
