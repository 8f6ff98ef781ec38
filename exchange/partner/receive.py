"""At-least-once receiving: one round with the hub; what waits goes out, what is new is stored, then acknowledged.

poll → verify → store → fetch what did not come along → check → store → sign → send → settle the poll. Stopping anywhere
loses nothing: what was not settled is offered again, and what is found done is not done again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event as Flag

from exchange.core.events.event import STOP_SIGNALS, Err, Event
from exchange.core.unavailable import HubUnreachable
from exchange.partner import files
from exchange.partner.calls import Brought, Hold, Settled, poll
from exchange.partner.context import PartnerContext
from exchange.partner.errors import HubRefused
from exchange.partner.flush_outbox import deliver
from exchange.partner.hub_events import keep
from exchange.partner.inbox import Filed, Stage
from exchange.partner.ingest import announce, ingest
from exchange.partner.stop import stop
from exchange.partner.verify_event import Believed, believe

KEY_CHANGED = "key-changed"
AVAILABLE = "packet-available"
_LONGEST_PAUSE = 60.0


@dataclass(slots=True)
class _Tally:
    """What happened so far in a round."""

    received: list[str] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)
    stopped: list[str] = field(default_factory=list)
    events: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[str, str] = field(default_factory=dict)

    def count(self, filed: Filed) -> None:
        """Note how far a packet has come in this round."""
        if filed.stage is Stage.RECEIVED and filed.packet not in self.received:
            self.received.append(filed.packet)
        if filed.stage is Stage.UNREADABLE:
            self.unreadable[filed.packet] = filed.reason
        if filed.stage is Stage.STOPPED and filed.packet not in self.stopped:
            self.stopped.append(filed.packet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one round brought, by packet id.

    `received` are packets that passed every check, `unreadable` those that did not with their reason, `stopped` those
    withdrawn or cancelled; `events` every other event as (packet, name). `faults` are events that were not believed or
    could not be worked off, by `jti`, with a code. `waiting` says how many events of ours the hub has not taken.
    `away` is true where the hub did not answer (`watch` only; `receive` raises).
    """

    received: tuple[str, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    stopped: tuple[str, ...] = ()
    events: tuple[tuple[str, str], ...] = ()
    faults: tuple[tuple[str, str], ...] = ()
    waiting: int = 0
    away: bool = False


def receive(context: PartnerContext, *, hold: Hold = "at once") -> Round:
    """Do one round. With `hold` "long" the hub may take 30 s to answer when there is nothing to tell.

    Raises:
        HubUnreachable: the hub does not answer. Nothing is lost; the next round goes on.
        HubRefused, HubNotTrusted: it answers, and lets us not in, or is not the hub agreed on.
    """
    tally = _Tally()
    with files.alone(context.place.inbox):
        deliver(context.session, threads=context.threads)
        for filed in list(context.inbox.unfinished()):
            _try(filed, tally=tally, context=context)
        deliver(context.session, threads=context.threads)
    _empty_mailbox(context, hold=hold, tally=tally)
    return _round(tally, context=context)


def watch(context: PartnerContext, *, until: Flag) -> Iterator[Round]:
    """Do round after round until `until` is set, and hand out each that brought something or found the hub away."""
    pause = 1.0
    while not until.is_set():
        try:
            done = receive(context, hold="long")
        except HubUnreachable:
            yield Round(away=True, waiting=_waiting(context))
            until.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            continue
        pause = 1.0
        if done != Round(waiting=done.waiting):
            yield done


def _empty_mailbox(context: PartnerContext, *, hold: Hold, tally: _Tally) -> None:
    settled, seen = Settled(), set[str]()
    more = True
    while more:
        polled = poll(context.session, settled=settled, hold=hold)
        settled, hold = Settled(), "at once"
        fresh = {jti: compact for jti, compact in polled.sets.items() if jti not in seen}
        seen |= fresh.keys()
        if fresh:
            with files.alone(context.place.inbox):
                settled = _take(fresh, parcels=polled.parcels, tally=tally, context=context)
                deliver(context.session, threads=context.threads)
        more = bool(fresh) and polled.more
    if settled.stored or settled.errors:
        poll(context.session, settled=settled, hold="at once", most=0)


def _take(sets: dict[str, str], *, parcels: Mapping[str, Brought], tally: _Tally, context: PartnerContext) -> Settled:
    stored: list[str] = []
    errors: dict[str, str] = {}
    for jti, compact in sets.items():
        err = _take_one(jti, compact, parcels=parcels, tally=tally, context=context)
        if err is None:
            stored.append(jti)
        elif err:
            errors[jti] = err
            tally.faults[jti] = err
    return Settled(stored=stored, errors=errors)


def _take_one(
    jti: str, compact: str, *, parcels: Mapping[str, Brought], tally: _Tally, context: PartnerContext
) -> str | None:
    """Work one event off: None when it is stored and done, an error code when it is not genuine, "" for later."""
    believed = believe(compact, jti=jti, decryption=context.decryption)
    if isinstance(believed, Err):
        return believed.value
    event = believed.event
    if event.name == AVAILABLE and event.members.get("packet_id") != event.packet:
        return Err.INVALID_REQUEST.value
    if not keep(context.place, event, input_sha256=believed.input_sha256, at=context.now()):
        # The same id for something else: nothing is overwritten (protocol section 5).
        return Err.INVALID_REQUEST.value
    return _act(believed, brought=parcels.get(event.packet), tally=tally, context=context)


def _act(believed: Believed, *, brought: Brought | None, tally: _Tally, context: PartnerContext) -> str | None:
    event = believed.event
    if event.name == AVAILABLE:
        known, fresh = context.inbox.get(event.packet), _fresh(event, context=context)
        filed = announce(known, fresh=fresh, brought=brought, context=context)
        return None if _try(filed, brought=brought, tally=tally, context=context) else ""
    if event.name in STOP_SIGNALS:
        tally.count(stop(event, context=context))
        return None
    if event.name == KEY_CHANGED:
        # Known before its first use, a new key holds nothing up on the day.
        context.decryption.hub_configuration.refresh()
    tally.events.append((event.packet, event.name))
    return None


def _try(filed: Filed, *, tally: _Tally, context: PartnerContext, brought: Brought | None = None) -> bool:
    """Bring a packet on. One that the hub will not hand out does not hold up the others."""
    try:
        tally.count(ingest(filed, brought=brought, context=context))
    except HubRefused as error:
        tally.faults[filed.packet] = error.detail
        return False
    return True


def _fresh(event: Event, *, context: PartnerContext) -> Filed:
    return Filed(packet=event.packet, stage=Stage.ANNOUNCED, jwe_sha256=event.jwe_sha256, announced_at=context.now())


def _round(tally: _Tally, *, context: PartnerContext) -> Round:
    return Round(
        received=tuple(tally.received),
        unreadable=tuple(tally.unreadable.items()),
        stopped=tuple(tally.stopped),
        events=tuple(tally.events),
        faults=tuple(tally.faults.items()),
        waiting=_waiting(context),
    )


def _waiting(context: PartnerContext) -> int:
    return sum(len(waiting) for waiting in context.threads.waiting())
