"""Passkeys of one's own: added by who is signed in and fresh, shown, taken away; each of it has its leaf."""

from collections.abc import Sequence

from exchange.core.errors import PASSKEY, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.session.passkey import Passkey, PasskeyUse, check_name, check_room
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.drop_passkeys import drop_passkeys
from exchange.flows.session.challenge import ask, party_of, refused, take
from exchange.flows.staff.authenticate import SignedIn, authenticate, authorize
from exchange.ports.hub import Hub
from keys.passkey import NewKey, PasskeyUnfit, ask_for_new, read_new, verify_new


def passkeys_of(*, by: SignedIn, hub: Hub) -> Sequence[Passkey]:
    """One's own, oldest first.

    Raises:
        SessionEnded: `by` is not signed in any more.
    """
    known = authenticate(by, hub=hub)
    with hub.store.reading() as tx:
        return tx.passkeys.of(authorize(known, tx=tx, roles=frozenset(Role)).id)


def begin_passkey(*, bound: str, by: SignedIn, hub: Hub) -> str:
    """What the browser is asked for a new one, as JSON; `bound` is what only this browser can say.

    Raises:
        SessionEnded: `by` is not signed in any more. NoPasskeysHere: the hub's address has no name.
    """
    known = authenticate(by, hub=hub)
    with hub.store.reading() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        has = [one.credential for one in tx.passkeys.of(staff.id)]
    party, challenge = party_of(hub), ask(PasskeyUse.ADD, bound=bound, hub=hub)
    return ask_for_new(party, challenge, staff=staff.id, name=staff.name, has=has)


def add_passkey(answer: str, *, name: str, bound: str, by: SignedIn, hub: Hub) -> Passkey:
    """Keep the passkey that a device just made.

    Raises:
        SessionEnded, NotFresh: `by` is not signed in, or not fresh.
        PasskeyRefused: the answer does not hold. PasskeyNameUnfit, TooManyPasskeys: as they say.
        Conflict: it is kept already.
    """
    known = authenticate(by, hub=hub, fresh=True)
    with hub.store.reading() as tx:
        authorize(known, tx=tx, roles=frozenset(Role))
    name, made, at = check_name(name), _made(answer, bound=bound, hub=hub), hub.clock.now()
    with hub.store.transaction() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        check_room(len(tx.passkeys.of(staff.id)))
        added = Passkey(
            id=uuid7(at, random=hub.entropy.bytes(UUID7_RANDOM_BYTES)),
            staff=staff.id,
            credential=made.credential,
            public_key=made.public_key,
            sign_count=made.sign_count,
            name=name,
            added_at=at,
        )
        tx.passkeys.add(added)
        record = {"staff": staff.id, "passkey": added.id, "by": staff.id}
        append_entry(tx, EntryType.PASSKEY_ADDED, record, hub=hub, at=at)
    return added


def remove_passkey(passkey_id: str, *, by: SignedIn, hub: Hub) -> None:
    """Take one of one's own away.

    Raises:
        SessionEnded, NotFresh: `by` is not signed in, or not fresh.
        NotFound: there is no such passkey, or it is somebody else's; the answer is the same.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.transaction() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        found = [one for one in tx.passkeys.of(staff.id) if one.id == passkey_id]
        if not found:
            raise NotFound(passkey_id, kind=PASSKEY)
        tx.only_dismisses()
        drop_passkeys(tx, found, by=staff.id, hub=hub, at=at)


def _made(answer: str, *, bound: str, hub: Hub) -> NewKey:
    party = party_of(hub)
    try:
        said = read_new(answer)
        take(PasskeyUse.ADD, said.challenge, bound=bound, hub=hub)
        return verify_new(answer, challenge=said.challenge, party=party)
    except PasskeyUnfit as error:
        raise refused(error) from error
