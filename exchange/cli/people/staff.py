"""Staff commands: members of staff and their trainings, each by two people."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, Prompt, acting, new_secret, opened
from exchange.cli.output import EXIT_REFUSED, say, show
from exchange.cli.people.wording import (
    account_text,
    change_text,
    confirmed_text,
    ended_text,
    entered_text,
    gone_text,
    moved_text,
)
from exchange.cli.terminal.language import either
from exchange.cli.text import name_of
from exchange.core.calendar import days_after
from exchange.core.ids import show_instant
from exchange.core.staff.change import Change, ChangeKind
from exchange.core.staff.deputy import days_of, read_day
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.casework.assign import assign_all, open_cases
from exchange.flows.staff import activate as activation
from exchange.flows.staff import confirm as second
from exchange.flows.staff import enter
from exchange.flows.staff.deputies import end_deputy
from exchange.flows.staff.members import change_passphrase, deactivate_staff

_YEAR = 365
Whom = Annotated[str, typer.Argument(help="Kürzel / staff id", metavar="STAFF")]
NewRole = Annotated[Role, typer.Option(help="Rolle / role")]
NewFile = Annotated[
    Path | None,
    typer.Option(
        "--new-passphrase-file",
        help="Datei mit der neuen Passphrase / file with the new one. Sonst: GELEIT_NEW_PASSPHRASE, Eingabe / prompt",
    ),
]


@acting
def add(
    context: CommandContext,
    staff: Whom,
    *,
    name: Annotated[str, typer.Option(help="Name / name")],
    role: NewRole,
    as_json: Json = False,
) -> None:
    """Eine Person eintragen; eine zweite bestätigt sie (confirm). / Enter a member of staff; another confirms."""
    done = enter.enter_account(staff, name=name, role=role, by=context.by, hub=context.hub)
    _show_entered(done, as_json=as_json)


@acting
def reset(context: CommandContext, staff: Whom, *, as_json: Json = False) -> None:
    """Neue Passphrase für jemanden, zu zweit; die alte gilt bis dahin. / A new passphrase for somebody, by two."""
    _show_entered(enter.enter_reset(staff, by=context.by, hub=context.hub), as_json=as_json)


@acting
def come_back(context: CommandContext, staff: Whom, *, as_json: Json = False) -> None:
    """Wer gegangen war, kommt wieder, zu zweit. / Somebody who had left comes back, by two."""
    _show_entered(enter.enter_return(staff, by=context.by, hub=context.hub), as_json=as_json)


@acting
def change_role(context: CommandContext, staff: Whom, *, role: NewRole, as_json: Json = False) -> None:
    """Jemandem eine andere Rolle geben, zu zweit. / Give somebody another role, by two."""
    _show_entered(enter.enter_role(staff, role=role, by=context.by, hub=context.hub), as_json=as_json)


@acting
def training(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Wessen Schulung / whose training", metavar="STAFF")],
    *,
    topic: Annotated[TrainingTopic, typer.Option(help="Thema / topic")],
    days: Annotated[int, typer.Option(help="Gültig so viele Tage ab heute / valid for so many days")] = 2 * _YEAR,
    as_json: Json = False,
) -> None:
    """Eine Schulung eintragen, nie die eigene; eine zweite Person bestätigt. / Enter a training; another confirms."""
    now = datetime.now(tz=UTC)
    valid = (now, days_after(now, days=days))
    done = enter.enter_training(staff, topic=topic, valid=valid, by=context.by, hub=context.hub)
    _show_entered(done, as_json=as_json)


@acting
def deputy(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Wer vertritt / who stands in", metavar="STAFF")],
    *,
    owner: Annotated[str, typer.Option("--for", help="Wessen Fälle / whose cases", metavar="STAFF")],
    first: Annotated[str, typer.Option("--from", help="Erster Tag / first day", metavar="2026-12-21")] = "",
    last: Annotated[str, typer.Option("--to", help="Letzter Tag, er zählt mit / last day", metavar="2027-01-03")] = "",
    end: Annotated[bool, typer.Option("--end", help="Jetzt beenden, allein / end it now, alone")] = False,
    as_json: Json = False,
) -> None:
    """Eine Vertretung von Tag bis Tag eintragen, zu zweit. / Somebody stands in, from day to day, by two."""
    if end:
        ended = end_deputy(staff, owner=owner, by=context.by, hub=context.hub)
        facts = {"staff": staff, "for": owner, "ended": [one.id for one in ended]}
        show(facts, as_json=as_json, text=ended_text(staff, owner, many=len(ended)))
        return
    days = read_day(first), read_day(last)
    _show_entered(enter.enter_deputy(staff, owner=owner, days=days, by=context.by, hub=context.hub), as_json=as_json)


@acting
def confirm(
    context: CommandContext,
    staff: Whom,
    *,
    what: Annotated[
        str,
        typer.Option(help="account, role, deputy:KIM, Thema der Schulung / account, role, deputy:KIM, or a topic"),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage, für Skripte / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Als zweite Person bestätigen, was eingetragen wurde. / Confirm as the second person what was entered."""
    shown = second.to_confirm(staff, subject=what, by=context.by, hub=context.hub)
    facts = _facts(shown)
    if not as_json:
        say(change_text(shown))
    if not yes and not typer.confirm(either("Bestätigen?", "Confirm?"), err=True):
        raise typer.Exit(EXIT_REFUSED)
    done = second.confirm(shown, by=context.by, hub=context.hub)
    facts |= {"confirmed_by": done.change.confirmed_by, **_half(done.half)}
    show(facts, as_json=as_json, text=confirmed_text(done.change, half=done.half))


@opened
def activate(
    context: CommandContext,
    staff: Whom,
    *,
    first_half_file: Annotated[
        Path | None, typer.Option(help="Datei mit einer Hälfte / one half. Sonst: GELEIT_FIRST_HALF, Eingabe / prompt")
    ] = None,
    second_half_file: Annotated[
        Path | None, typer.Option(help="Die andere / the other. Sonst: GELEIT_SECOND_HALF, Eingabe / prompt")
    ] = None,
    new_passphrase_file: NewFile = None,
    as_json: Json = False,
) -> None:
    """Das eigene Konto einlösen: beide Hälften, eigene Passphrase. / Take your account: both halves, a passphrase."""
    first, second_one = Prompt(either("Erste Hälfte", "First half")), Prompt(either("Zweite Hälfte", "Second half"))
    one = new_secret(first_half_file, variable="GELEIT_FIRST_HALF", prompt=first)
    other = new_secret(second_half_file, variable="GELEIT_SECOND_HALF", prompt=second_one)
    new = _new_passphrase(new_passphrase_file)
    done = activation.activate(staff, halves=(one, other), passphrase=new, hub=context.hub)
    show({"staff": done.id, "role": done.role.value, "active": done.active}, as_json=as_json, text=account_text(done))


@acting
def passphrase(context: CommandContext, *, new_passphrase_file: NewFile = None, as_json: Json = False) -> None:
    """Die eigene Passphrase ändern; gefragt wird nur die alte. / Change your own passphrase."""
    done = change_passphrase(_new_passphrase(new_passphrase_file), by=context.by, hub=context.hub)
    text = either(f"{done.id}: Die neue Passphrase gilt.", f"{done.id}: The new passphrase holds.")
    show({"staff": done.id, "passphrase": "changed"}, as_json=as_json, text=text)


@acting
def deactivate(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Wer gegangen ist / who has left", metavar="STAFF")],
    *,
    as_json: Json = False,
) -> None:
    """Wer gegangen ist, kann nicht mehr handeln, auf keinem Weg. / Somebody who left can act no more."""
    done = deactivate_staff(staff, by=context.by, hub=context.hub)
    # Named after they can open no new one, so that the list is whole.
    left = open_cases(done.id, by=context.by, hub=context.hub)
    facts = {"staff": done.id, "active": done.active, "open_referrals": list(left)}
    show(facts, as_json=as_json, text=gone_text(done.id, list(left.values()), directory=context.directory))


@acting
def hand_over(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Wessen Fälle / whose cases", metavar="STAFF")],
    *,
    to: Annotated[str, typer.Option(help="Wer sie übernimmt / who takes them over", metavar="STAFF")],
    as_json: Json = False,
) -> None:
    """Offene Fälle einer Person weitergeben (Teamleitung). / Give somebody's open cases to another (team lead)."""
    moved = assign_all(staff, to=to, by=context.by, hub=context.hub)
    facts = {"from": staff, "to": to, "referrals": [one.id for one in moved]}
    show(facts, as_json=as_json, text=moved_text(staff, to, codes=[name_of(one) for one in moved]))


def _new_passphrase(file: Path | None) -> bytes:
    return new_secret(
        file, variable="GELEIT_NEW_PASSPHRASE", prompt=Prompt(either("Neue Passphrase", "New passphrase"), 2)
    )


def _facts(change: Change) -> dict[str, Any]:
    facts = {
        "staff": change.staff,
        **_days(change),
        "what": change.subject,
        "kind": change.kind.value,
        "name": change.name,
        "role": change.role.value,
        "valid_until": show_instant(change.valid_until) if change.valid_until else "",
        "entered_by": change.entered_by,
        "until": show_instant(change.until),
    }
    return {name: value for name, value in facts.items() if value}


def _days(change: Change) -> dict[str, str]:
    if change.kind is not ChangeKind.DEPUTY or not change.valid_from or not change.valid_until:
        return {}
    first, last = days_of(change.valid_from, change.valid_until)
    return {"for": change.topic, "from": str(first), "to": str(last)}


def _half(half: str) -> dict[str, str]:
    return {"half": half} if half else {}


def _show_entered(done: enter.Entered, *, as_json: bool) -> None:
    change = done.change
    facts = _facts(change) | _half(done.half)
    if done.training is not None:
        del facts["until"]
        facts |= {"training": done.training.id, "founding": True}
    text = entered_text(change, half=done.half, alone=done.training is not None)
    show(facts, as_json=as_json, text=text)
