"""Webhook calls: what is owed, one call per partner at a time, and who is notified of failures.

The call itself goes out between two transactions. Nothing here touches a delivery: the mailbox is the base.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.contract import Adapter, CallsWebhooks, Refused, Unavailable, WebhookCall
from exchange.core.delivery.messages import OutboxMessage
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.partner.partner import PartnerStatus
from exchange.core.partner.webhook import (
    NEEDS_PEOPLE,
    Failure,
    Health,
    Signature,
    Webhook,
    WebhookSecret,
    WebhookState,
    failed,
    health,
    owing,
    revived,
    settled,
    succeeded,
)
from exchange.flows.partner.webhook import WebhookUnknown
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.errors import KeysError
from keys.webhook import sign_v1, sign_v1a, signers

LEASE = timedelta(seconds=60)
"""Longer than the 20 s a call may take (`adapters.contract`)."""
WAITING, TEST = "sets.available", "hook.test"
PAGE = 200
_TOKEN_BYTES = 16
_CHANCE_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """All that one call needs."""

    hook: Webhook
    secret: WebhookSecret | None
    adapter: CallsWebhooks


def schedule_call(tx: Tx, outgoing: OutboxMessage, *, at: datetime) -> None:
    """Note that a partner's webhook is to be called about something that lies in its mailbox now."""
    state = tx.webhooks.lock(outgoing.partner)
    if state is not None:
        tx.webhooks.put(owing(state, outgoing.jti, at=at))


def lease_calls(*, hub: Hub, limit: int) -> Sequence[WebhookState]:
    """Claim webhooks that are to be called now, for a minute."""
    at = hub.clock.now()
    # As with the outbox: an idle look must cost nobody anything.
    with hub.store.reading() as tx:
        if not tx.webhooks.due(at):
            return ()
    token = hub.entropy.bytes(_TOKEN_BYTES).hex()
    with hub.store.shared() as tx:
        due = tx.webhooks.claim(at, limit=limit)
        leased = tuple(replace(one, due_at=at + LEASE, lease_token=token) for one in due)
        for one in leased:
            tx.webhooks.put(one)
    return leased


def call_webhook(lease: WebhookState, *, adapters: Mapping[str, Adapter], hub: Hub) -> WebhookState | None:
    """Make one call and keep what came of it. None if the lease was lost, or the webhook has changed meanwhile.

    Nobody is called about an empty mailbox: the partner was faster.
    """
    at = hub.clock.now()
    way = _way(lease.partner, adapters=adapters, hub=hub)
    if way is None or not _waits(lease.partner, hub=hub):
        return _keep(lease, lambda state: settled(state, lease.owed, at=at), hub=hub)
    failure = _attempt(way, _call_of(way, lease.owed, since=lease.owed_since or at, at=at, hub=hub))
    after = hub.clock.now()
    if failure is None:
        return _keep(lease, lambda state: succeeded(state, lease.owed, at=after), hub=hub)
    chance = int.from_bytes(hub.entropy.bytes(_CHANCE_BYTES), "big") / 2 ** (8 * _CHANCE_BYTES)
    return _keep(lease, lambda state: failed(state, failure, at=after, chance=chance), hub=hub)


def try_webhook(entity: str, *, adapters: Mapping[str, Adapter], hub: Hub) -> Failure | None:
    """Call a webhook with a test, now; how it failed, if it did. A success ends every failure before.

    Raises:
        WebhookUnknown: there is nothing to call, or its adapter does not call webhooks.
    """
    at = hub.clock.now()
    way = _way(entity, adapters=adapters, hub=hub)
    if way is None:
        raise WebhookUnknown(entity)
    jti = uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES))
    failure = _attempt(way, replace(_call_of(way, jti, since=at, at=at, hub=hub), type=TEST))
    after = hub.clock.now()
    with hub.store.shared() as tx:
        state = tx.webhooks.lock(entity)
        if state is not None and failure is None:
            tx.webhooks.put(revived(state, at=after))
    return failure


def failing_webhooks(*, hub: Hub) -> Sequence[tuple[str, Health]]:
    """Find webhooks that people have to be notified of and have not been yet: entity id and how each stands.

    Each is named once per stage, by one of any number of processes.
    """
    at = hub.clock.now()
    with hub.store.reading() as tx:
        states = _every(lambda after: tx.webhooks.page(after=after, limit=PAGE))
    found = []
    for one in states:
        if _news(one, at=at):
            found += _newly_failing(one.partner, at=at, hub=hub)
    return found


def _news(state: WebhookState, *, at: datetime) -> bool:
    now = health(state, at=at)
    return now in NEEDS_PEOPLE and now is not state.notified


def _newly_failing(partner: str, *, at: datetime, hub: Hub) -> list[tuple[str, Health]]:
    with hub.store.shared() as tx:
        state = tx.webhooks.lock(partner)
        if state is None or not _news(state, at=at):
            return []
        now = health(state, at=at)
        tx.webhooks.put(replace(state, notified=now))
        return [(partner, now)]


def _every(page: Callable[[str], Sequence[WebhookState]]) -> Sequence[WebhookState]:
    states: list[WebhookState] = []
    after = ""
    while found := page(after):
        states += found
        after = found[-1].partner
    return states


def _way(entity: str, *, adapters: Mapping[str, Adapter], hub: Hub) -> _Way | None:
    with hub.store.reading() as tx:
        partner = tx.partners.get(entity)
        secret = tx.webhooks.secret(entity) if partner and partner.hook else None
    if partner is None or partner.hook is None or partner.standing is not PartnerStatus.ACTIVE:
        return None
    adapter = adapters.get(partner.adapter)
    return _Way(hook=partner.hook, secret=secret, adapter=adapter) if isinstance(adapter, CallsWebhooks) else None


def _waits(entity: str, *, hub: Hub) -> bool:
    with hub.store.reading() as tx:
        return tx.outbox.waiting(entity, at=hub.clock.now()) > 0


def _call_of(way: _Way, jti: str, *, since: datetime, at: datetime, hub: Hub) -> WebhookCall:
    def sign(signed: bytes) -> str:
        return " ".join(_signatures(signed, way, hub=hub, at=at))

    return WebhookCall(id=jti, type=WAITING, hub=hub.origin, url=way.hook.url, since=since, at=at, sign=sign)


def _signatures(signed: bytes, way: _Way, *, hub: Hub, at: datetime) -> list[str]:
    made = []
    if Signature.V1A in way.hook.signatures:
        made += [sign_v1a(signed, key) for key in signers(hub.ring, at)]
    if Signature.V1 in way.hook.signatures and way.secret is not None:
        made += [sign_v1(signed, secret) for secret in way.secret.valid(at)]
    return made


def _attempt(way: _Way, call: WebhookCall) -> Failure | None:
    if way.secret is None and Signature.V1A not in way.hook.signatures:
        return Failure(code="no-secret", final=True)
    try:
        way.adapter.call(call)
    except KeysError as error:
        return Failure(code=f"key-{error.code}", final=True)
    except Unavailable as error:
        return Failure(code=error.reason, retry_after=timedelta(seconds=error.retry_after))
    except Refused as error:
        return Failure(code=error.code, final=True)
    return None


def _keep(lease: WebhookState, change: Callable[[WebhookState], WebhookState], *, hub: Hub) -> WebhookState | None:
    with hub.store.shared() as tx:
        state = tx.webhooks.lock(lease.partner)
        if state is None or state.lease_token != lease.lease_token:
            return None
        state = change(state)
        tx.webhooks.put(state)
        return state
