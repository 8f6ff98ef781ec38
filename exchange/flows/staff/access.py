"""Access control and access log: who may look at which case and act on it; every look leaves a line.

Access is by assignment (domain sections 8 and 9): a caseworker has the cases they own, a deputy also those of whom they
stand in for today; who leads or protects data sees all. `assigned` is the one rule: every flow that names a referral
asks it in its own transaction, whatever door the call came by, and `assigned_consent` asks the same of a consent.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial
from heapq import merge
from itertools import islice

from exchange.core.compliance.break_glass import GlassNotNeeded
from exchange.core.consent.consent import Consent
from exchange.core.errors import ANY_REFERRAL, CONSENT, PERSON, REFERRAL, Forbidden, NotFound, StaleVersion
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.code import read_code
from exchange.core.referral.referral import Draft, Person, Referral
from exchange.core.referral.sought import EVERYTHING, Sought
from exchange.core.staff.deputy import NotStandingIn
from exchange.core.staff.seen import METADATA_ONLY, Seen
from exchange.core.staff.staff import Staff
from exchange.core.typed_key import PersonAmbiguous
from exchange.core.vocabulary import Role, State
from exchange.flows.append_entry import append_entry
from exchange.flows.compliance.gate import judge_look
from exchange.flows.staff.authenticate import (
    ONLOOKERS,
    SENDERS,
    Authenticated,
    Principal,
    authenticate,
    authorize,
    authorize_second,
)
from exchange.flows.staff.conflicts import check_conflicts
from exchange.flows.staff.deputies import stood_in_for
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

SEE_ALL = frozenset({Role.TEAM_LEAD, Role.DPO})
"""Who leads or protects data sees every case (DECISIONS 39); all others see those they own or see to."""
LATEST = datetime.max.replace(tzinfo=UTC)
Find = Callable[[Tx, Staff, datetime], Referral]
"""Gives somebody a case at an instant, or raises."""
CONTENT = frozenset({"feedback", "file"})
"""Looks that show nothing but content: who sees metadata only has nothing to see there."""


def look(referral_id: str, *, what: str, by: Principal, hub: Hub) -> Seen:
    """Let somebody look at a case of theirs, and write the line of it; `what` is the word the log keeps of the look.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or has no business there.
    """
    return look_by(partial(_own, referral_id, what), what=what, roles=ONLOOKERS, by=by, hub=hub)


def look_by(find: Find, *, what: str, roles: Collection[Role], by: Principal, hub: Hub, fresh: bool = False) -> Seen:
    """Let somebody look at the case that `find` gives them, or refuses, and write the line of it; `fresh` as ever.

    Raises:
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven, or has no business there.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=fresh)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=roles)
        referral = find(tx, staff, at)
        record = {"referral": referral.id, "by": staff.id, "what": what}
        judge_look(referral, record, by=staff, stands_in_for=stood_in_for(tx, staff, at=at), at=at)
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=referral.person)
        return Seen(referral=referral.id, by=staff.id, role=staff.role)


def _own(referral_id: str, what: str, tx: Tx, staff: Staff, at: datetime) -> Referral:
    if what in CONTENT and staff.role in METADATA_ONLY:
        raise Forbidden(staff.id)
    return assigned(tx, referral_id, to=staff, at=at)


def look_through(
    *, states: Iterable[State], after: str, limit: int, by: Principal, hub: Hub, sought: Sought = EVERYTHING
) -> Sequence[Referral]:
    """A page of the cases somebody may see, in order of id, those after `after`; of what is `sought` alone.

    Raises:
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        of = partial(tx.referrals.page, states=frozenset(states), after=after, limit=limit, sought=sought)
        found = tuple(islice(merge(*(of(owner=one) for one in whose(tx, staff, at=at)), key=_id), limit))
        _note_list(tx, staff, "list", found, hub=hub, at=at)
    return found


def look_at_due(*, limit: int, by: Principal, hub: Hub) -> Sequence[Referral]:
    """The cases of theirs that somebody has to look at now, the longest waiting first.

    Raises:
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        lists = [tx.referrals.listed(at, limit=limit, owner=one) for one in whose(tx, staff, at=at)]
        found = tuple(islice(merge(*lists, key=_waiting_since), limit))
        _note_list(tx, staff, "due", found, hub=hub, at=at)
    return found


def take_up(referral_id: str, *, seen: Collection[int] | None, by: Principal, hub: Hub) -> Referral:
    """Let somebody act on a case of theirs, in the state they saw it; `seen` is None where any state will do.

    It belongs into the transaction of the act: see `flows.staff.idempotency`.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        StaleVersion: it was written since they saw it.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: they are not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        referral = assigned(tx, referral_id, to=authorize(known, tx=tx, roles=SENDERS), at=at)
        if seen is not None and tx.referrals.writes(referral.id) not in seen:
            raise StaleVersion(referral_id, pointer="/If-Match")
    return referral


def as_it_stands(referral_id: str, *, by: Principal, hub: Hub) -> tuple[Referral, int]:
    """A case of theirs after they acted on it, and how often it was written; the line of it is that of the act.

    It belongs into the transaction of the act: see `flows.staff.idempotency`.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: they are not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        referral = assigned(tx, referral_id, to=authorize(known, tx=tx, roles=SENDERS), at=at)
        return referral, tx.referrals.writes(referral.id)


def look_at_consent(consent_id: str, *, by: Principal, hub: Hub) -> Consent:
    """Show a consent to who recorded it or has a case on it, or stands in for them, or leads or protects data.

    Raises:
        NotFound: there is no such consent, or it is not theirs.
        StaffUnknown, ClientSuspended, Forbidden, WrongPassphrase: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=ONLOOKERS)
        consent = assigned_consent(tx, consent_id, to=staff, at=at)
        record = {"consent": consent_id, "by": staff.id, "what": "consent"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=consent.person)
    return consent


def assigned(tx: Tx, referral_id: str, *, to: Staff, at: datetime) -> Referral:
    """The case of this id or code, locked, if it is somebody's to see. The one rule of access: every flow asks it.

    Raises:
        NotFound: there is no such referral, or it is not theirs; the answer is the same.
    """
    code = read_code(referral_id)
    referral = tx.referrals.lock(tx.referrals.by_code(code) or "" if code else referral_id)
    if referral is None or not may_see(tx, referral, to, at=at):
        raise NotFound(referral_id, kind=REFERRAL)
    return referral


def not_assigned(tx: Tx, referral_id: str, *, to: Staff, at: datetime) -> Referral:
    """The case of this id or code, locked, that is not somebody's to see: for a look in an emergency alone.

    Raises:
        NotFound: there is no such referral.
        GlassNotNeeded: it is theirs.
    """
    code = read_code(referral_id)
    referral = tx.referrals.lock(tx.referrals.by_code(code) or "" if code else referral_id)
    if referral is None:
        raise NotFound(referral_id, kind=ANY_REFERRAL)
    if may_see(tx, referral, to, at=at):
        raise GlassNotNeeded().saying(where=referral_id)
    return referral


def assigned_draft(tx: Tx, referral_id: str, *, to: Staff, at: datetime) -> tuple[Referral, Draft]:
    """The same, with what is or was to be sent.

    Raises:
        NotFound: as above, or the person's data is erased.
    """
    referral = assigned(tx, referral_id, to=to, at=at)
    draft = tx.referrals.draft(referral.id)
    if draft is None:
        raise NotFound(referral_id, kind=REFERRAL)
    return referral, draft


def assigned_consent(tx: Tx, consent_id: str, *, to: Staff, at: datetime) -> Consent:
    """The consent of this id, if it is somebody's to see: they recorded it, or a case that stands on it is theirs.

    Raises:
        NotFound: there is no such consent, or it is not theirs; the answer is the same.
    """
    consent = tx.consents.get(consent_id)
    if consent is None or not may_see_consent(tx, consent, to, at=at):
        raise NotFound(consent_id, kind=CONSENT)
    return consent


def assigned_person(tx: Tx, named: str, *, to: Staff, at: datetime) -> Person:
    """The person of this reference or id, if one of their cases or consents is somebody's to see.

    Raises:
        NotFound: nobody is known by it, or nothing of them is theirs; the answer is the same, and repeats no reference.
        PersonAmbiguous: several are, whose references differ in spelling alone; `allowed` has their ids.
    """
    by_id = tx.people.get(named)
    found = [by_id] if by_id else tx.people.named(named)
    theirs = [one for one in found if _may_see_person(tx, one, to, at=at)]
    if not theirs:
        raise NotFound(kind=PERSON)
    if len(theirs) > 1:
        raise PersonAmbiguous(allowed=tuple(one.id for one in theirs))
    return theirs[0]


def may_see(tx: Tx, referral: Referral, staff: Staff, *, at: datetime) -> bool:
    """Say whether a case is somebody's to see, at the instant."""
    if staff.role in SEE_ALL or referral.owner == staff.id:
        return True
    return referral.owner in stood_in_for(tx, staff, at=at)


def second_of(known: Authenticated | None, *, tx: Tx, referral: Referral, first: Staff, at: datetime) -> Staff:
    """Return the second pair of eyes on a case: a colleague or a lead, or a deputy who stands in for its owner.

    Raises:
        NotStandingIn: a deputy who does not; FourEyes, WrongPassphrase, Forbidden: as `authorize_second`.
        ConflictOfInterest: one of the two is close to the person.
    """
    second = authorize_second(known, tx=tx, first=first.id)
    if second.role is Role.DEPUTY and not may_see(tx, referral, second, at=at):
        raise NotStandingIn(second.id)
    check_conflicts(tx, referral.person, (first, second), at=at)
    return second


def second_about(known: Authenticated | None, *, tx: Tx, person_id: str, first: Staff, at: datetime) -> Staff:
    """The same where it is about a person: a deputy stands in for who is first, or for who has a case of theirs.

    Raises:
        NotStandingIn, FourEyes, ConflictOfInterest, WrongPassphrase, Forbidden: as above.
    """
    second = authorize_second(known, tx=tx, first=first.id)
    check_conflicts(tx, person_id, (first, second), at=at)
    if second.role is not Role.DEPUTY or first.id in stood_in_for(tx, second, at=at):
        return second
    if not any(may_see(tx, one, second, at=at) for one in tx.referrals.of_person(person_id)):
        raise NotStandingIn(second.id)
    return second


def _may_see_person(tx: Tx, person: Person, staff: Staff, *, at: datetime) -> bool:
    if staff.role in SEE_ALL or any(may_see(tx, one, staff, at=at) for one in tx.referrals.of_person(person.id)):
        return True
    return any(may_see_consent(tx, one, staff, at=at) for one in tx.consents.of(person.id))


def may_see_consent(tx: Tx, consent: Consent, staff: Staff, *, at: datetime) -> bool:
    """Say whether a consent is somebody's to see, at the instant."""
    if staff.role in SEE_ALL or consent.recorded_by in {staff.id, *stood_in_for(tx, staff, at=at)}:
        return True
    return any(may_see(tx, one, staff, at=at) for one in tx.referrals.of_consent(consent.id))


def whose(tx: Tx, staff: Staff, *, at: datetime) -> Sequence[str]:
    """Whose cases somebody sees, by owner; the empty name is everybody's."""
    return ("",) if staff.role in SEE_ALL else (staff.id, *sorted(stood_in_for(tx, staff, at=at)))


def _id(referral: Referral) -> str:
    return referral.id


def _waiting_since(referral: Referral) -> tuple[datetime, str]:
    return referral.listed_at or LATEST, referral.id


def _note_list(tx: Tx, staff: Staff, what: str, found: Sequence[Referral], *, hub: Hub, at: datetime) -> None:
    # Referrals of several persons: ids in a record that rests under nobody's key would outlive the erasure of one.
    record = {"by": staff.id, "what": what, "count": len(found)}
    append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at)
