"""Sessions shown and ended: one's own, or those of somebody else for who runs the hub; and forgotten a day later."""

from collections.abc import Sequence
from datetime import timedelta

from exchange.core.errors import SESSION, STAFF, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import show_instant
from exchange.core.session.session import EndOfSession, Session, ended_at, state_at
from exchange.core.staff.staff import Staff
from exchange.core.vocabulary import Role
from exchange.flows.append_entry import append_entry
from exchange.flows.end_sessions import end_sessions
from exchange.flows.refusals import forbidden
from exchange.flows.staff.authenticate import OPERATORS, Principal, authenticate, authorize
from exchange.flows.staff.named import staff_named
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

KEPT = timedelta(hours=24)
"""From its beginning: so long somebody is told why theirs has ended. Attempts to sign in are kept no longer."""
_PAGE = 50


def sessions_of(staff_id: str = "", *, by: Principal, hub: Hub) -> Sequence[Session]:
    """Sessions that run, oldest first: one's own, or those of `staff_id`.

    Raises:
        Forbidden: they are somebody else's, and `by` does not run the hub.
        NotFound: nobody has this staff id.
        WrongPassphrase, SessionEnded: `by` is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.reading() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        owner = _whose(tx, staff_id, by=staff)
        return tuple(one for one in tx.sessions.of(owner) if state_at(one, at) is None)


def end_session(session_id: str, *, by: Principal, hub: Hub) -> Session:
    """End one session that runs: one's own on another machine, or somebody else's for who runs the hub.

    Raises:
        NotFound: there is no such session that runs, or it is not theirs; the answer is the same.
        WrongPassphrase, SessionEnded: `by` is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        tx.only_dismisses()
        session = tx.sessions.get(session_id)
        if session is None or (session.staff != staff.id and staff.role not in OPERATORS):
            raise NotFound(session_id, kind=SESSION)
        ended = end_sessions(tx, [session], why=EndOfSession.ENDED, by=staff.id, hub=hub, at=at)
    if not ended:
        raise NotFound(session_id, kind=SESSION)
    return ended[0]


def sign_out_staff(staff_id: str, *, by: Principal, hub: Hub) -> Sequence[Session]:
    """End all sessions of a member of staff that run, and return them: one's own, or for who runs the hub anybody's.

    Raises:
        Forbidden: they are somebody else's, and `by` does not run the hub.
        NotFound: nobody has this staff id.
        WrongPassphrase, SessionEnded: `by` is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.transaction() as tx:
        staff = authorize(known, tx=tx, roles=frozenset(Role))
        owner = _whose(tx, staff_id, by=staff)
        tx.only_dismisses()
        return end_sessions(tx, tx.sessions.of(owner), why=EndOfSession.ENDED, by=staff.id, hub=hub, at=at)


def forget_sessions(*, hub: Hub) -> int:
    """Forget the sessions that began more than a day ago, and attempts as old; how many sessions that were.

    One that ended by itself, for nobody used it, has its leaf now: when it ended stands in the record.
    """
    at, count, page = hub.clock.now(), 0, _PAGE
    while page == _PAGE:
        with hub.store.transaction() as tx:
            tx.only_dismisses()
            tx.sessions.forget_attempts(at - KEPT)
            old = tx.sessions.begun_before(at - KEPT, limit=_PAGE)
            for one in old:
                _forget(tx, one, hub=hub)
        page = len(old)
        count += page
    return count


def _forget(tx: Tx, session: Session, *, hub: Hub) -> None:
    at = hub.clock.now()
    if session.why is None:
        why = state_at(session, session.idle_until) or EndOfSession.TOO_OLD
        record = {"session": session.id, "staff": session.staff, "why": why.value}
        ended = {"ended_at": show_instant(ended_at(session, at))}
        append_entry(tx, EntryType.SESSION_ENDED, record | ended, hub=hub, at=at)
    tx.sessions.drop(session.id)


def _whose(tx: Tx, typed: str, *, by: Staff) -> str:
    """Whose sessions are meant: one's own, or somebody else's for who runs the hub."""
    if not typed or typed == by.id:
        return by.id
    if by.role not in OPERATORS:
        raise forbidden(by, roles=OPERATORS)
    staff = staff_named(tx, typed)
    if staff is None:
        raise NotFound(typed, kind=STAFF)
    return staff.id
