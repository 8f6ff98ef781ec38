"""Polling (RFC 8936): what a partner has stored leaves its mailbox, what waits is offered, and not for ever."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from exchange.core.delivery.messages import OutboxMessage
from exchange.core.delivery.status import STOPPABLE
from exchange.core.errors import NotAnId
from exchange.core.ids import read_uuid
from exchange.flows.delivery.dead_letter import give_up
from exchange.flows.delivery.offer import Collected, Offer, announce
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

BATCH = 50
EXPIRED = "expired"
_CODE_LENGTH = 64


def collect(
    partner: str,
    *,
    limit: int,
    acks: Iterable[str],
    errors: Mapping[str, str],
    hub: Hub,
    offer: Offer = announce,
) -> Collected:
    """Take note of what the partner has stored or could not take, and `offer` what waits.

    What is not acknowledged is offered again after 60 s. A look that changes nothing writes nothing.
    """
    # What is no id of ours was never offered.
    acks = tuple(filter(_is_id, acks))
    errors = {jti: _code(code) or "unknown" for jti, code in errors.items() if _is_id(jti)}
    if not acks and not errors:
        with hub.store.reading() as tx:
            if not tx.outbox.waiting(partner, at=hub.clock.now()):
                return Collected()

    def work(tx: Tx) -> Collected:
        at = hub.clock.now()
        _take_note(tx, partner, acks, errors, hub=hub, at=at)
        return offer(tx, partner, limit=limit, hub=hub, at=at) if limit else Collected()

    return hub.store.attempt(work)


def end_expired(*, hub: Hub) -> int:
    """End what lies in a mailbox although its time is over, and return how much. It is offered to nobody any more.

    What the partner did not get that way lands on the caseworker's list; a packet may have come to it all the same.
    """
    at = hub.clock.now()
    with hub.store.reading() as tx:
        over = tx.outbox.expired(at, limit=BATCH)
    for outgoing in over:
        with hub.store.shared() as tx:
            tx.only_restricts()
            _end(tx, outgoing, hub=hub, at=at)
    return len(over)


def _take_note(tx: Tx, partner: str, acks: Iterable[str], errors: Mapping[str, str], *, hub: Hub, at: datetime) -> None:
    # The people before the rows, as everywhere: two who wait for each other's never get either.
    for known in tx.outbox.lying(partner, errors) if errors else ():
        tx.referrals.lock(known.referral)
    tx.outbox.taken(partner, acks, at=at)
    for refused in tx.outbox.refused(partner, errors, at=at):
        give_up(tx, refused, hub=hub, at=at)


def _end(tx: Tx, outgoing: OutboxMessage, *, hub: Hub, at: datetime) -> None:
    tx.referrals.lock(outgoing.referral)
    packet = tx.referrals.packet(outgoing.packet) if outgoing.packet else None
    if packet is not None and packet.delivery not in STOPPABLE:
        # The partner has what this announced.
        tx.outbox.taken(outgoing.partner, [outgoing.jti], at=at)
        return
    for lost in tx.outbox.refused(outgoing.partner, {outgoing.jti: EXPIRED}, at=at):
        give_up(tx, lost, hub=hub, at=at)


def _is_id(text: str) -> bool:
    try:
        return bool(read_uuid(text))
    except NotAnId:
        return False


def _code(code: str) -> str:
    # Error codes are a closed list of short words; what a partner makes of them is cut to one.
    return "".join(sign for sign in code if sign.isascii() and (sign.isalnum() or sign in "-_"))[:_CODE_LENGTH]
