"""Authentication and authorisation: staff prove who they are, and what they may do."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.errors import STAFF, Conflict, Forbidden, FourEyes, NotFound, WrongPassphrase
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.partner.partner import PartnerStatus
from exchange.core.staff.caller import ClientSuspended, StaffUnknown
from exchange.core.staff.staff import Staff, Training
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.rest import passphrase_hash, passphrase_matches

SENDERS = frozenset({Role.CASEWORKER, Role.DEPUTY, Role.TEAM_LEAD})
APPROVERS = frozenset({Role.CASEWORKER, Role.DEPUTY, Role.TEAM_LEAD, Role.DPO})
OPERATORS = frozenset({Role.OPERATOR, Role.TEAM_LEAD})
"""Who may send, who may be the second pair of eyes, who may run the hub."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Somebody says who they are. The passphrase never appears in a text form of this value."""

    staff: str
    passphrase: bytes

    def __repr__(self) -> str:
        return f"Claim({self.staff!r})"


@dataclass(frozen=True, slots=True)
class OnBehalfOf:
    """A registered client says for whom it acts, and answers for that: it has signed its own staff in."""

    staff: str
    client: str


Principal = Credentials | OnBehalfOf
"""How somebody comes to act: by a passphrase of their own, or on the word of a registered client."""


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Somebody who was who they say a moment ago.

    `passphrase_hash` is what a passphrase was compared with; `client` is who vouches where there was none.
    """

    staff: str
    passphrase_hash: str
    client: str = ""


def authenticate(who: Principal, *, hub: Hub) -> Authenticated:
    """Compare a passphrase, which takes its time on purpose, before a transaction keeps others waiting.

    On the word of a registered client there is nothing to compare; `authorize` looks whether client and staff stand.

    Raises:
        WrongPassphrase: the name is unknown, inactive, or the passphrase is not theirs; the answer is the same.
    """
    if isinstance(who, OnBehalfOf):
        return Authenticated(who.staff, "", who.client)
    return _compare(who, hub=hub)


def _compare(claim: Credentials, *, hub: Hub) -> Authenticated:
    with hub.store.reading() as tx:
        staff = tx.staff.get(claim.staff)
    if staff is None or not staff.active or not passphrase_matches(claim.passphrase, staff.passphrase_hash):
        raise WrongPassphrase(claim.staff)
    return Authenticated(staff.id, staff.passphrase_hash)


def authenticate_second(claim: Credentials | None, *, hub: Hub) -> Authenticated | None:
    """The same for a second person, where one is named. Nobody else's word will do for them: two eyes of four."""
    return _compare(claim, hub=hub) if claim else None


def authorize(known: Authenticated, *, tx: Tx, roles: Collection[Role]) -> Staff:
    """Return the member of staff if they are who was vouched for, now, and their role is one of `roles`.

    Raises:
        WrongPassphrase: they were deactivated or changed their passphrase in between.
        StaffUnknown, ClientSuspended: they, or the client that vouches for them, may not act.
        Forbidden: the role does not allow it.
    """
    staff = _acting_staff(known, tx=tx) if known.client else _own_staff(known, tx=tx)
    if staff.role not in roles:
        raise Forbidden(known.staff)
    return staff


def authorize_second(known: Authenticated | None, *, tx: Tx, first: str, roles: Collection[Role] = APPROVERS) -> Staff:
    """Return the second pair of eyes: proven, and never the first.

    Raises:
        FourEyes: nobody was vouched for, or it is the first person again.
        WrongPassphrase, Forbidden: as `authorize`.
    """
    if known is None or known.staff == first:
        raise FourEyes(first)
    return authorize(known, tx=tx, roles=roles)


def add_staff(staff_id: str, *, name: str, role: Role, passphrase: bytes, by: Credentials | None, hub: Hub) -> Staff:
    """Add a member of staff. The very first one needs nobody; after that an operator or team lead adds them.

    Raises:
        Forbidden: there are staff already and `by` is missing or may not.
        WrongPassphrase: `by` did not prove themselves.
        Conflict: the id is taken; nobody takes over another's name with a passphrase of their own.
    """
    at = hub.clock.now()
    hashed, adder = passphrase_hash(passphrase), authenticate_second(by, hub=hub)
    with hub.store.transaction() as tx:
        # This transaction runs alone: two who are first at once would each find nobody, and need nobody.
        if tx.staff.all():
            _authorize_operator(adder, tx=tx)
        if tx.staff.get(staff_id) is not None:
            raise Conflict(staff_id)
        staff = Staff(id=staff_id, name=name, role=role, passphrase_hash=hashed, active=True, since=at)
        tx.staff.add(staff)
        record = {"staff": staff_id, "role": role.value, "by": by.staff if by else staff_id}
        append_entry(tx, EntryType.STAFF_ADDED, record, hub=hub, at=at)
    return staff


def record_training(
    staff_id: str, *, topic: str, valid: tuple[datetime, datetime], by: Credentials, hub: Hub
) -> Training:
    """Record a training. Nobody records their own.

    Raises:
        Forbidden: the member of staff does not exist or is the one who records.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        recorder = _authorize_operator(known, tx=tx)
        if recorder.id == staff_id or tx.staff.get(staff_id) is None:
            raise Forbidden(staff_id)
        training = Training(
            id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
            staff=staff_id,
            topic=topic,
            valid_from=valid[0],
            valid_until=valid[1],
        )
        tx.staff.add_training(training)
        record = {"staff": staff_id, "topic": topic, "by": recorder.id, "training": training.id}
        append_entry(tx, EntryType.TRAINING_RECORDED, record, hub=hub, at=at)
    return training


def deactivate_staff(staff_id: str, *, by: Principal, hub: Hub) -> Staff:
    """Let somebody who has left act no more, by any way. Their name stays with what they did.

    Raises:
        NotFound: there is nobody of this name.
        Forbidden: nobody deactivates themselves, so somebody who may always remains; or `by` may not.
        WrongPassphrase: `by` did not prove themselves.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        who = _authorize_operator(known, tx=tx)
        staff = tx.staff.get(staff_id)
        if staff is None:
            raise NotFound(staff_id, kind=STAFF)
        if who.id == staff_id:
            raise Forbidden(staff_id)
        if not staff.active:
            return staff
        gone = replace(staff, active=False)
        tx.staff.add(gone)
        append_entry(tx, EntryType.STAFF_DEACTIVATED, {"staff": staff_id, "by": who.id}, hub=hub, at=at)
    return gone


def _own_staff(known: Authenticated, *, tx: Tx) -> Staff:
    staff = tx.staff.get(known.staff)
    # A passphrase was compared before this transaction began: with this very hash, or it lets nobody in.
    if staff is None or not staff.active or staff.passphrase_hash != known.passphrase_hash:
        raise WrongPassphrase(known.staff)
    return staff


def _acting_staff(known: Authenticated, *, tx: Tx) -> Staff:
    client = tx.clients.get(known.client)
    if client is None or client.standing is not PartnerStatus.ACTIVE:
        raise ClientSuspended(known.client)
    staff = tx.staff.get(known.staff)
    if staff is None or not staff.active:
        raise StaffUnknown
    return staff


def _authorize_operator(known: Authenticated | None, *, tx: Tx) -> Staff:
    if known is None:
        raise Forbidden
    return authorize(known, tx=tx, roles=OPERATORS)
