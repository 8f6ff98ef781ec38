"""Plan commands: begin a plan with a person, add to it, look it over, close it, look at it."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import Command, CommandContext, Json, Options, acting, acting_on
from exchange.cli.output import show
from exchange.cli.people.persons import Named
from exchange.cli.plan import entries
from exchange.cli.plan.entries import Entry
from exchange.cli.plan.wording import plan_lines
from exchange.cli.terminal.findings import ConfirmFinding, Looked, confirming, settling
from exchange.cli.terminal.language import either, tongue
from exchange.core.plan.correct import PlanEntry
from exchange.core.plan.icalendar import calendar
from exchange.core.plan.plan import PlanClosing, SupportPlan
from exchange.flows.plan import carry_on, write
from exchange.flows.plan import correct as correcting
from exchange.flows.plan.look import look_at_plan
from exchange.queries.plans import plan_facts
from keys.durable import replace
from keys.strictjson import dumps

File = Annotated[
    Path,
    typer.Argument(
        help="JSON, siehe / see: geleit schema example support-plan", metavar="FILE", exists=True, dir_okay=False
    ),
]
Right = Annotated[
    list[str] | None,
    typer.Option("--with", help="text=…, on=TAG, at=TAG+UHRZEIT / text=…, on=DAY, at=INSTANT", metavar="MEMBER=VALUE"),
]
Calendar = Annotated[
    Path | None, typer.Option("--ics", help="Termine als Kalenderdatei / appointments as iCalendar", dir_okay=False)
]


@acting
def new(
    context: CommandContext,
    reference: Named,
    file: File,
    *,
    confirm_finding: ConfirmFinding = None,
    as_json: Json = False,
) -> None:
    """Einen Plan mit einer Person eigener Fälle beginnen. / Begin a plan with a person of one's own cases."""
    document = file.read_bytes()
    done = settling(
        lambda looked: write.open_plan(reference, confirming(document, looked), by=context.by, hub=context.hub),
        confirm_finding,
        as_json=as_json,
    )
    _show(done, as_json=as_json)


def goal(entry: Entry, reference: Named, *, as_json: Json = False) -> None:
    """Ein Ziel hinzufügen. / Add a goal."""
    _show(_added(entry, reference, as_json=as_json), as_json=as_json)


def step(entry: Entry, reference: Named, *, as_json: Json = False) -> None:
    """Einen Schritt hinzufügen, mit wem und bis wann; oder: erledigt. / Add a step, who and until; or: done."""
    if entry.done:
        done = carry_on.finish_step(reference, entry.done, by=entry.context.by, hub=entry.context.hub)
    else:
        done = _added(entry, reference, as_json=as_json)
    _show(done, as_json=as_json)


def follow_up(entry: Entry, reference: Named, *, as_json: Json = False) -> None:
    """Verabreden, wann man wieder spricht; oder: erledigt. / Agree when to talk again; or: done."""
    if entry.done:
        done = carry_on.finish_follow_up(reference, entry.done, by=entry.context.by, hub=entry.context.hub)
    else:
        done = _added(entry, reference, as_json=as_json)
    _show(done, as_json=as_json)


def accompany(entry: Entry, reference: Named, *, as_json: Json = False) -> None:
    """Einen Termin eintragen, zu dem jemand mitgeht. / Note an appointment somebody goes along to."""
    _show(_added(entry, reference, as_json=as_json), as_json=as_json)


@acting
def review(context: CommandContext, reference: Named, *, as_json: Json = False) -> None:
    """Der Plan wurde heute gemeinsam besprochen; in sechs Monaten wieder. / Looked over together today."""
    _show(carry_on.review_plan(reference, by=context.by, hub=context.hub), as_json=as_json)


@acting
def close(
    context: CommandContext,
    reference: Named,
    *,
    why: Annotated[PlanClosing, typer.Option(help="Warum / why")],
    as_json: Json = False,
) -> None:
    """Den Plan schließen; er bleibt lesbar. / Close the plan; it stays to be read."""
    _show(carry_on.close_plan(reference, why, by=context.by, hub=context.hub), as_json=as_json)


@acting
def correct(
    context: CommandContext,
    reference: Named,
    entry: Annotated[PlanEntry, typer.Argument(help="Was / what")],
    number: Annotated[int, typer.Argument(help="Seine Nummer / its number", metavar="NUMBER")],
    *,
    right: Right = None,
    confirm_finding: ConfirmFinding = None,
    as_json: Json = False,
) -> None:
    """Einen Eintrag berichtigen; was vorher dort stand, bleibt lesbar. / Put an entry right; what stood there stays.

    Was dort stehen soll: text=…, on=2027-01-31 (Schritt, Gespräch), at=2027-01-31T10:00 (Termin). / What is to stand
    there: text=…, on=2027-01-31 (step, follow-up), at=2027-01-31T10:00 (appointment).
    """
    what = entries.correcting(entry, number, right or ())
    done = settling(
        lambda looked: correcting.correct_plan(
            reference,
            what,
            by=context.by,
            hub=context.hub,
            said={(one["kind"], one["pointer"]) for one in looked},
        ),
        confirm_finding,
        as_json=as_json,
    )
    _show(done, as_json=as_json)


@acting
def show_plan(context: CommandContext, reference: Named, *, ics: Calendar = None, as_json: Json = False) -> None:
    """Den Plan einer Person ansehen; der Blick steht im Protokoll. / Look at a person's plan; the look is on record."""
    view = look_at_plan(reference, by=context.by, hub=context.hub)
    if ics is not None:
        made = [one for plan in view.plans for one in plan.appointments]
        host = context.hub.origin.partition("://")[2]
        replace(ics, calendar(made, names=view.names, host=host, language=tongue()))
    facts = {
        "person": view.person.id,
        "reference": view.person.reference,
        "plans": [plan_facts(one) for one in view.plans],
        "referrals": {step: list(codes) for step, codes in view.referrals.items()},
    }
    lines = [line for one in view.plans for line in plan_lines(one, names=view.names, referrals=view.referrals)]
    written = [either(f"Kalender: {ics}", f"Calendar: {ics}")] if ics else []
    show(facts, as_json=as_json, text="\n".join([view.person.reference, *lines, *written]))


def _added(entry: Entry, reference: str, *, as_json: bool) -> SupportPlan:
    def added(looked: Looked) -> SupportPlan:
        document = confirming(dumps(entry.document), looked)
        return write.add_to_plan(reference, document, by=entry.context.by, hub=entry.context.hub)

    return settling(added, entry.said, as_json=as_json)


def _show(plan: SupportPlan, *, as_json: bool) -> None:
    show(plan_facts(plan), as_json=as_json, text="\n".join(plan_lines(plan)))


_ADDING: tuple[tuple[str, Command, Options, entries.Gather], ...] = (
    ("goal", goal, entries.GOAL, entries.goal_entry),
    ("step", step, entries.STEP, entries.step_entry),
    ("follow-up", follow_up, entries.FOLLOW_UP, entries.follow_up_entry),
    ("accompany", accompany, entries.APPOINTMENT, entries.appointment_entry),
)
COMMANDS: dict[str, Command] = {
    "new": new,
    **{name: acting_on(command, more, gather=gather) for name, command, more, gather in _ADDING},
    "review": review,
    "close": close,
    "correct": correct,
    "show": show_plan,
}
"""Every command of the group, by its name."""
