"""Delivery under a fenced lease: the worker leases what is due, an adapter carries it, the receipt is the next state.

Delivery is at least once; this is one attempt. The lease's token fences off whoever held it before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.contract import Adapter, MailboxDelivery, Offered, Parcel, Receipt, Refused, Unavailable
from exchange.core.compliance.gate import RuleFailed
from exchange.core.delivery.messages import Lease, OutboxMessage
from exchange.core.delivery.retry import next_try
from exchange.core.partner.partner import Partner, PartnerStatus
from exchange.core.referral.referral import StoredPacket
from exchange.core.vocabulary import Delivery
from exchange.flows.delivery.dead_letter import give_up
from exchange.flows.delivery.fetch import record_left, refusal_to_leave
from exchange.flows.partner.webhook_call import schedule_call
from exchange.flows.referral.send_event import PRIO_STOP, note_stop_signal
from exchange.flows.referral.stop import set_delivery
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

LEASE = timedelta(seconds=60)
"""Longer than the 35 s an adapter may take for one parcel (`adapters.contract`)."""
# Random, for it is compared for equality and never for order: it says whose lease it is, and only its holder knows it.
TOKEN_BYTES = 16
BATCH = 20
_CHANCE_BYTES = 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended: what, and where its delivery stands now."""

    jti: str
    partner: str
    state: Delivery


@dataclass(frozen=True, slots=True)
class Errand:
    """What an adapter is to carry now."""

    adapter: Adapter
    parcel: Parcel


def lease_due(*, hub: Hub, limit: int = BATCH) -> Sequence[Lease]:
    """Claim what is due, for a minute. Another worker leaves it alone until then."""
    at = hub.clock.now()
    # An idle worker looks often; only what it finds is worth everybody else's waiting.
    with hub.store.reading() as tx:
        if not tx.outbox.due(at):
            return ()
    token = hub.entropy.bytes(TOKEN_BYTES).hex()
    with hub.store.shared() as tx:
        return tx.outbox.lease(at=at, until=at + LEASE, limit=limit, token=token)


def release(leases: Sequence[Lease], *, hub: Hub) -> None:
    """Give back what was claimed and not begun, so that another worker need not wait for the leases to end."""
    with hub.store.shared() as tx:
        for lease in leases:
            state = Delivery.RETRYING if lease.outgoing.attempts > 1 else Delivery.QUEUED
            tx.outbox.settle(lease, state, next_try=None)


def deliver(lease: Lease, *, adapters: Mapping[str, Adapter], hub: Hub) -> Outcome | None:
    """Try once. Safe to repeat: the parcel's id is the partner's idempotency key. None if the lease was lost.

    A packet is judged like at a pick-up before its adapter gets it: consent is checked before it leaves. To a partner
    that is suspended no packet goes; the signals that stop one do. What only waits to be fetched is put there in the
    transaction that judges it.
    """
    with hub.store.shared() as tx:
        errand = _errand(tx, lease, adapters=adapters, hub=hub)
        if not isinstance(errand, Errand):
            return errand
        if isinstance(errand.adapter, MailboxDelivery):
            return _deposit(tx, lease, hub=hub)
    # No transaction is open now: a slow partner holds up no person and no connection. Who dies between here and the
    # next one has delivered and not written it down, so the parcel goes again, under the same id.
    try:
        receipt = errand.adapter.deliver(errand.parcel)
    except Unavailable as error:
        with hub.store.shared() as tx:
            return _again(tx, lease, retry_after=error.retry_after, hub=hub)
    except Refused:
        with hub.store.shared() as tx:
            return _settle(tx, lease, Delivery.DEAD_LETTER, hub=hub)
    with hub.store.shared() as tx:
        return _receipt(tx, lease, receipt, hub=hub)


def _errand(tx: Tx, lease: Lease, *, adapters: Mapping[str, Adapter], hub: Hub) -> Errand | Outcome | None:
    """Say what is to be carried and by whom, or settle what is not to be carried now."""
    at = hub.clock.now()
    if not lease.outgoing.packet:
        # Words without content: stop signals among them, which nothing holds up.
        tx.only_restricts()
    partner = tx.partners.get(lease.outgoing.partner)
    if partner is not None and not partner.is_readable:
        # Nobody knows the way to it until two people have said who it is.
        return _again(tx, lease, retry_after=0, hub=hub)
    adapter = adapters.get(partner.adapter) if partner else None
    if partner is None or adapter is None:
        return _settle(tx, lease, Delivery.DEAD_LETTER, hub=hub)
    stays = _why_it_stays(tx, lease.outgoing, partner, hub=hub, at=at)
    if stays is Delivery.RETRYING:
        return _again(tx, lease, retry_after=0, hub=hub)
    if stays is not None:
        return _settle(tx, lease, stays, hub=hub)
    if lease.until <= at:
        # Those before it took long: it is another worker's to claim by now, and must not go twice.
        return None
    return Errand(adapter=adapter, parcel=_parcel(tx, lease.outgoing))


def _why_it_stays(tx: Tx, outgoing: OutboxMessage, partner: Partner, *, hub: Hub, at: datetime) -> Delivery | None:
    """Where a delivery stands that must not go now; None where it may."""
    over = outgoing.expires_at <= at
    if not outgoing.packet:
        return Delivery.DEAD_LETTER if over else None
    refusal = refusal_to_leave(tx, outgoing.packet, client=outgoing.partner, hub=hub, at=at)
    if isinstance(refusal, RuleFailed) and not over:
        # What a rule stops waits: a contract that is entered late lets it go.
        return Delivery.RETRYING
    if refusal is not None:
        # A packet ends with the first clause it uses: that consent has ended is what is written down then.
        return Delivery.DEAD_LETTER if over else Delivery.WITHDRAWN_BEFORE_DELIVERY
    return None if partner.standing is PartnerStatus.ACTIVE else Delivery.RETRYING


def _parcel(tx: Tx, outgoing: OutboxMessage) -> Parcel:
    packet = tx.referrals.packet(outgoing.packet) if outgoing.packet else None
    return Parcel(
        id=outgoing.jti,
        partner=outgoing.partner,
        prio=outgoing.prio,
        notice=outgoing.set_jws,
        sealed=packet.parcel if packet else b"",
    )


def _deposit(tx: Tx, lease: Lease, *, hub: Hub) -> Outcome | None:
    outcome = _settle(tx, lease, Delivery.SENDING, hub=hub)
    if outcome is not None:
        tx.outbox.deposit(lease.outgoing.jti, at=hub.clock.now())
    return outcome


def _receipt(tx: Tx, lease: Lease, receipt: Receipt, *, hub: Hub) -> Outcome | None:
    outgoing = lease.outgoing
    if isinstance(receipt, Offered):
        if receipt.call_webhook:
            schedule_call(tx, outgoing, at=hub.clock.now())
        return _settle(tx, lease, Delivery.SENDING, hub=hub)
    if outgoing.packet:
        record_left(tx, outgoing.packet, client=outgoing.partner, hub=hub, at=hub.clock.now())
    return _settle(tx, lease, Delivery.HANDED_OVER, hub=hub)


def _again(tx: Tx, lease: Lease, *, retry_after: int, hub: Hub) -> Outcome | None:
    at = hub.clock.now()
    chance = int.from_bytes(hub.entropy.bytes(_CHANCE_BYTES), "big") / 2 ** (8 * _CHANCE_BYTES)
    then = next_try(lease.outgoing.attempts, at=at, expires=lease.outgoing.expires_at, chance=chance)
    if then is None:
        return _settle(tx, lease, Delivery.DEAD_LETTER, hub=hub)
    return _settle(tx, lease, Delivery.RETRYING, hub=hub, then=max(then, at + timedelta(seconds=retry_after)))


def _settle(tx: Tx, lease: Lease, state: Delivery, *, hub: Hub, then: datetime | None = None) -> Outcome | None:
    outgoing = lease.outgoing
    # Person and packet before the outbox row, as everywhere: two who wait for each other's never get either.
    packet = tx.referrals.packet(outgoing.packet) if outgoing.packet else None
    whose = _whose_stop(tx, outgoing, state)
    if state is Delivery.DEAD_LETTER:
        tx.referrals.lock(outgoing.referral)
    if not tx.outbox.settle(lease, state, next_try=then):
        return None
    if whose:
        note_stop_signal(tx, outgoing, state, person=whose, hub=hub, at=hub.clock.now())
    if state is Delivery.DEAD_LETTER:
        give_up(tx, outgoing, hub=hub, at=hub.clock.now())
    elif packet is not None:
        _follow(tx, packet, state, hub=hub, at=hub.clock.now())
    return Outcome(outgoing.jti, outgoing.partner, state)


def _whose_stop(tx: Tx, outgoing: OutboxMessage, state: Delivery) -> str:
    """Whose stop signal it is, where its first attempt or its end is noted; empty where there is nothing to note.

    Of an erased person nothing is written any more, and where rows differ the signal goes all the same.
    """
    if outgoing.prio != PRIO_STOP or (state is Delivery.RETRYING and outgoing.attempts > 1):
        return ""
    tx.only_restricts()
    referral = tx.referrals.lock(outgoing.referral)
    return referral.person if referral and tx.people.get(referral.person) else ""


_WAITING = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING})
_DONE_BY_PICK_UP = frozenset({Delivery.HANDED_OVER, Delivery.WITHDRAWN_BEFORE_DELIVERY})


def _follow(tx: Tx, packet: StoredPacket, state: Delivery, *, hub: Hub, at: datetime) -> None:
    """Let the packet's delivery axis follow the attempt, unless the partner was faster."""
    if packet.delivery not in _WAITING or packet.delivery is state or state in _DONE_BY_PICK_UP:
        return
    referral = tx.referrals.lock(packet.referral)
    if referral is not None:
        set_delivery(tx, referral, packet, state, hub=hub, at=at)
