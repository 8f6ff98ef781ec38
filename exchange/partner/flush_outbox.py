"""Outbox relay: what waits goes to the hub: in order within a thread, byte for byte the same, until it is taken."""

from dataclasses import dataclass

from exchange.partner.calls import send_event
from exchange.partner.session import Session
from exchange.partner.threads import Delivery, Sent, Threads


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the outbox: events the hub took, and those it holds for not genuine."""

    accepted: tuple[Sent, ...]
    rejected: tuple[Sent, ...]


def deliver(session: Session, *, threads: Threads) -> Delivered:
    """Send everything that waits.

    Raises:
        HubUnreachable, HubRefused: the hub does not answer, or lets us not in; what it took by then is noted.
    """
    accepted: list[Sent] = []
    rejected: list[Sent] = []
    for waiting in threads.waiting():
        for sent in waiting:
            # From here on the hub may know it, whatever happens to us: it can no longer be taken back.
            if not threads.mark_tried(sent):
                break
            result = threads.settle(sent, err=send_event(session, threads.compact(sent)))
            if result.delivery is not Delivery.ACCEPTED:
                rejected.append(result)
                break  # the hub would only park what follows
            accepted.append(result)
    return Delivered(tuple(accepted), tuple(rejected))
