"""Register commands: what the house agreed, notified or found out: enter it, see what holds, see all that was said."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting, approved
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.usage import instant_like, unfit_value
from exchange.cli.terminal.words import day, last_day, moment, places, word
from exchange.core.calendar import end_of_day
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.errors import NotAnId
from exchange.core.ids import read_instant, show_instant
from exchange.core.staff.deputy import DaysUnfit, read_day
from exchange.flows.register.enter import enter_fact
from exchange.flows.register.look import Question, look_at_register

_INSTANT = timedelta(microseconds=1)
What = Annotated[FactKind, typer.Argument(help="Welches Verzeichnis / which register", metavar="KIND")]
About = Annotated[
    str,
    typer.Argument(help="Worum es geht: Stelle, Kürzel, Kennzeichen, Regel / partner, staff id, reference, rule"),
]
AtWhen = Annotated[
    str, typer.Option("--at", help="Was da galt / what held then", metavar="2026-05-04 | 2026-05-04T09:00:00+02:00")
]


@approved
def put(
    context: CommandContext,
    kind: What,
    file: Annotated[Path, typer.Argument(help="JSON-Datei / JSON file", exists=True, dir_okay=False, metavar="FILE")],
    *,
    as_json: Json = False,
) -> None:
    """Einen Eintrag in ein Verzeichnis schreiben; er bleibt. / Enter something into a register; it stays.

    Eine gefüllte Vorlage: geleit schema example fact-KIND. / A filled template: geleit schema example fact-KIND.
    """
    done = enter_fact(kind, file.read_bytes(), by=context.by, approve_by=context.second, hub=context.hub)
    text = "\n".join([either("Eingetragen:", "Entered:"), *_lines(done)])
    show(_facts(done), as_json=as_json, text=text)


@acting
def list_facts(context: CommandContext, kind: What, *, at: AtWhen = "", as_json: Json = False) -> None:
    """Was in einem Verzeichnis gilt, heute oder an einem Tag. / What holds in a register, today or on a day."""
    when = _instant(at) or context.hub.clock.now()
    found = look_at_register(Question(kind=kind, at=when), by=context.by, hub=context.hub)
    _show(kind, found, as_json=as_json)


@acting
def show_facts(
    context: CommandContext, kind: What, subject: About = HOUSE, *, at: AtWhen = "", as_json: Json = False
) -> None:
    """Was über jemanden oder etwas gilt, heute oder an einem Tag. / What holds about one, today or on a day."""
    when = _instant(at) or context.hub.clock.now()
    found = look_at_register(Question(kind=kind, subject=subject, at=when), by=context.by, hub=context.hub)
    _show(kind, found, as_json=as_json)


@acting
def history(context: CommandContext, kind: What, subject: About = "", *, as_json: Json = False) -> None:
    """Alles, was je eingetragen wurde, auch was ersetzt ist. / All that was ever entered, also what was replaced."""
    found = look_at_register(Question(kind=kind, subject=subject), by=context.by, hub=context.hub)
    _show(kind, found, as_json=as_json)


def _instant(text: str) -> datetime | None:
    """The instant somebody means: as they wrote it, or the last one of a day; None where they wrote none."""
    if not text:
        return None
    try:
        return read_instant(text) if "T" in text else end_of_day(read_day(text)) - _INSTANT
    except (NotAnId, DaysUnfit) as error:
        raise unfit_value("--at", form=instant_like(text)) from error


def _show(kind: FactKind, found: Sequence[Fact], *, as_json: bool) -> None:
    facts = {"kind": kind.value, "facts": [_facts(one) for one in found]}
    lines = [line for one in found for line in _lines(one)]
    show(facts, as_json=as_json, text="\n".join(lines) or either("Kein Eintrag.", "No entry."))


def _lines(fact: Fact) -> Iterator[str]:
    whom = "" if fact.subject == HOUSE else f": {fact.subject}"
    yield f"{word('fact-kinds', fact.kind)}{whom}"
    until = last_day(fact.valid_until) if fact.valid_until else either("auf Weiteres", "further notice")
    yield f"  {either('gilt von', 'holds from')} {day(fact.valid_from)} {either('bis', 'until')} {until}"
    people = ", ".join(filter(None, (fact.entered_by, fact.approved_by))) or either("die Anlage", "the hub")
    belated = either(" (nachgetragen)", " (entered later)") if fact.is_belated(fact.valid_from) else ""
    yield f"  {either('eingetragen', 'entered')} {moment(fact.recorded_at)}, {people}{belated}"
    yield from (f"  {line.removeprefix('/')}" for line in places(fact.document))


def _facts(fact: Fact) -> dict[str, Any]:
    return {
        "fact": fact.id,
        "kind": fact.kind.value,
        "subject": fact.subject,
        "valid_from": show_instant(fact.valid_from),
        "valid_until": show_instant(fact.valid_until) if fact.valid_until else None,
        "recorded_at": show_instant(fact.recorded_at),
        "by": fact.entered_by,
        "approved_by": fact.approved_by,
        "document": dict(fact.document),
    }
