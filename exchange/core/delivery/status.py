"""Delivery state machine: how one parcel comes to its partner, per route; the delivery axis (domain section 6)."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from exchange.core.calendar import Calendar
from exchange.core.referral.deadlines import Collection, collection
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import Actor, Delivery

STEPS: Mapping[tuple[Delivery, Delivery], Actor] = MappingProxyType(
    {
        (Delivery.QUEUED, Delivery.SENDING): Actor.HUB,
        (Delivery.SENDING, Delivery.HANDED_OVER): Actor.HUB,
        (Delivery.SENDING, Delivery.RETRYING): Actor.HUB,
        (Delivery.RETRYING, Delivery.SENDING): Actor.HUB,
        (Delivery.RETRYING, Delivery.DEAD_LETTER): Actor.HUB,
        (Delivery.DEAD_LETTER, Delivery.QUEUED): Actor.CASEWORKER,
        (Delivery.HANDED_OVER, Delivery.RECEIVED): Actor.PARTNER,
        (Delivery.HANDED_OVER, Delivery.UNREADABLE): Actor.PARTNER,
        (Delivery.QUEUED, Delivery.WITHDRAWN_BEFORE_DELIVERY): Actor.HUB,
        (Delivery.SENDING, Delivery.WITHDRAWN_BEFORE_DELIVERY): Actor.HUB,
        (Delivery.RETRYING, Delivery.WITHDRAWN_BEFORE_DELIVERY): Actor.HUB,
        # Not collected: it never left. A parcel is handed over when the partner has fetched it (protocol section 6).
        (Delivery.QUEUED, Delivery.RETURNED): Actor.HUB,
        (Delivery.SENDING, Delivery.RETURNED): Actor.HUB,
        (Delivery.RETRYING, Delivery.RETURNED): Actor.HUB,
    }
)
"""Every step there is and the one actor who takes it. `returned` has a clock besides: see `return_uncollected`."""
STOPPABLE = frozenset(origin for origin, to in STEPS if to is Delivery.WITHDRAWN_BEFORE_DELIVERY)
"""From here a withdrawal or a cancellation still stops the parcel."""
_WAY = (Delivery.SENDING, Delivery.HANDED_OVER, Delivery.RECEIVED)


def next_steps(origin: Delivery, *, by: Actor) -> tuple[Delivery, ...]:
    """Say where an actor may move a parcel, in the order of `Delivery`."""
    return tuple(to for to in Delivery if STEPS.get((origin, to)) is by)


def deliver_step(origin: Delivery, *, to: Delivery, by: Actor) -> Verdict:
    """Decide one step of a parcel; a refusal is `illegal-step` and names the legal ones."""
    if STEPS.get((origin, to)) is by:
        return Granted()
    return Refused("illegal-step", allowed=tuple(map(str, next_steps(origin, by=by))))


def return_uncollected(origin: Delivery, *, since: datetime, at: datetime, calendar: Calendar) -> Verdict:
    """Decide whether the hub takes back a parcel that waits since `since`; `too-early` before 14 days are over.

    The person and the caseworker are notified when it is.
    """
    verdict = deliver_step(origin, to=Delivery.RETURNED, by=Actor.HUB)
    if verdict and collection(since, at=at, calendar=calendar) is not Collection.RETURN:
        return Refused("too-early", allowed=tuple(map(str, next_steps(origin, by=Actor.HUB))))
    return verdict


def way_to_received(origin: Delivery) -> tuple[Delivery, ...]:
    """List the steps still missing up to `received`; none where no acknowledgement can follow any more.

    An acknowledgement may overtake the hub's own note that it handed the parcel over, for the answer to the hand-over
    may have been lost. The steps between are then made up for, one by one.
    """
    if origin in {Delivery.QUEUED, Delivery.RETRYING}:
        return _WAY
    if origin in _WAY:
        return _WAY[_WAY.index(origin) + 1 :]
    return ()
