"""Carrying a plan on: a step or a follow-up is done, the plan is looked over together every six months, and closed."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.evidence.entry import EntryType
from exchange.core.plan import change
from exchange.core.plan.plan import PlanClosing, SupportPlan
from exchange.flows.append_entry import append_entry
from exchange.flows.plan.theirs import running_plan
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub

Change = Callable[[SupportPlan, date, datetime], SupportPlan]
"""What becomes of a plan on a day in Berlin, at an instant."""


def finish_step(person: str, number: int, *, by: Principal, hub: Hub) -> SupportPlan:
    """Note that a step of a person's plan is done, today.

    Raises:
        PlanUnfit: there is no step of this number.
        NotFound: the person is not known or not theirs, or has no plan that goes on.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who says so is not proven, or does no casework.
    """
    done: Change = lambda plan, today, _: change.step_done(plan, number, on=today)  # noqa: E731
    return _changed(person, done, what=EntryType.PLAN_CHANGED, said={"step": number}, by=by, hub=hub)


def finish_follow_up(person: str, number: int, *, by: Principal, hub: Hub) -> SupportPlan:
    """Note that somebody was in touch with the person as agreed, today.

    Raises:
        PlanUnfit: there is no follow-up of this number.
        NotFound, StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    done: Change = lambda plan, today, _: change.follow_up_done(plan, number, on=today)  # noqa: E731
    return _changed(person, done, what=EntryType.PLAN_CHANGED, said={"follow_up": number}, by=by, hub=hub)


def review_plan(person: str, *, by: Principal, hub: Hub) -> SupportPlan:
    """Note that a plan was looked over with the person today; it is on the list again six months from now.

    Raises:
        NotFound, StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    looked_over: Change = lambda plan, today, _: change.reviewed(plan, on=today)  # noqa: E731
    return _changed(person, looked_over, what=EntryType.PLAN_REVIEWED, said={}, by=by, hub=hub)


def close_plan(person: str, why: PlanClosing, *, by: Principal, hub: Hub) -> SupportPlan:
    """Close a person's plan; it stays to be read, and another may be begun.

    Raises:
        NotFound, StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: as above.
    """
    end: Change = lambda plan, _, at: change.closed(plan, why, at=at)  # noqa: E731
    return _changed(person, end, what=EntryType.PLAN_CLOSED, said={"why": why.value}, by=by, hub=hub)


def _changed(
    person: str, to: Change, *, what: EntryType, said: Mapping[str, Any], by: Principal, hub: Hub
) -> SupportPlan:
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=SENDERS)
        plan = to(running_plan(tx, person, to=staff, at=at), day_of(at), at)
        tx.plans.put(plan)
        append_entry(tx, what, {"plan": plan.id, "by": staff.id, **said}, hub=hub, at=at, person=plan.person)
        return plan
