"""Sign-in: a name and a passphrase begin a session; whoever knows its token afterwards is that person until it ends."""

from dataclasses import dataclass, field
from datetime import datetime

from exchange.core.errors import WrongPassphrase
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.session.assurance import Assurance
from exchange.core.session.session import Session
from exchange.core.staff.staff import Staff
from exchange.core.typed_key import NotAKey, read_typed_key
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.session.recognise import token_digest
from exchange.flows.session.try_passphrase import TRY_AGAIN, Mark, forgive, name_mark, network_mark, try_passphrase
from exchange.flows.staff.authenticate import Credentials, authorize, bound_to
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import b64url

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session that has begun, and the token (base64url of 256 random bits) that is kept nowhere here."""

    token: str = field(repr=False)
    session: Session


def sign_in(credentials: Credentials, *, hub: Hub, network: str = "") -> Opened:
    """Begin a session. Any other of theirs goes on: a caseworker has a desk and a meeting room.

    `network` is where the call comes from, as waits are counted for it: an address, or for IPv6 its first 64 bits.

    Raises:
        WrongPassphrase: the name is unknown, inactive, or the passphrase is not theirs; the answer is the same.
        SignInTooSoon: wrong passphrases were typed under this name, or from this network.
        SignInBusy: too many passphrases are being compared at this moment.
    """
    try:
        name = read_typed_key(credentials.staff)
    except NotAKey:
        # Nobody bears a name with signs that cannot be seen, and a database need not be asked for it.
        raise WrongPassphrase().saying(do=TRY_AGAIN) from None
    marks = [name_mark(name), *_of_network(network)]
    known = try_passphrase(credentials, marks=marks, hub=hub)
    at = hub.clock.now()
    with hub.store.transaction() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        forgive(tx, marks, at=at)
        return begin_session(tx, staff, by=Assurance.PASSPHRASE, hub=hub, at=at)


def begin_session(tx: Tx, staff: Staff, *, by: Assurance, hub: Hub, at: datetime) -> Opened:
    """Begin a session of who has just proved that it is them; `by` is how."""
    token = b64url(hub.entropy.bytes(TOKEN_BYTES))
    session = Session(
        id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
        staff=staff.id,
        token_digest=token_digest(token),
        bound=bound_to(staff),
        begun_at=at,
        seen_at=at,
        fresh_at=at,
        fresh_by=by,
    )
    tx.sessions.add(session)
    record = {"session": session.id, "staff": staff.id, "assurance": by.value}
    append_entry(tx, EntryType.SESSION_BEGUN, record, hub=hub, at=at)
    return Opened(token=token, session=session)


def _of_network(network: str) -> list[Mark]:
    return [network_mark(network)] if network else []
