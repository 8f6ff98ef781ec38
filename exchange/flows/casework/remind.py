"""Reminders and escalation: what the clock brings, up the ladder.

It takes the hub's own steps, takes back parcels nobody collected, and finds clauses that ended.
"""

from dataclasses import replace
from datetime import datetime

from exchange.core.evidence.entry import EntryType
from exchange.core.ids import show_instant
from exchange.core.policy import calendar_of
from exchange.core.referral.deadlines import (
    Collection,
    Deadline,
    Kind,
    collection,
    deadline,
    ladder,
    ladder_exhausted,
)
from exchange.core.referral.referral import Referral, StoredPacket
from exchange.core.referral.state_machine import Transition
from exchange.core.referral.transitions import ASK
from exchange.core.referral.work_item import WorkItem, again, missed_deadline, watcher
from exchange.core.vocabulary import TERMINAL, Actor, Delivery, State
from exchange.flows.append_entry import append_entry
from exchange.flows.delivery.fetch import back_to_consent, standing
from exchange.flows.referral.send_event import send_event
from exchange.flows.referral.stop import CANCELLED, set_delivery, stop, withhold
from exchange.flows.referral.transition import (
    apply_transition,
    decide_transition,
    move_to_external,
    save,
)
from exchange.flows.referral.worklist import put_on_list
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

BATCH = 50
_PARTNER_RUNGS = frozenset({"partner", "partner-deputy"})
_WAITING = frozenset({Delivery.QUEUED, Delivery.SENDING, Delivery.RETRYING})


def remind_due(*, hub: Hub) -> int:
    """Look at every open referral whose time for it has come, act, and return how many there were."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        due = [referral.id for referral in tx.referrals.due(at, limit=BATCH)]
    for referral_id in due:
        with hub.store.shared() as tx:
            # It reminds, expires and cancels; nothing leaves by it.
            tx.only_restricts()
            referral = tx.referrals.lock(referral_id)
            if referral is not None and referral.look_at is not None and referral.look_at <= at:
                _act(tx, referral, hub=hub, at=at)
    return len(due)


def return_uncollected(*, hub: Hub, after: str = "") -> str:
    """Take back parcels nobody collected in 14 days, and what has no consent or no purpose any more.

    Looks at the next 50 after the packet `after`, from the first again where there are none, and returns the one
    after which to look the next time: however many wait, each has its turn.
    """
    at = hub.clock.now()
    with hub.store.reading() as tx:
        found = tx.referrals.uncollected(at, after=after, limit=BATCH)
        waiting = [packet.id for packet in found or tx.referrals.uncollected(at, limit=BATCH)]
    for packet_id in waiting:
        with hub.store.shared() as tx:
            tx.only_restricts()
            _take_back(tx, packet_id, hub=hub, at=at)
    return waiting[-1] if waiting else ""


def _act(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> None:
    moved = move_to_external(tx, referral, hub=hub, at=at)
    if moved.state is not referral.state:
        return
    missed = missed_deadline(referral, policy=hub.policy)
    if missed is None:
        # A work item stays on its list with its date; the clock only comes back to it.
        item = WorkItem(referral.next_reason)
        _note(tx, referral, item.value, watcher(item).value, hub=hub, at=at)
        save(tx, replace(referral, look_at=again(item, at=at, calendar=calendar_of(hub.policy))))
        return
    if _hub_step(tx, referral, missed, hub=hub, at=at):
        return
    _climb(tx, referral, missed, hub=hub, at=at)


def _hub_step(tx: Tx, referral: Referral, missed: Deadline, *, hub: Hub, at: datetime) -> bool:
    """Take the step only the hub takes, if its time has come: expire without an answer, cancel without one."""
    exhausted = ladder_exhausted(missed, at=at, calendar=calendar_of(hub.policy))
    known = {"ladder_exhausted": exhausted}
    target = State.EXPIRED if referral.state in ASK else State.CANCELLED
    transition = Transition(to=target, by=Actor.HUB, at=at)
    if not decide_transition(tx, referral, transition, hub=hub, known=known):
        return False
    ended = apply_transition(tx, referral, transition, hub=hub, who="")
    stop(tx, ended, CANCELLED, hub=hub, at=at)
    return True


def _climb(tx: Tx, referral: Referral, missed: Deadline, *, hub: Hub, at: datetime) -> None:
    """Remind whoever's turn it is, once for each rung, and set when to look again."""
    rungs = ladder(missed, calendar=calendar_of(hub.policy))
    reached = [rung for rung, begins in rungs if begins <= at]
    if len(reached) > referral.reminded:
        rung = reached[-1]
        _note(tx, referral, missed.kind.value, rung.value, hub=hub, at=at)
        if rung.value in _PARTNER_RUNGS:
            referral = _remind_partner(tx, referral, missed, hub=hub, at=at)
    ahead = [begins for _, begins in rungs if begins > at]
    again = ahead[0] if ahead else calendar_of(hub.policy).end_of(calendar_of(hub.policy).day(at))
    save(tx, replace(referral, reminded=len(reached), look_at=again))


def _remind_partner(tx: Tx, referral: Referral, missed: Deadline, *, hub: Hub, at: datetime) -> Referral:
    packet = tx.referrals.packet(referral.packet) if referral.packet else None
    if packet is None:
        return referral
    return send_event(tx, referral, packet, "reminder", members={"due": show_instant(missed.at)}, hub=hub, at=at)


def _note(tx: Tx, referral: Referral, what: str, rung: str, *, hub: Hub, at: datetime) -> None:
    record = {"referral": referral.id, "deadline": what, "rung": rung}
    append_entry(tx, EntryType.REMINDER, record, hub=hub, at=at, person=referral.person)


def _take_back(tx: Tx, packet_id: str, *, hub: Hub, at: datetime) -> None:
    packet = tx.referrals.packet(packet_id)
    referral = tx.referrals.lock(packet.referral) if packet else None
    if packet is None or referral is None or packet.delivery not in _WAITING:
        return
    if referral.state in TERMINAL:
        withhold(tx, referral, packet, hub=hub, at=at)
        return
    if not standing(tx, referral, packet, hub=hub, at=at):
        back_to_consent(tx, referral, packet, hub=hub, at=at)
        return
    stage = collection(packet.created_at, at=at, calendar=calendar_of(hub.policy))
    if stage is Collection.REMIND:
        _remind_of_parcel(tx, referral, packet, hub=hub, at=at)
    if stage is Collection.RETURN:
        _return(tx, referral, packet, hub=hub, at=at)


def _remind_of_parcel(tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime) -> None:
    """Say once that a parcel waits. When that was is where its delivery stands since: nothing else moves it by then."""
    missed = deadline(Kind.UNCOLLECTED, since=packet.created_at, calendar=calendar_of(hub.policy))
    if packet.delivery_since >= missed.at:
        return
    tx.referrals.set_delivery(packet.id, packet.delivery, at=at)
    _note(tx, referral, missed.kind.value, "partner", hub=hub, at=at)
    send_event(tx, referral, packet, "reminder", members={"due": show_instant(missed.at)}, hub=hub, at=at)


def _return(tx: Tx, referral: Referral, packet: StoredPacket, *, hub: Hub, at: datetime) -> None:
    tx.outbox.withdraw(packet.id)
    referral = set_delivery(tx, referral, packet, Delivery.RETURNED, hub=hub, at=at)
    # The caseworker is notified, and so the person: it is the next thing to do on this referral.
    put_on_list(tx, referral, WorkItem.RETURNED, hub=hub, at=at)
