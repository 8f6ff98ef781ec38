"""Sign-out: ends the session of a token at the hub, whatever becomes of the cookie."""

from exchange.core.session.session import EndOfSession
from exchange.flows.end_sessions import end_sessions
from exchange.flows.session.recognise import token_digest
from exchange.ports.hub import Hub


def sign_out(token: str, *, hub: Hub) -> None:
    """End the session of this token; where there is none, or it has ended, nothing is left to do."""
    at, found = hub.clock.now(), token_digest(token)
    with hub.store.reading() as tx:
        tx.only_dismisses()
        if tx.sessions.of_token(found) is None:
            return
    with hub.store.transaction() as tx:
        tx.only_dismisses()
        session = tx.sessions.of_token(found)
        if session is not None:
            end_sessions(tx, [session], why=EndOfSession.SIGNED_OUT, by=session.staff, hub=hub, at=at)
