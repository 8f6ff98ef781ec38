"""Sign-in and confirmation by passkey: the device says who is there, and the hub looks whether that is so."""

from dataclasses import replace

from exchange.core.session.assurance import Assurance
from exchange.core.session.passkey import Passkey, PasskeyFault, PasskeyRefused, PasskeyUse, check_counter
from exchange.core.session.session import Session, SessionEnded
from exchange.core.vocabulary import Role
from exchange.flows.session.challenge import ask, party_of, refused, take
from exchange.flows.session.recognise import recognise
from exchange.flows.session.sign_in import Opened, begin_session
from exchange.flows.staff.authenticate import authenticate, authorize
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.passkey import Answer, PasskeyUnfit, ask_for_known, read_known, user_handle, verify_known


def begin_sign_in(*, bound: str, hub: Hub) -> str:
    """What a browser is asked in which nobody is signed in, as JSON; `bound` is what only this browser can say.

    Raises:
        NoPasskeysHere: the hub's address has no name.
    """
    party = party_of(hub)
    return ask_for_known(party, ask(PasskeyUse.SIGN_IN, bound=bound, hub=hub))


def sign_in_by_passkey(answer: str, *, bound: str, hub: Hub) -> Opened:
    """Begin a session of whose passkey it is. Nobody types a name: the passkey has one.

    Raises:
        PasskeyRefused: the answer does not hold, or its owner acts no more.
        RowDiffers: the row of the passkey is not the one that was written.
    """
    said = _taken(PasskeyUse.SIGN_IN, answer, bound=bound, hub=hub)
    at = hub.clock.now()
    with hub.store.transaction() as tx:
        passkey = _proved(tx, said, answer, hub=hub)
        staff = tx.staff.get(passkey.staff)
        if staff is None or not staff.active:
            raise PasskeyRefused(PasskeyFault.UNKNOWN)
        return begin_session(tx, staff, by=Assurance.PASSKEY, hub=hub, at=at)


def begin_confirmation(token: str, *, bound: str, hub: Hub) -> str:
    """What the browser of the session of this token is asked, as JSON: for one of its owner's passkeys.

    Raises:
        SessionEnded: the session has ended. NoPasskeysHere: the hub's address has no name.
    """
    by, _ = recognise(token, hub=hub)
    party = party_of(hub)
    with hub.store.reading() as tx:
        has = [one.credential for one in tx.passkeys.of(by.staff)]
    return ask_for_known(party, ask(PasskeyUse.CONFIRM, bound=bound, hub=hub), has=has)


def freshen_by_passkey(token: str, answer: str, *, bound: str, hub: Hub) -> Session:
    """Take a passkey for the session of this token; for five minutes it counts as just confirmed.

    Raises:
        SessionEnded: the session has ended.
        PasskeyRefused: the answer does not hold, or it is somebody else's; the session goes on.
        RowDiffers: the row of the passkey is not the one that was written.
    """
    by, session = recognise(token, hub=hub)
    said, signed_in = _taken(PasskeyUse.CONFIRM, answer, bound=bound, hub=hub), authenticate(by, hub=hub)
    at = hub.clock.now()
    with hub.store.transaction() as tx:
        staff = authorize(signed_in, tx=tx, roles=frozenset(Role))
        if _proved(tx, said, answer, hub=hub).staff != staff.id:
            raise PasskeyRefused(PasskeyFault.UNKNOWN)
        tx.sessions.freshen(session.id, at=at, by=Assurance.PASSKEY)
        fresh = tx.sessions.get(session.id)
    if fresh is None:
        raise SessionEnded
    return fresh


def _taken(what: PasskeyUse, answer: str, *, bound: str, hub: Hub) -> Answer:
    try:
        said = read_known(answer)
    except PasskeyUnfit as error:
        raise refused(error) from error
    take(what, said.challenge, bound=bound, hub=hub)
    return said


def _proved(tx: Tx, said: Answer, answer: str, *, hub: Hub) -> Passkey:
    """The passkey that gave this answer, with its counter as it is now."""
    party, passkey = party_of(hub), tx.passkeys.of_credential(said.credential)
    if passkey is None or (said.handle and said.handle != user_handle(party.origin, passkey.staff)):
        raise PasskeyRefused(PasskeyFault.UNKNOWN)
    try:
        count = verify_known(answer, challenge=said.challenge, party=party, public_key=passkey.public_key)
    except PasskeyUnfit as error:
        raise refused(error) from error
    check_counter(passkey.sign_count, said=count)
    if count != passkey.sign_count:
        passkey = replace(passkey, sign_count=count)
        tx.passkeys.used(passkey)
    return passkey
