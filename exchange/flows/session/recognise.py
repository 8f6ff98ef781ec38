"""Recognition: whose session a token is of, on every call; what is done then is asked again in its own transaction."""

from exchange.core.session.session import TOUCHED_EVERY, Session, SessionEnded
from exchange.flows.staff.authenticate import SignedIn, authenticate
from exchange.ports.hub import Hub
from keys.encoding import digest


def recognise(token: str, *, hub: Hub) -> tuple[SignedIn, Session]:
    """Say who is signed in with a token, and keep that their session was used.

    Raises:
        SessionEnded: it is of none, or of one that has ended; its words say why.
        RowDiffers: the row of the session is not the one that was written.
    """
    at = hub.clock.now()
    with hub.store.reading() as tx:
        session = tx.sessions.of_token(token_digest(token))
        if session is None:
            raise SessionEnded
        by = SignedIn(session.staff, session.id)
        authenticate(by, hub=hub).stands(tx)
    if at - session.seen_at >= TOUCHED_EVERY:
        with hub.store.shared() as tx:
            tx.sessions.touch(session.id, at=at)
            session = tx.sessions.get(session.id) or session
    return by, session


def token_digest(token: str) -> str:
    """The digest (base64url) a session is found by: whoever reads the database learns no token."""
    return digest(token.encode(errors="replace"))
