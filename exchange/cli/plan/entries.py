"""What is added to a plan at the command line: options become one entry of a document of schema `support-plan`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from exchange.cli.context import NEEDED, CommandContext, Options
from exchange.cli.terminal.findings import ConfirmFinding
from exchange.cli.terminal.language import either
from exchange.cli.terminal.usage import unfit_value
from exchange.core.calendar import BERLIN
from exchange.core.ids import show_instant
from exchange.core.plan.correct import Correcting, PlanEntry
from exchange.core.plan.plan import FollowUpWay, StepActor
from exchange.core.said import Said
from exchange.core.staff.deputy import read_day


def _option(name: str, german: str, english: str, kind: Any = str, metavar: str | None = None) -> Any:
    return Annotated[kind, typer.Option(name, help=f"{german} / {english}", metavar=metavar)]


_AT = Said("Tag und Uhrzeit wie 2027-01-12T10:00", "a day and a time such as 2027-01-12T10:00")
_RIGHT = Said("text=…, on=2027-01-31 oder at=2027-01-31T10:00", "text=…, on=2027-01-31 or at=2027-01-31T10:00")
_WORDS = _option("--text", "In Alltagsworten; sonst wird gefragt", "in everyday words; asked for otherwise")
_NUMBER = "NUMBER"
_DONE = _option("--done", "Erledigt: seine Nummer", "done: its number", int, _NUMBER)
_SAID = {"confirm_finding": (ConfirmFinding, None)}
GOAL: Options = {"text": (_WORDS, ""), **_SAID}
STEP: Options = {
    "text": (_WORDS, ""),
    "who": (_option("--who", "Wer ihn geht", "who does it", StepActor | None), None),
    "until": (_option("--until", "Letzter Tag", "last day", metavar="2027-01-31"), ""),
    "goal": (_option("--goal", "Nummer des Ziels", "number of the goal", int, _NUMBER), 0),
    "done": (_DONE, 0),
    **_SAID,
}
FOLLOW_UP: Options = {
    "on": (_option("--on", "An welchem Tag", "on which day", metavar="2027-01-15"), ""),
    "way": (_option("--way", "Wie", "how", FollowUpWay), FollowUpWay.MEETING),
    "text": (_option("--text", "Wozu", "what for"), ""),
    "done": (_DONE, 0),
    **_SAID,
}
APPOINTMENT: Options = {
    "at": (_option("--at", "Wann, Uhrzeit in Berlin", "when, time in Berlin", metavar="2027-01-12T10:00"), NEEDED),
    "place": (_option("--place", "Wo: eine Anschrift", "where: an address"), NEEDED),
    "along": (_option("--with", "Wer begleitet", "who goes along", metavar="STAFF"), NEEDED),
    "minutes": (_option("--minutes", "Wie lange", "how long", int), 60),
    "step": (_option("--step", "Nummer des Schritts", "number of the step", int, _NUMBER), 0),
    **_SAID,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry for a plan. `done` is the number of what is done, where nothing is added; 0 else."""

    context: CommandContext
    document: dict[str, Any]
    said: Sequence[str] | None
    done: int = 0


Gather = Callable[[CommandContext, dict[str, Any]], Entry]
"""How options become an entry."""


def goal_entry(context: CommandContext, given: dict[str, Any]) -> Entry:
    """A goal."""
    return _entry(context, given, "goals", _words(given["text"]))


def step_entry(context: CommandContext, given: dict[str, Any]) -> Entry:
    """A step, or the number of one that is done."""
    if given["done"]:
        return _finished(context, given)
    who = given["who"] or _missing("--who", ", ".join(one.value for one in StepActor))
    until = given["until"] or _missing("--until", "2027-01-31")
    one = {"text": _words(given["text"]), "who": StepActor(who).value, "until": until}
    return _entry(context, given, "steps", _numbered(one, "goal", given["goal"]))


def follow_up_entry(context: CommandContext, given: dict[str, Any]) -> Entry:
    """A follow-up, or the number of one that is done."""
    if given["done"]:
        return _finished(context, given)
    one = {"on": given["on"] or _missing("--on", "2027-01-15"), "way": given["way"].value}
    return _entry(context, given, "follow_ups", one | ({"note": given["text"]} if given["text"] else {}))


def appointment_entry(context: CommandContext, given: dict[str, Any]) -> Entry:
    """An appointment somebody goes along to."""
    one = {"at": show_instant(_instant(given["at"])), "minutes": given["minutes"], "place": given["place"]}
    named = one | {"accompanied_by": given["along"]}
    return _entry(context, given, "appointments", _numbered(named, "step", given["step"]))


def correcting(entry: PlanEntry, number: int, given: Sequence[str]) -> Correcting:
    """What an entry is to say, of `text=…`, `on=…` and `at=…`."""
    said = {name: value for name, sign, value in (one.partition("=") for one in given) if sign}
    if len(said) != len(given) or said.keys() - {"text", "on", "at"}:
        raise unfit_value("--with", form=_RIGHT)
    day = read_day(said["on"]) if "on" in said else None
    at = _instant(said["at"], option="--with").astimezone(UTC) if "at" in said else None
    return Correcting(entry=entry, number=number, text=said.get("text"), day=day, at=at)


def _entry(context: CommandContext, given: dict[str, Any], name: str, one: object) -> Entry:
    return Entry(context=context, document={name: [one]}, said=given["confirm_finding"])


def _finished(context: CommandContext, given: dict[str, Any]) -> Entry:
    return Entry(context=context, document={}, said=None, done=given["done"])


def _numbered(one: dict[str, Any], name: str, number: int) -> dict[str, Any]:
    return one | ({name: number} if number else {})


def _words(text: str) -> str:
    # Asked for where it is not given: what is typed behind a command stands in its history.
    return text or str(typer.prompt(either("Text, in Alltagsworten", "Text, in everyday words"), err=True))


def _missing(option: str, form: str) -> str:
    what = Said(f"{option} fehlt.", f"{option} is missing.")
    raise unfit_value(option, what=what, form=Said(f"{option} {form}", f"{option} {form}"))


def _instant(text: str, *, option: str = "--at") -> datetime:
    """An instant as somebody types it; without a zone it is the clock on the wall in Berlin."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise unfit_value(option, form=_AT) from error
    return read if read.tzinfo else read.replace(tzinfo=BERLIN)
