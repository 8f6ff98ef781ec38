"""Four-eyes approval: a second person looks at a draft and approves it, before whoever sends it does."""

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, acting
from exchange.cli.output import EXIT_REFUSED, say, show
from exchange.cli.terminal.language import either
from exchange.cli.terminal.leaving import facts_of, text_of
from exchange.cli.terminal.words import labelled, places, word
from exchange.cli.text import name_of
from exchange.flows.sending.approving.approve import ToApprove, approve, to_approve
from exchange.flows.sending.approving.ask import ask_approval, who_may_approve
from exchange.flows.sending.approving.give_back import give_back
from exchange.queries.directory import names_of

Which = Annotated[
    str, typer.Argument(help="Nummer oder Kennung der Überleitung / the referral's code or id", metavar="REFERRAL")
]


@acting
def approve_draft(
    context: CommandContext,
    referral: Which,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Ohne Rückfrage, für Skripte / do not ask")] = False,
    as_json: Json = False,
) -> None:
    """Einen Entwurf ansehen und ihm als zweite Person zustimmen. / Look at a draft and approve it."""
    what = to_approve(referral, by=context.by, hub=context.hub)
    facts = _facts(what)
    if not as_json:
        say(_text(what, partner=names_of([what.referral.partner], hub=context.hub)))
    if not yes and not typer.confirm(either("Zustimmen?", "Approve?"), err=True):
        raise typer.Exit(EXIT_REFUSED)
    done = approve(what, by=context.by, hub=context.hub)
    approved = {"referral": done.id, "approved_by": done.approved_by} | facts
    code, by = name_of(done), done.approved_by
    show(approved, as_json=as_json, text=either(f"{code}: {by} hat zugestimmt.", f"{code}: {by} has approved."))


@acting
def give_draft_back(
    context: CommandContext,
    referral: Which,
    *,
    said: Annotated[str, typer.Option("--word", help="Was anders werden soll / what is to be changed", metavar="TEXT")],
    as_json: Json = False,
) -> None:
    """Einem Entwurf als zweite Person nicht zustimmen und sagen, was fehlt. / Give a draft back, saying why.

    Das liest, wer ihn schreibt; es geht nie hinaus. / Who writes it reads that; it never leaves.
    """
    what = to_approve(referral, by=context.by, hub=context.hub)
    done = give_back(what, said, by=context.by, hub=context.hub)
    code = name_of(done)
    text = either(f"{code} ist zurückgegeben.", f"{code} is given back.")
    show({"referral": done.id, "code": done.code}, as_json=as_json, text=text)


@acting
def ask(
    context: CommandContext,
    referral: Which,
    *,
    of: Annotated[
        str, typer.Option("--of", help="Wen; leer: wer gefragt werden kann / whom; empty: who can be", metavar="STAFF")
    ] = "",
    as_json: Json = False,
) -> None:
    """Jemanden um den zweiten Blick auf einen Entwurf bitten. / Ask a colleague for the second look at a draft."""
    if not of:
        able = who_may_approve(referral, by=context.by, hub=context.hub)
        nobody = either("Gerade kann niemand zustimmen.", "Nobody can approve it at present.")
        text = "\n".join(f"{one.id} · {one.name}" for one in able) or nobody
        show({"able": [one.id for one in able]}, as_json=as_json, text=text)
        return
    done = ask_approval(referral, of=of, by=context.by, hub=context.hub)
    code = name_of(done)
    text = either(f"{code}: {of} ist um Zustimmung gebeten.", f"{code}: {of} is asked for approval.")
    show({"referral": done.id, "code": done.code, "asked": of}, as_json=as_json, text=text)


def _text(what: ToApprove, *, partner: Mapping[str, str]) -> str:
    """What somebody reads before they approve: to whom it goes and why, what is in it, what leaves."""
    referral, draft = what.referral, what.draft
    basis = referral.consent or word("statutory-powers", referral.power)
    head = {
        either("Stelle", "Partner"): partner.get(referral.partner, referral.partner),
        either("Angebot", "Service"): referral.service_line,
        either("Zweck", "Purpose"): word("purposes", referral.purpose),
        either("Aufgrund von", "Based on"): basis,
        either("Anlass", "Reason"): draft.reason,
        either("Begründung", "Justification"): draft.justification,
    }
    files = [f"  {one.name} ({word('categories', one.category)})" for one in draft.attachments]
    return "\n".join(
        [
            labelled(head),
            either("Inhalt:", "Content:"),
            *(f"  {line}" for line in places(draft.data)),
            *([either("Dateien:", "Files:"), *files] if files else []),
            text_of(what.preview),
        ]
    )


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
