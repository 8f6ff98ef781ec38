"""Consent commands: record it, withdraw it."""

from pathlib import Path
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting, approved
from exchange.cli.output import show
from exchange.flows.consent import withdraw as flows
from exchange.flows.consent.record import record_consent


@approved
def record(
    context: CommandContext,
    file: Annotated[Path, typer.Argument(help="JSON, siehe / see: geleit schema example consent", exists=True)],
    *,
    as_json: Json = False,
) -> None:
    """Eine Einwilligung erfassen, wie sie erteilt, abgelehnt oder verschoben wurde. / Record a consent."""
    consent = record_consent(
        file.read_bytes(),
        by=context.by,
        approve_by=context.second,
        hub=context.hub,
    )
    facts = {"consent": consent.id, "status": consent.status.value, "clauses": [one.id for one in consent.clauses]}
    show(facts, as_json=as_json)


@acting
def withdraw(
    context: CommandContext,
    consent: Annotated[str, typer.Argument(help="Kennung der Einwilligung / consent id", metavar="CONSENT")],
    *,
    recipient: Annotated[str | None, typer.Option(help="Nur für diese Stelle / for this partner only")] = None,
    as_json: Json = False,
) -> None:
    """Einen Widerruf eintragen; er gilt sofort. / Record a withdrawal; it takes effect at once."""
    done = flows.withdraw(consent, recipient=recipient, by=context.by, hub=context.hub)
    facts = {
        "consent": done.consent.id,
        "status": done.consent.status.value,
        "ended": [
            {"referral": one.id, "state": one.state.value, "delivery": one.delivery.value if one.delivery else None}
            for one in done.ended
        ],
    }
    show(facts, as_json=as_json)
