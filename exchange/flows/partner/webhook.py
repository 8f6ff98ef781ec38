"""Webhook registration: joins and changes with the partner's document; its secret is renewed; how it stands is seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from adapters.contract import Adapter, CallsWebhooks, Refused, Unavailable
from exchange.core.errors import NotFound, Refusal
from exchange.core.evidence.entry import EntryType
from exchange.core.partner.partner import Partner
from exchange.core.partner.webhook import Health, Signature, Webhook, WebhookSecret, WebhookState, health
from exchange.flows.append_entry import append_entry
from exchange.flows.partner.known import partner_unknown
from exchange.flows.staff.authenticate import (
    APPROVERS,
    OPERATORS,
    Credentials,
    InPerson,
    authenticate,
    authenticate_second,
    authorize,
    authorize_second,
)
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.webhook import new_secret

OVERLAP = timedelta(days=7)
"""How long the secret before the present one signs as well."""
PAGE = 200


class WebhookRefused(Refusal):
    """This webhook's address may not be called."""

    code = "SENDER_HOOK_REFUSED"
    de = "Diese Rückruf-Adresse darf nicht aufgerufen werden."
    fix_de = (
        "Sie muss https sein, einen auflösbaren Namen haben und im Internet liegen; eigene Netze öffnet der Betrieb."
    )
    fix_en = "It must be https, and its name must lead to public addresses; the operator opens networks of its own."


class WebhookUnknown(NotFound):
    """This partner has no such webhook."""

    code = "SENDER_HOOK_UNKNOWN"
    de = "Für diese Stelle ist kein solcher Rückruf eingerichtet."
    fix_de = (
        "Der Rückruf steht im Dokument der Stelle (`hook`); nehmen Sie es mit einem Adapter auf, der Rückrufe macht."
    )
    fix_en = "The hook stands in the partner's document (`hook`); enrol it with an adapter that calls hooks."


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookView:
    """How a partner's webhook stands now. `waiting` counts what lies in the mailbox; `secret_since` is of `v1`."""

    partner: Partner
    hook: Webhook
    state: WebhookState
    health: Health
    waiting: int
    secret_since: datetime | None


def read_webhook(document: Mapping[str, Any]) -> Webhook | None:
    """Read what a schema-valid partner document says of its webhook."""
    read = document.get("hook")
    if read is None:
        return None
    contact = document.get("contact", {})
    return Webhook(
        url=read["url"],
        signatures=tuple(Signature(one) for one in read.get("signatures", [Signature.V1A])),
        technical=read.get("technical_email", contact.get("email", "")),
        business=contact.get("email", ""),
    )


def usual_way(hook: Webhook | None, adapters: Mapping[str, Adapter]) -> str:
    """Name the adapter a partner gets where nobody chose one: one that calls webhooks, for those who have a webhook."""
    calling = [name for name, adapter in adapters.items() if isinstance(adapter, CallsWebhooks)]
    return calling[0] if hook and calling else "mailbox"


def check_webhook(hook: Webhook | None, adapter: Adapter | None) -> None:
    """Refuse a webhook that may not be called. It is asked again at every call, for names can move.

    Raises:
        WebhookRefused: `detail` says why.
    """
    if hook is None or not isinstance(adapter, CallsWebhooks):
        return
    try:
        adapter.check(hook.url)
    except Refused as error:
        raise WebhookRefused(error.code, pointer="/hook/url") from error
    except Unavailable as error:
        raise WebhookRefused(error.reason, pointer="/hook/url") from error


def put_webhook(tx: Tx, partner: Partner, *, before: Partner | None, at: datetime) -> None:
    """Keep a webhook with its partner. Another address begins anew, with what is still to be announced."""
    state = tx.webhooks.lock(partner.entity)
    old = before.hook if before else None
    if partner.hook is None:
        if state is not None:
            tx.webhooks.put(WebhookState(partner=partner.entity))
        return
    if state is None or old is None or old.url != partner.hook.url:
        owed, since = (state.owed, state.owed_since) if state else ("", None)
        fresh = WebhookState(partner=partner.entity, owed=owed, owed_since=since, due_at=at if owed else None)
        tx.webhooks.put(fresh)


def renew_secret(entity: str, *, overlap: timedelta, by: InPerson, approve_by: Credentials | None, hub: Hub) -> bytes:
    """Make a new secret for `v1` and return it; it is shown this once. The old one signs as well for `overlap`.

    Raises:
        PartnerUnknown: there is no such partner.
        WebhookUnknown: it has no webhook, or does not check `v1`.
        WrongPassphrase, Forbidden, FourEyes: two people renew secrets.
    """
    at = hub.clock.now()
    known, other = authenticate(by, hub=hub, fresh=True), authenticate_second(approve_by, hub=hub)
    secret = new_secret()
    with hub.store.transaction() as tx:
        first = authorize(known, tx=tx, roles=OPERATORS)
        second = authorize_second(other, tx=tx, first=first.id, roles=APPROVERS | OPERATORS)
        partner = tx.partners.get(entity)
        if partner is None:
            raise partner_unknown(tx, entity)
        if partner.hook is None or Signature.V1 not in partner.hook.signatures:
            raise WebhookUnknown(f"{entity}: v1")
        before, state = tx.webhooks.secret(entity), tx.webhooks.lock(entity)
        renewed = WebhookSecret(secret=secret, since=at)
        if before is not None and overlap:
            renewed = replace(renewed, previous=before.secret, previous_until=at + overlap)
        tx.webhooks.put_secret(entity, renewed)
        if before is None and state is not None and state.owed and state.lease_token is None:
            tx.webhooks.put(replace(state, not_before=None, due_at=at))
        record = {"partner": entity, "purpose": "webhook-v1", "by": first.id, "approved_by": second.id}
        append_entry(tx, EntryType.KEY_CHANGED, record, hub=hub, at=at)
    return secret


def view_webhook(entity: str, *, hub: Hub) -> WebhookView:
    """How one webhook stands.

    Raises:
        PartnerUnknown, WebhookUnknown: there is none.
    """
    with hub.store.reading() as tx:
        if tx.partners.get(entity) is None:
            raise partner_unknown(tx, entity)
        found = _view(tx, entity, at=hub.clock.now())
    if found is None:
        raise WebhookUnknown(entity)
    return found


def view_webhooks(*, hub: Hub) -> Sequence[WebhookView]:
    """How every webhook stands, in order of entity id."""
    at, after = hub.clock.now(), ""
    found: list[WebhookView] = []
    with hub.store.reading() as tx:
        while states := tx.webhooks.page(after=after, limit=PAGE):
            found += filter(None, (_view(tx, state.partner, at=at) for state in states))
            after = states[-1].partner
    return found


def _view(tx: Tx, entity: str, *, at: datetime) -> WebhookView | None:
    partner, state = tx.partners.get(entity), tx.webhooks.get(entity)
    if partner is None or partner.hook is None or state is None:
        return None
    secret = tx.webhooks.secret(entity)
    return WebhookView(
        partner=partner,
        hook=partner.hook,
        state=state,
        health=health(state, at=at),
        waiting=tx.outbox.waiting(entity, at=at),
        secret_since=secret.since if secret else None,
    )
