"""One delivery attempt: the worker leases what is due, an adapter carries it, the receipt becomes the next state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.contract import Adapter, Offered, Parcel, Receipt, Refused, Unavailable
from exchange.core.letters import Lease, Outgoing
from exchange.core.matter import StoredPacket
from exchange.core.partner import Partner, Standing
from exchange.core.retry import next_try
from exchange.core.vocabulary import Delivery
from exchange.flows.hint import owe
from exchange.flows.pickup import may_leave, record_left
from exchange.flows.stop import set_delivery
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

LEASE = timedelta(seconds=60)
TOKEN_BYTES = 16
BATCH = 20
_CHANCE_BYTES = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: what, and where its delivery stands now."""

    jti: str
    partner: str
    state: Delivery


def lease_due(*, hub: Hub, limit: int = BATCH) -> Sequence[Lease]:
    """Claim what is due, for a minute. Another worker leaves it alone until then."""
    at = hub.clock.now()
    # An idle worker looks often; only what it finds is worth everybody else's waiting.
    with hub.store.reading() as tx:
        if not tx.outbox.due(at):
            return ()
    token = hub.entropy.bytes(TOKEN_BYTES).hex()
    with hub.store.transaction() as tx:
        return tx.outbox.lease(at=at, until=at + LEASE, limit=limit, token=token)


def deliver(lease: Lease, *, adapters: Mapping[str, Adapter], hub: Hub) -> Outcome | None:
    """Try once. Safe to repeat: the parcel's id is the partner's idempotency key. None if the lease was lost.

    A packet is judged like at a pick-up before its adapter gets it: consent is checked before it leaves. To a partner
    that is suspended no packet goes; the signals that stop one do.
    """
    outgoing = lease.outgoing
    parcel, partner = _prepare(outgoing, hub=hub)
    adapter = adapters.get(partner.adapter) if partner else None
    if partner is None or adapter is None or outgoing.expires_at <= hub.clock.now():
        return _settle(lease, Delivery.DEAD_LETTER, hub=hub)
    if outgoing.packet and not may_leave(outgoing.packet, client=outgoing.partner, hub=hub):
        return _settle(lease, Delivery.WITHDRAWN_BEFORE_DELIVERY, hub=hub)
    if outgoing.packet and partner.standing is not Standing.ACTIVE:
        return _again(lease, retry_after=0, hub=hub)
    try:
        receipt = adapter.deliver(parcel)
    except Unavailable as error:
        return _again(lease, retry_after=error.retry_after, hub=hub)
    except Refused:
        return _settle(lease, Delivery.DEAD_LETTER, hub=hub)
    return _receipt(lease, receipt, hub=hub)


def _prepare(outgoing: Outgoing, *, hub: Hub) -> tuple[Parcel, Partner | None]:
    with hub.store.reading() as tx:
        partner = tx.partners.get(outgoing.partner)
        packet = tx.referrals.packet(outgoing.packet) if outgoing.packet else None
    parcel = Parcel(
        id=outgoing.jti,
        partner=outgoing.partner,
        prio=outgoing.prio,
        notice=outgoing.set_jws,
        sealed=packet.parcel if packet else b"",
    )
    return parcel, partner


def _receipt(lease: Lease, receipt: Receipt, *, hub: Hub) -> Outcome | None:
    outgoing = lease.outgoing
    if isinstance(receipt, Offered):
        if receipt.hint:
            owe(outgoing, hub=hub)
        return _settle(lease, Delivery.SENDING, hub=hub)
    if outgoing.packet:
        record_left(outgoing.packet, client=outgoing.partner, hub=hub)
    return _settle(lease, Delivery.HANDED_OVER, hub=hub)


def _again(lease: Lease, *, retry_after: int, hub: Hub) -> Outcome | None:
    at = hub.clock.now()
    chance = int.from_bytes(hub.entropy.bytes(_CHANCE_BYTES), "big") / 2 ** (8 * _CHANCE_BYTES)
    then = next_try(lease.outgoing.attempts, at=at, expires=lease.outgoing.expires_at, chance=chance)
    if then is None:
        return _settle(lease, Delivery.DEAD_LETTER, hub=hub)
    return _settle(lease, Delivery.RETRYING, hub=hub, then=max(then, at + timedelta(seconds=retry_after)))


def _settle(lease: Lease, state: Delivery, *, hub: Hub, then: datetime | None = None) -> Outcome | None:
    at = hub.clock.now()
    outgoing = lease.outgoing
    with hub.store.transaction() as tx:
        if not tx.outbox.settle(lease, state, next_try=then):
            return None
        packet = tx.referrals.packet(outgoing.packet) if outgoing.packet else None
        if packet is not None:
            _follow(tx, packet, state, hub=hub, at=at)
    return Outcome(outgoing.jti, outgoing.partner, state)


_WAITING = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING})
_DONE_BY_PICK_UP = frozenset({Delivery.HANDED_OVER, Delivery.WITHDRAWN_BEFORE_DELIVERY})


def _follow(tx: Tx, packet: StoredPacket, state: Delivery, *, hub: Hub, at: datetime) -> None:
    """Let the packet's delivery axis follow the attempt, unless the partner was faster."""
    if packet.delivery not in _WAITING or packet.delivery is state or state in _DONE_BY_PICK_UP:
        return
    referral = tx.referrals.lock(packet.referral)
    if referral is not None:
        set_delivery(tx, referral, packet, state, hub=hub, at=at)
