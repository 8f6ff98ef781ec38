"""Break-glass commands: look at a case in an emergency, review that, and note who was told."""

from collections.abc import Sequence
from typing import Annotated

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import show
from exchange.cli.referrals import Referral
from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import moment
from exchange.cli.text import text_of
from exchange.core.compliance.break_glass import ToldAfterwards
from exchange.core.compliance.fact import Fact
from exchange.core.ids import read_instant
from exchange.core.said import Said
from exchange.flows.casework import break_glass as glass
from exchange.queries.facts import said
from exchange.queries.referrals import view

_NEXT = Said(
    "Der Blick steht im Protokoll. Die Person erfährt davon, und binnen 24 Stunden prüft ihn eine zweite Person: "
    "geleit break-glass confirm.",
    "The look is on record. The person is told of it, and within 24 hours a second person reviews it: "
    "geleit break-glass confirm.",
)


@acting
def look(
    context: CommandContext,
    referral: Referral,
    *,
    reason: Annotated[str, typer.Option(help="Warum, ohne Namen und Diagnosen / why, without names and diagnoses")],
    as_json: Json = False,
) -> None:
    """Im Notfall einen fremden Fall ansehen; nur ansehen, und es wird geprüft. / Look at somebody else's case."""
    found = view(glass.break_glass(referral, reason=reason, by=context.by, hub=context.hub), hub=context.hub)
    text = "\n".join([text_of(found, hub=context.hub), either(*_NEXT)])
    show(said(found, hub=context.hub), as_json=as_json, text=text)


@acting
def confirm(context: CommandContext, referral: Referral, *, as_json: Json = False) -> None:
    """Als zweite Person prüfen, wer im Notfall hineinsah, und warum. / Review who looked in an emergency, and why."""
    _show(glass.review_glass(referral, by=context.by, hub=context.hub), as_json=as_json)


@acting
def told(
    context: CommandContext,
    referral: Referral,
    *,
    whom: Annotated[ToldAfterwards, typer.Option(help="Wer davon erfuhr / who was told")],
    as_json: Json = False,
) -> None:
    """Eintragen, dass die Person oder der Datenschutz davon erfuhr. / Note that the person or the DPO was told."""
    _show(glass.note_told(referral, whom=whom, by=context.by, hub=context.hub), as_json=as_json)


def _show(done: Sequence[Fact], *, as_json: bool) -> None:
    lines = [
        f"{moment(read_instant(one.document['at']))} {one.document['by']}: {one.document['reason']}" for one in done
    ]
    head = either("Eingetragen:", "Entered:")
    show({"looks": [dict(one.document) for one in done]}, as_json=as_json, text="\n".join([head, *lines]))
