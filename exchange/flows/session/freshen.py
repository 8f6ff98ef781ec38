"""Freshness: the owner of a session types their passphrase once more, for what sends, withdraws, approves or enrols."""

from exchange.core.session.assurance import Assurance
from exchange.core.session.session import Session, SessionEnded
from exchange.core.vocabulary import Role
from exchange.flows.session.recognise import recognise
from exchange.flows.session.try_passphrase import forgive, network_mark, session_mark, try_passphrase
from exchange.flows.staff.authenticate import Credentials, authenticate, authorize
from exchange.ports.hub import Hub


def freshen(token: str, passphrase: bytes, *, hub: Hub, network: str = "") -> Session:
    """Take a passphrase for the session of this token; for five minutes it counts as just typed.

    Raises:
        SessionEnded: the session has ended.
        WrongPassphrase: it is not theirs; the session goes on.
        SignInTooSoon, SignInBusy: as for `sign_in`.
    """
    by, session = recognise(token, hub=hub)
    marks = [session_mark(session.id), *([network_mark(network)] if network else [])]
    try_passphrase(Credentials(by.staff, passphrase), marks=marks, hub=hub)
    at, signed_in = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        # Where another passphrase was set in between, the session ended with the old one.
        authorize(signed_in, tx=tx, roles=frozenset(Role))
        forgive(tx, marks, at=at)
        tx.sessions.freshen(session.id, at=at, by=Assurance.PASSPHRASE)
        fresh = tx.sessions.get(session.id)
    if fresh is None:
        raise SessionEnded
    return fresh
