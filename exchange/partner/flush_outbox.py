"""Outbox relay: what waits goes to the hub: in order within a thread, byte for byte the same, until it is taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exchange.partner.calls import BATCH, send_event, send_events
from exchange.partner.session import Session
from exchange.partner.threads import Delivery, Sent, Threads

_MOST_CHARACTERS = 900 * 1024


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of the outbox: events the hub took, and those it holds for not genuine."""

    accepted: tuple[Sent, ...]
    rejected: tuple[Sent, ...]


def deliver(session: Session, *, threads: Threads) -> Delivered:
    """Send everything that waits once, as many in one call as fit. What has no verdict waits for the next time.

    Raises:
        HubUnreachable, HubRefused: the hub does not answer, or lets us not in; what it took by then is noted.
    """
    settled: list[Sent] = []
    pending = [sent for waiting in threads.waiting() for sent in waiting]
    while call := _next_call(pending, threads=threads):
        verdicts = _send(session, call)
        settled += [threads.settle(sent, err=verdicts[sent.jti]) for sent in pending if sent.jti in verdicts]
        # Of a thread in which something is left, nothing more: the hub would only park it.
        left = {sent.thread for sent in pending if sent.jti in call and verdicts.get(sent.jti) != ""}
        pending = [sent for sent in pending if sent.jti not in call and sent.thread not in left]
    accepted = tuple(sent for sent in settled if sent.delivery is Delivery.ACCEPTED)
    return Delivered(accepted, tuple(sent for sent in settled if sent.delivery is not Delivery.ACCEPTED))


def _next_call(pending: Iterable[Sent], *, threads: Threads) -> dict[str, str]:
    """The first of what waits that fit into one call.

    Of a thread nothing goes after one that was taken back meanwhile, nor after one that the hub has refused before: it
    would only park what follows.
    """
    call: dict[str, str] = {}
    over: set[str] = set()
    size = 0
    for sent in pending:
        if sent.thread in over:
            continue
        compact = threads.compact(sent)
        size += len(compact)
        if call and (len(call) == BATCH or size > _MOST_CHARACTERS):
            break
        # From here on the hub may know it, whatever happens to us: it can no longer be taken back.
        tried = threads.mark_tried(sent)
        if tried:
            call[sent.jti] = compact
        if not tried or sent.delivery is Delivery.REJECTED:
            over.add(sent.thread)
    return call


def _send(session: Session, call: Mapping[str, str]) -> Mapping[str, str]:
    if len(call) == 1:
        ((jti, compact),) = call.items()
        return {jti: send_event(session, compact)}
    return send_events(session, call)
