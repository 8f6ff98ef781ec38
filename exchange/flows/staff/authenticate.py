"""Authentication and authorisation: staff prove who they are, and what they may do."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import assert_never

from exchange.core.errors import FourEyes, WrongPassphrase
from exchange.core.partner.partner import PartnerStatus
from exchange.core.session.assurance import Assurance
from exchange.core.session.session import EndOfSession, NotFresh, SessionEnded, is_fresh, state_at
from exchange.core.staff.approval import MergeApproval, unfit
from exchange.core.staff.caller import ClientSuspended, StaffUnknown
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role
from exchange.flows.refusals import ALONE, TWICE, forbidden
from exchange.flows.staff.named import staff_named
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest
from keys.rest import passphrase_hash, passphrase_matches

SENDERS = frozenset({Role.CASEWORKER, Role.DEPUTY, Role.TEAM_LEAD})
"""Who may write and send referrals."""
APPROVERS = SENDERS
"""Who may be the second pair of eyes: never the data-protection officer, who would watch over their own work then
(Art. 38(6) GDPR), and never an operator."""
ONLOOKERS = SENDERS | {Role.DPO}
"""Who may look at cases and record a withdrawal; the data-protection officer sees metadata."""
OPERATORS = frozenset({Role.OPERATOR, Role.TEAM_LEAD})
"""Who may run the hub."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Somebody says who they are. The passphrase never appears in a text form of this value."""

    staff: str
    passphrase: bytes = field(repr=False)

    @property
    def uploader(self) -> str:
        """Who is counted for the files they bring: themselves."""
        return self.staff


@dataclass(frozen=True, slots=True)
class OnBehalfOf:
    """A registered client says for whom it acts, and answers for that: it has signed its own staff in."""

    staff: str
    client: str

    @property
    def uploader(self) -> str:
        """Who is counted for the files they bring: the client, for whom else it names is its own word."""
        return self.client


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody whose session was recognised by its token; `session` is its id, which alone opens nothing."""

    staff: str
    session: str

    @property
    def uploader(self) -> str:
        """Who is counted for the files they bring: themselves."""
        return self.staff


Principal = Credentials | OnBehalfOf | SignedIn
"""How somebody comes to act: by a passphrase of their own, now or when their session began, or on a client's word."""

InPerson = Credentials | SignedIn
"""Their own word, given to this hub: no client's will do for approving, confirming, enrolling and arming."""


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Somebody who was who they say a moment ago.

    `stands` looks in the transaction of what they do whether that is still so, keeps there how they proved it, and
    returns them or raises.
    """

    staff: str
    stands: Callable[[Tx], Staff] = field(repr=False)


def authenticate(who: Principal, *, hub: Hub, fresh: bool = False) -> Authenticated:
    """Say who acts. The one place that knows how many ways there are to come to act; flows know `Authenticated` alone.

    `fresh` is what a flow asks for whose act sends, withdraws, approves, enrols, gives cases away or changes rights:
    whoever is signed in has typed their passphrase in the last five minutes. One that comes along with the act is so.

    A passphrase is compared here, which takes its time on purpose, before a transaction keeps others waiting. On the
    word of a registered client there is nothing to compare; `authorize` looks whether client and staff stand. Nor is
    there for who is signed in; `authorize` looks at the session.

    Raises:
        WrongPassphrase: the name is unknown, inactive, or the passphrase is not theirs; the answer is the same, and
            takes as long.
    """
    match who:
        case Credentials():
            return _by_passphrase(who, hub=hub)
        case OnBehalfOf():
            return Authenticated(who.staff, partial(_vouched_for, who))
        case SignedIn():
            return Authenticated(who.staff, partial(_in_session, who, hub.clock.now, fresh))
        case _:
            assert_never(who)


def authenticate_second(second: Credentials | MergeApproval | None, *, hub: Hub) -> Authenticated | None:
    """The same for a second person, where one is named. Nobody else's word will do for them: two eyes of four.

    Who gave their word beforehand proved then who they are; `authorize_second` looks whether they still stand.
    """
    if isinstance(second, MergeApproval):
        return Authenticated(second.staff, partial(_still_bound, second))
    return _by_passphrase(second, hub=hub) if second else None


def authorize(known: Authenticated, *, tx: Tx, roles: Collection[Role]) -> Staff:
    """Return the member of staff if they are who was authenticated, now, and their role is one of `roles`.

    Raises:
        WrongPassphrase: they were deactivated or changed their passphrase in between.
        SessionEnded, NotFresh: their session has ended, or they have to type their passphrase once more.
        StaffUnknown, ClientSuspended: they, or the client that vouches for them, may not act.
        Forbidden: the role does not allow it.
    """
    staff = known.stands(tx)
    if staff.role not in roles:
        raise forbidden(staff, roles=roles)
    return staff


def authorize_second(known: Authenticated | None, *, tx: Tx, first: str, roles: Collection[Role] = APPROVERS) -> Staff:
    """Return the second pair of eyes: authenticated, and never the first.

    Raises:
        FourEyes: nobody was named, or it is the first person again.
        WrongPassphrase, Forbidden: as `authorize`.
    """
    if known is None or known.staff == first:
        raise FourEyes(first).saying(what=ALONE if known is None else TWICE, where="--approve-by")
    return authorize(known, tx=tx, roles=roles)


def authorize_operator(known: Authenticated, *, tx: Tx) -> Staff:
    """Return who may run the hub.

    Raises:
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: as `authorize`.
    """
    return authorize(known, tx=tx, roles=OPERATORS)


def _by_passphrase(claim: Credentials, *, hub: Hub) -> Authenticated:
    with hub.store.reading() as tx:
        staff = staff_named(tx, claim.staff)
    # An unknown name costs as much time as a wrong passphrase: whoever measures learns no names.
    matches = passphrase_matches(claim.passphrase, staff.passphrase_hash if staff else _nobodys_hash())
    if staff is None or not staff.active or not matches:
        raise WrongPassphrase(claim.staff)
    return Authenticated(staff.id, partial(_unchanged, staff.id, staff.passphrase_hash))


@cache
def _nobodys_hash() -> str:
    return passphrase_hash(b"")


def _unchanged(staff_id: str, compared: str, tx: Tx) -> Staff:
    staff = tx.staff.get(staff_id)
    # A passphrase was compared before this transaction began: with this very hash, or it lets nobody in.
    if staff is None or not staff.active or staff.passphrase_hash != compared:
        raise WrongPassphrase(staff_id)
    tx.proved[staff.id] = Assurance.PASSPHRASE
    return staff


def bound_to(staff: Staff) -> str:
    """A digest (base64url) of how somebody's passphrase is kept: a change ends it, and it tells nothing of either."""
    return digest(staff.passphrase_hash)


def _still_bound(approval: MergeApproval, tx: Tx) -> Staff:
    staff = tx.staff.get(approval.staff)
    if staff is None or not staff.active or bound_to(staff) != approval.bound:
        raise unfit()
    tx.proved[staff.id] = Assurance.PASSPHRASE
    return staff


def _vouched_for(who: OnBehalfOf, tx: Tx) -> Staff:
    client = tx.clients.get(who.client)
    if client is None or client.standing is not PartnerStatus.ACTIVE:
        raise ClientSuspended(who.client)
    staff = staff_named(tx, who.staff)
    if staff is None or not staff.active:
        raise StaffUnknown(pointer="/On-Behalf-Of")
    return staff


def _in_session(who: SignedIn, now: Callable[[], datetime], fresh: bool, tx: Tx) -> Staff:  # noqa: FBT001 bound above
    session, at = tx.sessions.get(who.session), now()
    if session is None or session.staff != who.staff:
        raise SessionEnded
    ended = state_at(session, at)
    if ended is not None:
        raise SessionEnded(ended)
    staff = tx.staff.get(who.staff)
    if staff is None or not staff.active:
        raise SessionEnded(EndOfSession.DEACTIVATED)
    # Whatever set another passphrase, whoever knew only the old one acts no more.
    if bound_to(staff) != session.bound:
        raise SessionEnded(EndOfSession.PASSPHRASE)
    if fresh and not is_fresh(session, at):
        raise NotFresh
    tx.proved[staff.id] = session.fresh_by
    return staff
