"""Staff list commands: who is here and what waits for whom; and to begin anew where fewer than two stand."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, Prompt, acting, new_secret, opened
from exchange.cli.output import show
from exchange.cli.people.staff import NewFile
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import last_day, moment, word
from exchange.core.ids import show_instant
from exchange.core.staff.change import Change
from exchange.core.staff.founding import Founder
from exchange.core.staff.staff import AccountStanding
from exchange.core.vocabulary import Role
from exchange.flows.staff.found import found_anew
from exchange.flows.staff.roster import Member, Roster, look_at_roster

_INDENT = " " * 2
FOUNDED = (
    (
        "{staff}: Das Konto gilt. Niemand hat es bestätigt, und das bleibt vermerkt.\n"
        "Weiter: geleit staff list, geleit staff return, geleit doctor"
    ),
    (
        "{staff}: The account counts. Nobody confirmed it, and that stays on record.\n"
        "Next: geleit staff list, geleit staff return, geleit doctor"
    ),
)


@acting
def list_staff(context: CommandContext, *, as_json: Json = False) -> None:
    """Wer hier ist, mit Rolle, Schulungen, Vertretungen, und was auf wen wartet. / Who is here, and what waits."""
    roster = look_at_roster(by=context.by, hub=context.hub)
    facts = {
        "staff": [_facts(one) for one in roster.members],
        "waiting": [_waits(one) for one in roster.waiting],
    }
    show(facts, as_json=as_json, text="\n".join(_lines(roster)))


@opened
def found(
    context: CommandContext,
    staff: Annotated[str, typer.Argument(help="Kürzel, ein neues / a new staff id", metavar="STAFF")],
    *,
    name: Annotated[str, typer.Option(help="Name / name")],
    role: Annotated[Role, typer.Option(help="Rolle / role")],
    new_passphrase_file: NewFile = None,
    as_json: Json = False,
) -> None:
    """Ein Konto machen, wo keine zwei mehr stehen; es bleibt vermerkt. / An account where fewer than two stand.

    Es genügt die Passphrase der Schlüssel; deshalb schlägt es Alarm, und doctor zeigt es für immer.
    / The vault's passphrase is enough, so it alarms, and doctor shows it for good.
    """
    prompt = Prompt(f"{either('Neue Passphrase', 'New passphrase')}: {staff}", 2)
    secret = new_secret(new_passphrase_file, variable="GELEIT_NEW_PASSPHRASE", prompt=prompt)
    done = found_anew(Founder(id=staff, name=name, role=role, passphrase=secret), hub=context.hub)
    facts = {"staff": done.id, "role": done.role.value, "active": done.active, "founded": True}
    show(facts, as_json=as_json, text=either(*FOUNDED).format(staff=done.id))


def _facts(one: Member) -> dict[str, Any]:
    return {
        "staff": one.id,
        "name": one.name,
        "role": one.role.value,
        "standing": one.standing.value,
        "passphrase_own": one.passphrase_own,
        "trainings": [{"topic": each.topic, "until": show_instant(each.valid_until)} for each in one.trainings],
        "deputy_for": [
            {"staff": each.owner, "from": str(each.days[0]), "to": str(each.days[1])} for each in one.deputy_for
        ],
    }


def _waits(one: Change) -> dict[str, Any]:
    return {
        "staff": one.staff,
        "what": one.subject,
        "kind": one.kind.value,
        "entered_by": one.entered_by,
        "confirmed_by": one.confirmed_by,
        "until": show_instant(one.until),
    }


def _lines(roster: Roster) -> Iterator[str]:
    for one in roster.members:
        yield f"{one.id}: {one.name}"
        yield f"{_INDENT}{word('roles', one.role)}; {word('account-standings', one.standing)}"
        for training in one.trainings:
            topic = word("training-topics", training.topic)
            until = f"{either('bis', 'until')} {last_day(training.valid_until)}"
            yield f"{_INDENT}{either('Schulung', 'Training')}: {topic}, {until}"
        for period in one.deputy_for:
            first, last = period.days
            yield f"{_INDENT}{either('Vertritt', 'Stands in for')}: {period.owner}, {first} – {last}"
        if one.standing is AccountStanding.ACTIVE and not one.passphrase_own:
            yield _INDENT + either("! Passphrase nie selbst gesetzt", "! Passphrase never set by its owner")
    if roster.waiting:
        yield either("Wartet:", "Waiting:")
    for change in roster.waiting:
        on = either("bestätigt", "confirmed") if change.confirmed_by else either("zu bestätigen", "to be confirmed")
        what = word("staff-changes", change.kind)
        yield f"{_INDENT}{change.staff}: {what} ({change.subject}), {on}"
        yield f"{_INDENT * 2}{either('von', 'by')} {change.entered_by}, {_until(change.until)}"


def _until(at: datetime) -> str:
    return f"{either('bis', 'until')} {moment(at)}"
