"""Resequencer: an event before its turn waits for those before it, whole and never dropped, within limits.

It is asked for consent when it comes, like any other, and once more at its turn. What is beyond consent is refused at
once and its content is never stored; its number is spent when its turn comes.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby

from exchange.core.delivery.messages import PARKED, InboxMessage
from exchange.core.errors import Refusal
from exchange.core.referral.work_item import WorkItem
from exchange.flows.events.arrival import ReceivedEvent
from exchange.flows.referral.worklist import put_on_list

MOST_PARKED, MOST_PARKED_BYTES = 20, 256 * 1024
LONGEST_GAP = timedelta(hours=72)
ANOTHER_REFERRAL = "another-referral"


class EventsAhead(Refusal):
    """An event before this one is missing. Send that one first; this one has no verdict yet."""

    code = "SENDER_EVENTS_AHEAD"
    status = 429
    retryable = "same-ids"
    de = "Vor dieser Meldung fehlt eine andere. Sie ist noch nicht angenommen."
    fix_de = "Bitte senden Sie zuerst die fehlende Meldung und danach diese noch einmal."
    fix_en = "Send the missing event first, and this one again after it."


def raise_if_full(arrival: ReceivedEvent) -> None:
    """Let an event be parked if there is room for it and the gap is not old; what fills the gap is not asked.

    Raises:
        EventsAhead: it has to come again; nothing was stored.
    """
    ahead = arrival.tx.inbox.ahead(arrival.referral.id, arrival.event.issuer, after=arrival.referral.partner_seq)
    parked = [one for one in ahead if one.verdict == PARKED]
    if not parked:
        return
    size = sum(len(one.content) for one in parked) + len(arrival.compact)
    old = min(one.received_at for one in parked) + LONGEST_GAP <= arrival.at
    if old or len(parked) >= MOST_PARKED or size > MOST_PARKED_BYTES:
        raise EventsAhead


def note_gap(arrival: ReceivedEvent) -> None:
    """If the events before this one do not follow soon, somebody has to ask for them."""
    put_on_list(arrival.tx, arrival.referral, WorkItem.GAP, hub=arrival.hub, at=arrival.at)


def in_turn(ahead: Sequence[InboxMessage], *, after: int) -> Iterator[Sequence[InboxMessage]]:
    """What came early, number by number without a gap: those of one number in the order they came."""
    threaded = [one for one in ahead if one.verdict != ANOTHER_REFERRAL]
    for seq, group in groupby(threaded, key=lambda one: one.seq):
        after += 1
        if seq != after:
            return
        yield tuple(group)
