"""Work list: put an item on somebody's list, take it off again when somebody has seen to it."""

from datetime import datetime

from exchange.core.errors import Forbidden, IllegalStep
from exchange.core.evidence.entry import EntryType
from exchange.core.policy import calendar_of
from exchange.core.referral.referral import Referral
from exchange.core.referral.work_item import WorkItem, items_of, listed, taken_off, watcher
from exchange.core.vocabulary import Role, State
from exchange.flows.append_entry import append_entry
from exchange.flows.referral.transition import save
from exchange.flows.staff.access import assigned
from exchange.flows.staff.authenticate import ONLOOKERS, SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_REFUSED = frozenset({State.DECLINED, State.REDIRECTED})
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


def note_refusal(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> Referral:
    """Put what a partner declined, or sent on to another, on its owner's list: the person still has no place."""
    if referral.state not in _REFUSED:
        return referral
    return put_on_list(tx, referral, WorkItem.REFUSED, hub=hub, at=at)


def settle(referral_id: str, *, by: Principal, hub: Hub) -> Referral:
    """Take a work item of a referral off the list: somebody has seen to it.

    Where several wait, it is the first that whoever settles may settle; the next one comes forward.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        IllegalStep: there is no work item on it.
        WrongPassphrase, Forbidden: who settles it is not proven, or not the one to settle this.
    """
    at = hub.clock.now()
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        settler = authorize(known, tx=tx, roles=ONLOOKERS)
        referral = assigned(tx, referral_id, to=settler, at=at)
        items = items_of(referral)
        # Asked after access: of a case that is not theirs nobody learns whose item lies on it.
        if settler.role not in (frozenset().union(*map(_settlers, items)) or SENDERS):
            raise Forbidden(settler.id)
        if not items:
            raise IllegalStep("no-work-item").saying(where=referral.code or referral.id)
        item = next(one for one in items if settler.role in _settlers(one))
        record = {"referral": referral.id, "item": item.value, "by": settler.id}
        append_entry(tx, EntryType.WORK_ITEM_SETTLED, record, hub=hub, at=at, person=referral.person)
        return take_off_list(tx, referral, item, hub=hub)


def _settlers(item: WorkItem) -> frozenset[Role]:
    return WATCHERS if watcher(item) is Role.DPO else SENDERS
