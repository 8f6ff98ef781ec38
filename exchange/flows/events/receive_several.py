"""Batch of events: several SETs of one call, each with a verdict of its own, in one transaction.

The shape is that of the draft on multi-SET push (draft-deshpande-secevent-http-multi-set-push). What has no verdict was
not touched and comes again: its person is held by other work, time was over, or too much waits before it; so does what
follows it of its referral.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from exchange.core.errors import GeleitError
from exchange.core.events.event import Err
from exchange.core.unavailable import Contended, DatabaseUnavailable, DiskFull
from exchange.flows.events.genuine import EventRejected, GenuineEvent, genuine
from exchange.flows.events.receive import NO_SUCH_PACKET, take
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

MOST_SETS = 50
LONGEST = 0.05
"""Seconds after which a transaction for several takes on no more: others wait for it."""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was said of several events, by `jti`: those that were taken, and why others were not. The rest has none."""

    taken: list[str] = field(default_factory=list)
    rejected: dict[str, EventRejected] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether any event has a verdict."""
        return bool(self.taken or self.rejected)


def receive_several(sets: Mapping[str, str], *, client: str, hub: Hub) -> Verdicts:
    """Take events by their `jti`, those of one referral in order of `seq`. What has a verdict is durable on return.

    Raises:
        EventsAhead, Contended, RowDiffers: none has a verdict, and this is why the first has none.
    """

    def work(tx: Tx) -> Verdicts:
        return _take_all(_Batch(tx=tx, client=client, hub=hub, at=hub.clock.now()), sets)

    return hub.store.attempt(work)


def _take_all(batch: "_Batch", sets: Mapping[str, str]) -> Verdicts:
    ends = batch.hub.clock.monotonic() + LONGEST
    events = batch.genuine(sets)
    # Everybody whom nobody else holds, in one go: nobody waits here with others in hand.
    mine = batch.tx.referrals.hold_free(batch.client, [one.event.packet for one in events])
    for one in events:
        if batch.verdicts.any and batch.hub.clock.monotonic() >= ends:
            break
        batch.take(one, free=mine.get(one.event.packet))
    if batch.reasons and not batch.verdicts.any:
        raise batch.reasons[0]
    return batch.verdicts


@dataclass(slots=True, kw_only=True)
class _Batch:
    """Several events in one transaction; `behind` are referrals of which one that came before has no verdict."""

    tx: Tx
    client: str
    hub: Hub
    at: datetime
    verdicts: Verdicts = field(default_factory=Verdicts)
    reasons: list[GeleitError] = field(default_factory=list)
    behind: set[str] = field(default_factory=set)

    def genuine(self, sets: Mapping[str, str]) -> Sequence[GenuineEvent]:
        """Those that are genuine, in the order in which they are taken."""
        partner = self.tx.partners.get(self.client)
        found: list[GenuineEvent] = []
        for jti, compact in sets.items():
            try:
                one = genuine(compact, partner, client=self.client, hub=self.hub, at=self.at)
            except EventRejected as error:
                self.verdicts.rejected[jti] = error
                continue
            if one.event.jti == jti:
                found.append(one)
            else:
                self._reject(jti, "jti is not the name it was sent under")
        # Members of an object have no order: what the thread says counts.
        return sorted(found, key=lambda one: one.event.seq or 0)

    def take(self, one: GenuineEvent, *, free: bool | None) -> None:
        """Let one have its verdict. `free` says whether its person is held now; None where the packet is not theirs."""
        if free is None:
            self._reject(one.event.jti, NO_SUCH_PACKET)
        elif not free:
            self.reasons.append(Contended("held"))
        else:
            self._take(one)

    def _take(self, one: GenuineEvent) -> None:
        jti, packet = one.event.jti, self.tx.referrals.packet(one.event.packet)
        about = packet.referral if packet else ""
        if about in self.behind:
            return
        try:
            with self.tx.savepoint():
                take(self.tx, one, hub=self.hub, at=self.at)
            self.verdicts.taken.append(jti)
        except EventRejected as error:
            self.verdicts.rejected[jti] = error
        except (DatabaseUnavailable, DiskFull):
            raise
        except GeleitError as error:
            self.reasons.append(error)
            self.behind.add(about)

    def _reject(self, jti: str, why: str) -> None:
        self.verdicts.rejected[jti] = EventRejected(Err.INVALID_REQUEST, why)
