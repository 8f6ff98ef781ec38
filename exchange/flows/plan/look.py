"""Looking at plans: one person's whole, and those on which something is due; every look leaves a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from exchange.core.calendar import day_of
from exchange.core.errors import PLAN, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.plan.due import PlanDue, agenda, next_look
from exchange.core.plan.plan import SupportPlan
from exchange.core.referral.referral import Person
from exchange.core.staff.staff import Staff
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.access import LATEST, assigned_person, may_see, whose
from exchange.flows.staff.authenticate import ONLOOKERS, SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A person's plans, the newest last, and the names of who goes along, by staff id.

    `referrals` are codes by the names of the steps they hang on, of cases that are theirs to see.
    """

    person: Person
    plans: Sequence[SupportPlan]
    names: Mapping[str, str]
    referrals: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePlan:
    """A plan on somebody's list: whose it is to see to, for whom, and what is due by today; nothing of its words."""

    plan: str
    owner: str
    reference: str
    items: Sequence[PlanDue]


def look_at_plan(person: str, *, by: Principal, hub: Hub) -> PlanView:
    """Show the plans of a person of one's own cases. Who sees metadata only has nothing to see there.

    Raises:
        NotFound: nobody is known by it, nothing of them is theirs, or they have no plan.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or does no casework.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        whom = assigned_person(tx, person, to=staff, at=at)
        plans = tx.plans.of(whom.id)
        if not plans:
            raise NotFound(kind=PLAN)
        record = {"by": staff.id, "what": "plan", "person": whom.id}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=whom.id)
        along = {one.accompanied_by for plan in plans for one in plan.appointments}
        names = {one.id: one.name for one in tx.staff.all() if one.id in along}
        return PlanView(person=whom, plans=plans, names=names, referrals=_hanging(tx, whom.id, staff, at=at))


def look_at_due_plans(*, limit: int, by: Principal, hub: Hub) -> Sequence[DuePlan]:
    """The plans on which somebody has to see to something now, the longest waiting first: one's own; leads: all.

    Raises:
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        lists = [tx.plans.due(at, limit=limit, owner=one) for one in whose(tx, staff, at=at)]
        plans = tuple(islice(merge(*lists, key=_waiting_since), limit))
        people = [tx.people.get(one.person) for one in plans]
        # Plans of several persons: ids in a record that rests under nobody's key would outlive the erasure of one.
        record = {"by": staff.id, "what": "due-plans", "count": len(plans)}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at)
        return tuple(_due(plan, whom, at=at) for plan, whom in zip(plans, people, strict=True) if whom)


def _hanging(tx: Tx, person_id: str, staff: Staff, *, at: datetime) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for one in tx.referrals.of_person(person_id):
        draft = tx.referrals.draft(one.id) if may_see(tx, one, staff, at=at) else None
        if draft is not None and draft.step:
            found.setdefault(draft.step, []).append(one.code or one.id)
    return found


def _due(plan: SupportPlan, person: Person, *, at: datetime) -> DuePlan:
    items = tuple(one for one in agenda(plan) if one.on <= day_of(at))
    return DuePlan(plan=plan.id, owner=plan.owner, reference=person.reference, items=items)


def _waiting_since(plan: SupportPlan) -> tuple[datetime, str]:
    return next_look(plan) or LATEST, plan.id
