"""Staff commands: members of staff and their trainings, each by two people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, Prompt, acting, new_secret, opened
from exchange.cli.output import EXIT_REFUSED, say, show
from exchange.core.calendar import days_after
from exchange.core.ids import show_instant
from exchange.core.staff.change import WITH_CODE, Change, ChangeKind
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
        show({"staff": staff, "for": owner, "ended": [one.id for one in ended]}, as_json=as_json)
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
        say("\n".join(f"{name}: {value}" for name, value in facts.items()))
    if not yes and not typer.confirm("Bestätigen? / confirm?", err=True):
        raise typer.Exit(EXIT_REFUSED)
    done = second.confirm(shown, by=context.by, hub=context.hub)
    facts |= {"confirmed_by": done.change.confirmed_by, **_half(done.half)}
    show(facts, as_json=as_json, text=_handed_over(done.change, done.half) if done.half else "Gilt. / In force.")


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
    one, other = (
        new_secret(first_half_file, variable="GELEIT_FIRST_HALF", prompt=Prompt("Erste Hälfte / first half")),
        new_secret(second_half_file, variable="GELEIT_SECOND_HALF", prompt=Prompt("Zweite Hälfte / second half")),
    )
    new = _new_passphrase(new_passphrase_file)
    done = activation.activate(staff, halves=(one, other), passphrase=new, hub=context.hub)
    show({"staff": done.id, "role": done.role.value, "active": done.active}, as_json=as_json)


@acting
def passphrase(context: CommandContext, *, new_passphrase_file: NewFile = None, as_json: Json = False) -> None:
    """Die eigene Passphrase ändern; gefragt wird nur die alte. / Change your own passphrase."""
    done = change_passphrase(_new_passphrase(new_passphrase_file), by=context.by, hub=context.hub)
    show({"staff": done.id, "passphrase": "changed"}, as_json=as_json)


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
    show(facts, as_json=as_json, text=_gone(done.id, left, directory=context.directory))


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
    show({"from": staff, "to": to, "referrals": [one.id for one in moved]}, as_json=as_json)


def _new_passphrase(file: Path | None) -> bytes:
    return new_secret(file, variable="GELEIT_NEW_PASSPHRASE", prompt=Prompt("Neue Passphrase / new passphrase", 2))


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
        show(facts, as_json=as_json, text="Eingetragen, von einer Gründerin oder einem Gründer allein. / founding")
        return
    what = f" --what {change.subject}" if change.kind not in WITH_CODE else ""
    text = f"Eine zweite Person bestätigt / another person confirms: geleit staff confirm … {change.staff}{what} --by …"
    show(facts, as_json=as_json, text="\n".join(filter(None, [done.half and _handed_over(change, done.half), text])))


def _handed_over(change: Change, half: str) -> str:
    return (
        f"Ihre Hälfte des Codes / your half of the code: {half}\n"
        f"Sie wird nur jetzt gezeigt. Geben Sie sie {change.staff} selbst, und niemandem sonst. / Shown only now.\n"
        f"Mit beiden Hälften, bis / with both halves, until {show_instant(change.until)}: "
        f"geleit staff activate … {change.staff}"
    )


def _gone(staff: str, left: Sequence[str], *, directory: Path) -> str:
    lines = [f"{staff}: kann nicht mehr handeln / can act no more"]
    if not left:
        return "\n".join([*lines, "Keine offenen Fälle. / No open cases."])
    lines.append(f"Offene Fälle / open cases: {len(left)}")
    lines += [f"  {one}" for one in left]
    return "\n".join([*lines, f"Weiter / next: geleit staff hand-over {directory} {staff} --to …"])
