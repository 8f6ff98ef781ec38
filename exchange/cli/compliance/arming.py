"""Arming commands: a rule stops what it cannot check, or only warns again, or something is put up with for a while."""

from datetime import date
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, approved
from exchange.cli.output import show, working
from exchange.cli.terminal.language import either
from exchange.cli.terminal.usage import NotConfirmedHere, unfit_value
from exchange.cli.terminal.words import day, last_day
from exchange.core.compliance.fact import Fact, FactUnfit
from exchange.core.ids import show_instant
from exchange.core.staff.deputy import DaysUnfit, read_day
from exchange.core.text.forms import DAY
from exchange.flows.compliance.review import rule_named
from exchange.flows.register import arm as flows

Rule = Annotated[str, typer.Argument(help="Regel, z. B. RE-01 / rule", metavar="RULE")]
Why = Annotated[str, typer.Option("--reason", help="Grund, ohne Namen / reason, without names", metavar="TEXT")]
Yes = Annotated[bool, typer.Option("--yes", help="Nicht nachfragen / do not ask")]


@approved
def arm(
    context: CommandContext,
    rule: Rule,
    *,
    advised_on: Annotated[
        str,
        typer.Option("--advised-on", help="Tag des Rats des Datenschutzes / day of the DPO's advice", metavar="DAY"),
    ],
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Eine Regel scharf stellen, zu zweit, nach dem Rat des Datenschutzes: Sie hält an. / Arm a rule: it stops.

    Vorher sagt der Befehl, was sie in 90 Tagen angehalten hätte. / First it says what it would have stopped.
    """
    advised = _day(advised_on, "--advised-on")
    with working(either("Nachsehen, was sie angehalten hätte", "Looking what it would have stopped")):
        ahead = flows.look_ahead(rule, by=context.by, hub=context.hub)
    if not as_json:
        typer.echo(_ahead(rule, ahead), err=True)
    if not yes and not typer.confirm(either("Scharf stellen?", "Arm it?"), err=True):
        raise NotConfirmedHere
    done = flows.arm(rule, advised_on=advised, by=context.by, approve_by=context.second, hub=context.hub)
    facts = {**_facts(done), "stopped": ahead.stopped, "looked_at": ahead.looked_at}
    text = either(f"{rule} ist scharf seit {day(done.valid_from)}.", f"{rule} is armed since {day(done.valid_from)}.")
    show(facts, as_json=as_json, text=text)


@approved
def disarm(context: CommandContext, rule: Rule, *, reason: Why, as_json: Json = False) -> None:
    """Eine Regel nicht mehr anhalten lassen, zu zweit: Sie steht weiter im Bericht. / Disarm a rule: it only warns."""
    done = flows.disarm(rule, reason=reason, by=context.by, approve_by=context.second, hub=context.hub)
    show(_facts(done), as_json=as_json, text=either(f"{rule} ist nicht mehr scharf.", f"{rule} is not armed any more."))


@approved
def waive(
    context: CommandContext,
    rule: Rule,
    subject: Annotated[
        str, typer.Argument(help="Kennung, wie `compliance check` sie nennt / id as the review names it")
    ],
    *,
    reason: Why,
    until: Annotated[str, typer.Option("--until", help="Letzter Tag, höchstens 90 / last day", metavar="DAY")],
    as_json: Json = False,
) -> None:
    """Ein Ergebnis hinnehmen, zu zweit und befristet; es bleibt, was es ist. / Put up with a result for a while."""
    last, by, other = _day(until, "--until"), context.by, context.second
    try:
        done = flows.waive(rule, subject, reason=reason, until=last, by=by, approve_by=other, hub=context.hub)
    except FactUnfit as error:
        raise unfit_value("--until", form=error.form) from error
    ends = last_day(done.valid_until)
    text = either(f"{rule}, {subject}: Ausnahme bis {ends}.", f"{rule}, {subject}: waived until {ends}.")
    show(_facts(done), as_json=as_json, text=text)


def _ahead(rule: str, ahead: flows.WouldStop) -> str:
    title = either(*rule_named(rule).title)
    return either(
        f"{rule} ({title}) hätte in den letzten 90 Tagen {ahead.stopped} von {ahead.looked_at} Vorgängen angehalten.",
        f"{rule} ({title}) would have stopped {ahead.stopped} of {ahead.looked_at} exchanges in the last 90 days.",
    )


def _facts(fact: Fact) -> dict[str, Any]:
    return {
        "rule": fact.subject,
        "fact": fact.id,
        "from": show_instant(fact.valid_from),
        "until": show_instant(fact.valid_until) if fact.valid_until else None,
        "by": fact.entered_by,
        "approved_by": fact.approved_by,
    }


def _day(text: str, option: str) -> date:
    try:
        return read_day(text)
    except DaysUnfit as error:
        raise unfit_value(option, form=DAY) from error
