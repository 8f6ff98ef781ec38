"""Four-eyes approval: a second person looks at a draft and approves it, before whoever sends it does."""

import json
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import EXIT_REFUSED, say, show
from exchange.cli.terminal.leaving import facts_of, text_of
from exchange.flows.sending.approve import ToApprove, approve, to_approve


@acting
def approve_draft(
    context: CommandContext,
    referral: Annotated[
        str, typer.Argument(help="Nummer oder Kennung der Überleitung / the referral's code or id", metavar="REFERRAL")
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage, für Skripte / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Einen Entwurf ansehen und ihm als zweite Person zustimmen. / Look at a draft and approve it."""
    what = to_approve(referral, by=context.by, hub=context.hub)
    facts = _facts(what)
    if not as_json:
        say(json.dumps(facts, ensure_ascii=False, indent=2))
        say(text_of(what.preview))
    if not yes and not typer.confirm("Zustimmen? / approve?", err=True):
        raise typer.Exit(EXIT_REFUSED)
    done = approve(what, by=context.by, hub=context.hub)
    show({"referral": done.id, "approved_by": done.approved_by} | (facts if as_json else {}), as_json=as_json)


def _facts(what: ToApprove) -> dict[str, Any]:
    referral, draft = what.referral, what.draft
    return {
        "partner": referral.partner,
        "service_line": referral.service_line,
        "purpose": referral.purpose.value,
        "consent": referral.consent or referral.power,
        "reason": draft.reason,
        "justification": draft.justification,
        "data": draft.data,
        "attachments": [f"{one.name} ({one.category.value})" for one in draft.attachments],
        "packet": facts_of(what.preview),
    }
