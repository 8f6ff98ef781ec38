"""Work list: put an item on somebody's list, see the list, take it off again when somebody has seen to it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.errors import REFERRAL, IllegalStep, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.policy import calendar_of
from exchange.core.referral.referral import Referral
from exchange.core.referral.work_item import WorkItem, falls_due, watcher
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.transition import save, schedule
from exchange.flows.staff.authenticate import SENDERS, Credentials, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

PAGE = 200
WATCHERS = frozenset({Role.DPO, Role.TEAM_LEAD})
"""Who settles what the data-protection officer was notified of."""


def put_on_list(tx: Tx, referral: Referral, item: WorkItem, *, hub: Hub, at: datetime) -> Referral:
    """Make a work item the next thing to do on a referral."""
    due = falls_due(item, since=at, calendar=calendar_of(hub.policy))
    return save(tx, replace(referral, next_at=due, next_reason=item.value))


def take_off_list(tx: Tx, referral: Referral, item: WorkItem, *, hub: Hub) -> Referral:
    """Let the state's own deadline count again, where it was this item that waited; nobody is reminded twice."""
    if referral.next_reason != item:
        return referral
    return save(tx, replace(schedule(referral, hub=hub), reminded=referral.reminded))


def due_now(*, hub: Hub) -> Sequence[Referral]:
    """Referrals somebody has to look at now, the longest waiting first, at most 200."""
    with hub.store.reading() as tx:
        return tx.referrals.due(hub.clock.now(), limit=PAGE)


def settle(referral_id: str, *, by: Credentials, hub: Hub) -> Referral:
    """Take the work item of a referral off the list: somebody has seen to it.

    Raises:
        NotFound: there is no such referral.
        IllegalStep: there is no work item on it.
        WrongPassphrase, Forbidden: who settles it is not proven, or not the one to settle this.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        referral = tx.referrals.lock(referral_id)
        item = WorkItem(referral.next_reason) if referral and referral.next_reason in list(WorkItem) else None
        settler = authorize(known, tx=tx, roles=WATCHERS if item and watcher(item) is Role.DPO else SENDERS)
        if referral is None:
            raise NotFound(referral_id, kind=REFERRAL)
        if item is None:
            raise IllegalStep("no-work-item")
        record = {"referral": referral.id, "item": item.value, "by": settler.id}
        append_entry(tx, EntryType.WORK_ITEM_SETTLED, record, hub=hub, at=at, person=referral.person)
        return take_off_list(tx, referral, item, hub=hub)
