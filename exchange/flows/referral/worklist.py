"""Work list: put an item on somebody's list, see the list, take it off again when somebody has seen to it."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.errors import REFERRAL, IllegalStep, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.policy import calendar_of
from exchange.core.referral.referral import Referral
from exchange.core.referral.work_item import WorkItem, items_of, listed, taken_off, watcher
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.transition import save
from exchange.flows.staff.authenticate import SENDERS, Credentials, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

PAGE = 200
WATCHERS = frozenset({Role.DPO, Role.TEAM_LEAD})
"""Who settles what the data-protection officer was notified of."""


def put_on_list(tx: Tx, referral: Referral, item: WorkItem, *, hub: Hub, at: datetime) -> Referral:
    """Make a work item the next thing to do on a referral."""
    return save(tx, listed(referral, item, since=at, calendar=calendar_of(hub.policy)))


def take_off_list(tx: Tx, referral: Referral, item: WorkItem, *, hub: Hub) -> Referral:
    """Take a work item off the list, where it is on it."""
    if item not in items_of(referral):
        return referral
    return save(tx, taken_off(referral, item, policy=hub.policy))


def due_now(*, hub: Hub) -> Sequence[Referral]:
    """Referrals on somebody's list, the longest waiting first, at most 200; the clock takes none of them off."""
    with hub.store.reading() as tx:
        return tx.referrals.listed(hub.clock.now(), limit=PAGE)


def settle(referral_id: str, *, by: Credentials, hub: Hub) -> Referral:
    """Take a work item of a referral off the list: somebody has seen to it.

    Where several wait, it is the first that whoever settles may settle; the next one comes forward.

    Raises:
        NotFound: there is no such referral.
        IllegalStep: there is no work item on it.
        WrongPassphrase, Forbidden: who settles it is not proven, or not the one to settle this.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        referral = tx.referrals.lock(referral_id)
        items = items_of(referral) if referral else ()
        settler = authorize(known, tx=tx, roles=frozenset().union(*map(_settlers, items)) or SENDERS)
        if referral is None:
            raise NotFound(referral_id, kind=REFERRAL)
        if not items:
            raise IllegalStep("no-work-item")
        item = next(one for one in items if settler.role in _settlers(one))
        record = {"referral": referral.id, "item": item.value, "by": settler.id}
        append_entry(tx, EntryType.WORK_ITEM_SETTLED, record, hub=hub, at=at, person=referral.person)
        return take_off_list(tx, referral, item, hub=hub)


def _settlers(item: WorkItem) -> frozenset[Role]:
    return WATCHERS if watcher(item) is Role.DPO else SENDERS
