"""Break-glass access: in an emergency somebody looks at a case that is not theirs, and others see to it afterwards.

It opens one look to a member of staff. Nothing leaves by it, and nobody acts on the case by it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from exchange.core.compliance import break_glass as glass
from exchange.core.compliance.fact import Fact, Written, topic_of
from exchange.core.compliance.house import EmergencyCase
from exchange.core.compliance.kind import REGISTERS, FactKind
from exchange.core.errors import FourEyes
from exchange.core.referral.referral import Referral
from exchange.core.referral.work_item import WorkItem
from exchange.core.staff.seen import Seen
from exchange.core.staff.staff import Staff
from exchange.flows.compliance.gate import registers_now, through
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.flows.documents import check_fit, check_text
from exchange.flows.referral.worklist import put_on_list, take_off_list
from exchange.flows.staff.access import assigned, look_by, not_assigned
from exchange.flows.staff.authenticate import APPROVERS, ONLOOKERS, SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_ROW = REGISTERS[FactKind.BREAK_GLASS]


def break_glass(referral_id: str, *, reason: str, by: Principal, hub: Hub) -> Seen:
    """Let somebody look once at a case that is not theirs, for a reason, and put it on the list of who reviews it.

    Raises:
        NotFound: there is no such referral.
        GlassNotNeeded: it is theirs to see.
        RuleFailed: a rule of the house that is armed stops it (EM-01).
        ForbiddenText, SchemaInvalid: the reason holds what is never kept, is empty or too long.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or does no casework.
    """
    check_text({"/reason": reason})
    check_fit(
        {"person": "-", "by": "-", "reason": reason.strip(), "at": "2026-01-01T00:00:00Z"}, schema="fact-break-glass"
    )

    def broken(tx: Tx, staff: Staff, at: datetime) -> Referral:
        referral = not_assigned(tx, referral_id, to=staff, at=at)
        document = glass.looked(referral.id, by=staff.id, reason=reason.strip(), at=at)
        fact = _record(tx, referral, document, since=at, by=staff.id, hub=hub, at=at)
        case = EmergencyCase(subject=fact.id, at=at, now=at, fact=fact)
        through("somebody-looks", (case,), armed=registers_now(tx, (), at=at).armed)
        return put_on_list(tx, referral, WorkItem.GLASS_UNREVIEWED, hub=hub, at=at)

    return look_by(broken, what=glass.LOOK, roles=SENDERS, by=by, hub=hub, fresh=True)


def review_glass(referral_id: str, *, by: Principal, hub: Hub) -> Sequence[Fact]:
    """Note that a second person, who has the case, reviewed the looks in an emergency at it; those looks.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        NothingToReview: nobody looked, or all is reviewed.
        FourEyes: they looked themselves.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who reviews is not proven, or approves nothing.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        second = authorize(known, tx=tx, roles=APPROVERS)
        referral = assigned(tx, referral_id, to=second, at=at)
        waiting = glass.unreviewed(_looks(tx, referral, at=at))
        others = [one for one in waiting if one.document["by"] != second.id]
        if waiting and not others:
            raise FourEyes(second.id)
        done = _changed(
            tx, referral, others, lambda one: glass.reviewed(one, second=second.id, at=at), by=second, hub=hub
        )
        if len(others) == len(waiting):
            take_off_list(tx, referral, WorkItem.GLASS_UNREVIEWED, hub=hub)
        return done


def note_told(referral_id: str, *, whom: glass.ToldAfterwards, by: Principal, hub: Hub) -> Sequence[Fact]:
    """Note that the person, or the data-protection officer, was told of the looks in an emergency at a case.

    Raises:
        NotFound, NothingToReview: as above.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who says so is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        referral = assigned(tx, referral_id, to=staff, at=at)
        untold = [one for one in _looks(tx, referral, at=at) if f"{whom.value}_told_at" not in one.document]
        return _changed(tx, referral, untold, lambda one: glass.told(one, whom, at=at), by=staff, hub=hub)


def _looks(tx: Tx, referral: Referral, *, at: datetime) -> Sequence[Fact]:
    held = tx.facts.at(FactKind.BREAK_GLASS, referral.person, at=at, known_at=at)
    return glass.of_case(held, referral.id)


def _changed(
    tx: Tx,
    referral: Referral,
    facts: Sequence[Fact],
    to: Callable[[Mapping[str, Any]], Mapping[str, Any]],
    *,
    by: Staff,
    hub: Hub,
) -> Sequence[Fact]:
    if not facts:
        raise glass.NothingToReview().saying(where=referral.code or referral.id)
    at = hub.clock.now()
    return [_record(tx, referral, to(one.document), since=one.valid_from, by=by.id, hub=hub, at=at) for one in facts]


def _record(
    tx: Tx, referral: Referral, document: Mapping[str, Any], *, since: datetime, by: str, hub: Hub, at: datetime
) -> Fact:
    # The same beginning and topic as before: what is written down last holds.
    written = Written(referral.person, topic_of(_ROW, document), since, None, document)
    people = Recorders(by)
    return record_fact(tx, FactKind.BREAK_GLASS, written, people=people, hub=hub, at=at, person=referral.person)
