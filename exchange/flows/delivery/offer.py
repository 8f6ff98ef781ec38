"""Offering: what waits in a mailbox is announced, alone or together with the parcels it announces.

A parcel that goes along is picked up like any other: consent is asked, the disclosure and both leaves are written, in
the transaction of the poll, before the first byte leaves.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from exchange.core.delivery.messages import OutboxMessage
from exchange.core.errors import GeleitError, Refusal
from exchange.core.referral.referral import StoredPacket
from exchange.core.unavailable import DatabaseUnavailable, DiskFull
from exchange.flows.delivery.fetch import Handed, hand_out
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

MOST_PARCELS = 50
MOST_BYTES = 1024 * 1024
"""Bytes of all parcels of one poll together."""
LONGEST = 0.05
"""Seconds after which a transaction for several takes on no more: others wait for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What is offered now: SETs by their id, in order; `more` says that there may be more.

    `parcels` are those that go along, by the id of their packet, `refused` those that may not.
    """

    sets: tuple[tuple[str, str], ...] = ()
    more: bool = False
    parcels: Mapping[str, bytes] = field(default_factory=dict)
    refused: Mapping[str, Refusal] = field(default_factory=dict)


Offer = Callable[..., Collected]
"""`announce` or `announce_with_parcels`."""


def announce(tx: Tx, partner: str, *, limit: int, hub: Hub, at: datetime) -> Collected:  # noqa: ARG001 as the other
    """Offer what waits: prio 0 first, then oldest; the parcels are fetched one by one."""
    offered = tx.outbox.offer(partner, at=at, limit=limit)
    return Collected(sets=_signed(offered), more=len(offered) == limit)


def announce_with_parcels(tx: Tx, partner: str, *, limit: int, hub: Hub, at: datetime) -> Collected:
    """Offer what waits, and hand out the parcels it announces, as far as there is room and time.

    Whose person another transaction holds, and what there is no time for, is offered by the next poll. What there is no
    room for is announced alone.
    """
    ends = hub.clock.monotonic() + LONGEST
    ripe = tx.outbox.ripe(partner, at=at, limit=limit)
    # Those whom nobody holds, and before the rows of the outbox, as everywhere (DECISIONS 16).
    free = tx.referrals.hold_free(partner, [one.packet for one in ripe if one.packet])
    chosen = [one.jti for one in ripe if one.packet is None or free.get(one.packet, True)]
    offered = tx.outbox.offer_these(partner, chosen, at=at)
    parcels: dict[str, bytes] = {}
    refused: dict[str, Refusal] = {}
    done = 0
    while done < len(offered) and (done == 0 or hub.clock.monotonic() < ends):
        packet_id = offered[done].packet or ""
        answer = _hand_out(tx, packet_id, beside=parcels, client=partner, hub=hub, at=at) if packet_id else None
        if isinstance(answer, Handed):
            parcels[packet_id] = answer.packet.parcel
        elif answer is not None:
            refused[packet_id] = answer
        done += 1
    if done < len(offered):
        tx.outbox.put_back([late.jti for late in offered[done:]])
    more = len(ripe) == limit or len(chosen) < len(ripe) or done < len(offered)
    return Collected(sets=_signed(offered[:done]), more=more, parcels=parcels, refused=refused)


def _hand_out(
    tx: Tx, packet_id: str, *, beside: Mapping[str, bytes], client: str, hub: Hub, at: datetime
) -> Handed | Refusal | None:
    """Hand one of several out; None where there is no room for it, or only its own pick-up can say what is wrong."""
    try:
        with tx.savepoint():
            packet = tx.referrals.packet(packet_id)
            if packet is not None and not _has_room(beside, packet):
                return None
            return hand_out(tx, packet_id, client=client, hub=hub, at=at)
    except (DatabaseUnavailable, DiskFull):
        raise
    except GeleitError:
        return None


def _has_room(beside: Mapping[str, bytes], packet: StoredPacket) -> bool:
    taken = sum(map(len, beside.values()))
    return len(beside) < MOST_PARCELS and taken + len(packet.parcel) <= MOST_BYTES


def _signed(offered: Sequence[OutboxMessage]) -> tuple[tuple[str, str], ...]:
    return tuple((one.jti, one.set_jws) for one in offered)
