"""Access control and access log: who may look at which case and act on it; every look leaves a line.

Who looks comes through a system that names its staff.

Access is by assignment (domain section 8): a caseworker sees the cases they own, who stands in or leads sees all.
"""

from collections.abc import Collection, Iterable, Sequence

from exchange.core.consent.consent import Consent
from exchange.core.errors import CONSENT, REFERRAL, NotFound, StaleVersion
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role, State
from exchange.flows.append_entry import append_entry
from exchange.flows.staff.authenticate import APPROVERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

SEE_ALL = frozenset({Role.DEPUTY, Role.TEAM_LEAD, Role.DPO})
"""Who stands in, leads or protects data sees every case (DECISIONS 39); all others see those they own."""


def look(referral_id: str, *, what: str, by: Principal, hub: Hub) -> Referral:
    """Let somebody look at a case of theirs, and write the line of it; `what` is the word the log keeps of the look.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        StaffUnknown, ClientSuspended, Forbidden: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=APPROVERS)
        referral = _assigned(tx, referral_id, staff)
        record = {"referral": referral_id, "by": staff.id, "what": what}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=referral.person)
    return referral


def look_through(*, states: Iterable[State], after: str, limit: int, by: Principal, hub: Hub) -> Sequence[Referral]:
    """A page of the cases somebody may see, in order of id, those after `after`.

    Raises:
        StaffUnknown, ClientSuspended, Forbidden: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=APPROVERS)
        owner = "" if staff.role in SEE_ALL else staff.id
        found = tx.referrals.page(states=states, after=after, limit=limit, owner=owner)
        # Referrals of several persons: ids in a record that rests under nobody's key would outlive the erasure of one.
        record = {"by": staff.id, "what": "list", "count": len(found)}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at)
    return found


def take_up(referral_id: str, *, seen: Collection[int] | None, by: Principal, hub: Hub) -> Referral:
    """Let somebody act on a case of theirs, in the state they saw it; `seen` is None where any state will do.

    It belongs into the transaction of the act: see `flows.staff.idempotency`.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        StaleVersion: it was written since they saw it.
        StaffUnknown, ClientSuspended, Forbidden: they are not proven.
    """
    known = authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=APPROVERS)
        referral = _assigned(tx, referral_id, staff)
        if seen is not None and tx.referrals.writes(referral_id) not in seen:
            raise StaleVersion(referral_id)
    return referral


def look_at_consent(consent_id: str, *, by: Principal, hub: Hub) -> Consent:
    """Show a consent to who recorded it, or who stands in or leads.

    Raises:
        NotFound: there is no such consent, or it is not theirs.
        StaffUnknown, ClientSuspended, Forbidden: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        staff = authorize(known, tx=tx, roles=APPROVERS)
        consent = tx.consents.get(consent_id)
        if consent is None or (staff.role not in SEE_ALL and consent.recorded_by != staff.id):
            raise NotFound(consent_id, kind=CONSENT)
        record = {"consent": consent_id, "by": staff.id, "what": "consent"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=consent.person)
    return consent


def _assigned(tx: Tx, referral_id: str, staff: Staff) -> Referral:
    referral = tx.referrals.lock(referral_id)
    if referral is None or (staff.role not in SEE_ALL and referral.owner != staff.id):
        raise NotFound(referral_id, kind=REFERRAL)
    return referral
