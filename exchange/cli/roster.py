"""Staff list command: who is here, in which role, trained in what, standing in for whom; what waits for whom."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import schemas
from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import show
from exchange.core.calendar import day_of
from exchange.core.ids import show_instant
from exchange.core.staff.change import Change
from exchange.core.staff.deputy import days_of
from exchange.flows.staff.roster import Member, Roster, Standing, look_at_roster

STANDINGS: Mapping[Standing, str] = MappingProxyType(
    {
        Standing.ACTIVE: "tätig / active",
        Standing.DEACTIVATED: "gegangen / deactivated",
        Standing.TO_CONFIRM: "wartet auf die zweite Person / to be confirmed",
        Standing.TO_ACTIVATE: "wartet auf die Person selbst / to be activated",
    }
)
_INDENT = " " * 2


@acting
def list_staff(context: CommandContext, *, as_json: Json = False) -> None:
    """Wer hier ist, mit Rolle, Schulungen, Vertretungen, und was auf wen wartet. / Who is here, and what waits."""
    roster = look_at_roster(by=context.by, hub=context.hub)
    facts = {
        "staff": [_facts(one) for one in roster.members],
        "waiting": [_waits(one) for one in roster.waiting],
    }
    show(facts, as_json=as_json, text="\n".join(_lines(roster)))


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
    roles = schemas.codes()["roles"]
    for one in roster.members:
        words = roles[one.role.value]
        yield f"{one.id}: {one.name}"
        yield f"{_INDENT}{words['de']} / {words['en']}; {STANDINGS[one.standing]}"
        for training in one.trainings:
            yield f"{_INDENT}Schulung / training: {training.topic}, bis / until {day_of(training.valid_until)}"
        for period in one.deputy_for:
            first, last = days_of(period.valid_from, period.valid_until)
            yield f"{_INDENT}Vertritt / stands in for: {period.owner}, {first} – {last}"
        if one.standing is Standing.ACTIVE and not one.passphrase_own:
            yield f"{_INDENT}! Passphrase nie selbst gesetzt / never set by its owner"
    if roster.waiting:
        yield "Wartet / waiting:"
    for change in roster.waiting:
        on = "bestätigt / confirmed" if change.confirmed_by else "zu bestätigen / to be confirmed"
        yield f"{_INDENT}{change.staff}: {change.subject} ({change.kind.value}), {on}"
        yield f"{_INDENT * 2}von / by {change.entered_by}, bis / until {show_instant(change.until)}"
