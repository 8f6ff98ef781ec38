"""Staff commands: members of staff and their trainings."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting, passphrase_in, perhaps_acting
from exchange.cli.output import show
from exchange.core.ids import show_instant
from exchange.core.vocabulary import Role
from exchange.flows.casework.assign import assign_all
from exchange.flows.staff.members import add_staff, deactivate_staff, record_training

_YEAR = 365


@perhaps_acting
def add(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Kürzel / staff id", metavar="STAFF")],
    *,
    name: Annotated[str, typer.Option(help="Name / name")],
    role: Annotated[Role, typer.Option(help="Rolle / role")],
    staff_passphrase_file: Annotated[Path, typer.Option(help="Datei mit der neuen Passphrase / new passphrase file")],
    as_json: Json = False,
) -> None:
    """Eine Person hinzufügen; die erste braucht niemanden. / Add a member of staff."""
    secret = passphrase_in(staff_passphrase_file)
    added = add_staff(staff, name=name, role=role, passphrase=secret, by=context.anybody, hub=context.hub)
    show({"staff": added.id, "role": added.role.value}, as_json=as_json)


@acting
def training(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Wessen Schulung / whose training", metavar="STAFF")],
    *,
    topic: Annotated[str, typer.Option(help="Thema / topic")],
    days: Annotated[int, typer.Option(help="Gültig so viele Tage ab heute / valid for so many days")] = 2 * _YEAR,
    as_json: Json = False,
) -> None:
    """Eine Schulung eintragen; niemand trägt die eigene ein. / Record a training; nobody records their own."""
    now = datetime.now(tz=UTC)
    valid = (now, now + timedelta(days=days))
    done = record_training(staff, topic=topic, valid=valid, by=context.by, hub=context.hub)
    show({"training": done.id, "staff": staff, "valid_until": show_instant(done.valid_until)}, as_json=as_json)


@acting
def deactivate(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Wer gegangen ist / who has left", metavar="STAFF")],
    *,
    as_json: Json = False,
) -> None:
    """Wer gegangen ist, kann nicht mehr handeln, auf keinem Weg. / Somebody who left can act no more."""
    done = deactivate_staff(staff, by=context.by, hub=context.hub)
    show({"staff": done.id, "active": done.active}, as_json=as_json)


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
