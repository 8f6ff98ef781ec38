"""Webhook commands: how partners' webhooks stand, the secret of `v1`, a test call."""

from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from exchange.cli.context import CommandContext, Json, approved, opened
from exchange.cli.output import EXIT_AWAY, say, show, working
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import table
from exchange.cli.terminal.words import NOTHING, labelled, moment, word
from exchange.core.ids import show_instant
from exchange.core.operations.finding import joined
from exchange.flows.partner import webhook as flows
from exchange.flows.partner.webhook import OVERLAP, WebhookView
from exchange.flows.partner.webhook_call import try_webhook
from exchange.operations.webhooks import MEANING
from keys.webhook import show_secret

Entity = Annotated[str, typer.Argument(help="Kennung der Stelle / entity id", metavar="ENTITY")]


@opened
def show_webhooks(
    context: CommandContext,
    entity: Annotated[str, typer.Argument(help="Kennung der Stelle; sonst alle / entity id, else all")] = "",
    *,
    as_json: Json = False,
) -> None:
    """Wie Rückrufe stehen: letzter Erfolg, letzter Fehler, wen man ansprechen soll. / How webhooks stand."""
    found = [flows.view_webhook(entity, hub=context.hub)] if entity else flows.view_webhooks(hub=context.hub)
    rows = [facts_of(one) for one in found]
    if as_json:
        show({"hooks": rows}, as_json=True)
        return
    if not entity:
        columns = ["partner", "health", "succeeded_at", "error", "failing_since", "next_call_at", "waiting"]
        table(either("Rückrufe", "Webhooks"), columns, list(map(_row, found)))
        return
    say(_text(found[0]))


@approved
def renew_secret(
    context: CommandContext,
    entity: Entity,
    *,
    at_once: Annotated[
        bool, typer.Option("--now", help="Das alte gilt ab sofort nicht mehr / the old one ends now, not in 7 days")
    ] = False,
    as_json: Json = False,
) -> None:
    """Das gemeinsame Geheimnis (v1) erneuern; es wird nur dieses eine Mal gezeigt. / Renew the shared secret."""
    overlap = timedelta(0) if at_once else OVERLAP
    secret = flows.renew_secret(entity, overlap=overlap, by=context.by, approve_by=context.second, hub=context.hub)
    facts = {"partner": entity, "secret": show_secret(secret), "old_one_ends_in_days": overlap.days}
    old = either(
        f"Das alte gilt noch {overlap.days} Tage." if overlap else "Das alte gilt nicht mehr.",
        f"The old one holds for {overlap.days} days." if overlap else "The old one holds no more.",
    )
    show(facts, as_json=as_json, text=f"{facts['secret']}\n{either(*_ONCE)}\n{old}")


@opened
def call_now(context: CommandContext, entity: Entity, *, as_json: Json = False) -> None:
    """Den Rückruf jetzt einmal aufrufen (`hook.test`). / Call the webhook once, now."""
    with working(either("Aufrufen", "Calling")):
        failure = try_webhook(entity, adapters=context.opened.adapters, hub=context.hub)
    facts = {"partner": entity, "answered": failure is None, "error": failure.code if failure else None}
    if failure:
        text = either(f"Die Stelle antwortet nicht: {failure.code}", f"The partner does not answer: {failure.code}")
    else:
        text = either("Die Stelle antwortet.", "The partner answers.")
    show(facts, as_json=as_json, text=text)
    if failure:
        raise typer.Exit(EXIT_AWAY)


def facts_of(view: WebhookView) -> dict[str, Any]:
    """All there is to say of one webhook."""
    state = view.state
    return {
        "partner": view.partner.entity,
        "url": view.hook.url,
        "adapter": view.partner.adapter,
        "signatures": [one.value for one in view.hook.signatures],
        "secret_since": _instant(view.secret_since),
        "health": view.health.value,
        "meaning": joined(MEANING[view.health]),
        "succeeded_at": _instant(state.succeeded_at),
        "failed_at": _instant(state.failed_at),
        "error": state.error or None,
        "failures": state.failures,
        "failing_since": _instant(state.failing_since),
        "next_call_at": _instant(state.due_at),
        "waiting": view.waiting,
        "technical_contact": view.hook.technical or None,
        "business_contact": view.hook.business or None,
    }


_ONCE = (
    "Geben Sie es der Stelle auf sicherem Weg; es wird nicht noch einmal gezeigt.",
    "Give it to the partner in a safe way; it is not shown again.",
)


def _text(view: WebhookView) -> str:
    """All there is to say of one webhook, for people."""
    state = view.state
    facts = {
        either("Adresse", "Address"): view.hook.url,
        either("Zustand", "Health"): either(*MEANING[view.health]),
        either("Unterschriften", "Signatures"): ", ".join(view.hook.signatures),
        either("Geheimnis seit", "Secret since"): moment(view.secret_since),
        either("Zuletzt erreicht", "Last reached"): moment(state.succeeded_at),
        either("Zuletzt gescheitert", "Last failed"): moment(state.failed_at),
        either("Fehler", "Error"): state.error,
        either("Fehlversuche", "Failures"): str(state.failures),
        either("Gestört seit", "Failing since"): moment(state.failing_since),
        either("Nächster Aufruf", "Next call"): moment(state.due_at),
        either("Wartend", "Waiting"): str(view.waiting),
        either("Technik", "Technical contact"): view.hook.technical,
        either("Fachlich", "Contact"): view.hook.business,
    }
    return f"{view.partner.entity}\n{labelled(facts, indent='  ')}"


def _row(view: WebhookView) -> list[str]:
    state = view.state
    called = (moment(state.succeeded_at), state.error or NOTHING, moment(state.failing_since), moment(state.due_at))
    return [view.partner.name, word("hook-health", view.health.value), *called, str(view.waiting)]


def _instant(at: datetime | None) -> str | None:
    return show_instant(at) if at else None
