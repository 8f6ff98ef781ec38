"""Passphrase attempt at a page: counted before it is compared, and few at once, for each comparison takes 64 MiB."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from exchange.core.errors import WrongPassphrase
from exchange.core.said import Said
from exchange.core.session.attempts import OF_NAME, OF_NETWORK, Attempts, Pace, SignInBusy, SignInTooSoon, counted, wait
from exchange.core.typed_key import looks_like
from exchange.flows.staff.authenticate import Authenticated, Credentials, authenticate
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

AT_ONCE = 2
"""Passphrases one process compares for pages at once; who comes third is told so, and no queue grows."""
_TURNS = BoundedSemaphore(AT_ONCE)
TRY_AGAIN = Said(
    "Prüfen Sie Kürzel und Passwort, auch die Feststelltaste. Haben Sie es vergessen? Fragen Sie den Betrieb.",
    "Check your staff id and passphrase, and the caps lock. Have you forgotten it? Ask the operator.",
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What attempts are counted under, and how the waits for it grow."""

    name: str
    pace: Pace


def name_mark(typed: str) -> Mark:
    """Attempts under a name, in whichever spelling; also one nobody bears."""
    return Mark(f"name:{looks_like(typed)}", OF_NAME)


def session_mark(session_id: str) -> Mark:
    """Attempts within a session: nobody outside it can make its owner wait."""
    return Mark(f"session:{session_id}", OF_NAME)


def network_mark(network: str) -> Mark:
    """Attempts from a network."""
    return Mark(f"network:{network}", OF_NETWORK)


def try_passphrase(credentials: Credentials, *, marks: Sequence[Mark], hub: Hub) -> Authenticated:
    """Compare a passphrase. `forgive` belongs into the transaction of what is done then.

    Raises:
        WrongPassphrase: the name is unknown, inactive, or the passphrase is not theirs.
        SignInTooSoon: attempts before were not right, and the pause after them is not over.
        SignInBusy: too many are being compared at this moment.
    """
    with hub.store.reading() as tx:
        _raise_if_waiting(tx, marks, at=hub.clock.now())
    if not _TURNS.acquire(blocking=False):
        raise SignInBusy
    try:
        _count(marks, hub=hub)
        return authenticate(credentials, hub=hub)
    except WrongPassphrase:
        # Without the name: somebody in a hurry types their passphrase there.
        raise WrongPassphrase().saying(do=TRY_AGAIN) from None
    finally:
        _TURNS.release()


def forgive(tx: Tx, marks: Iterable[Mark], *, at: datetime) -> None:
    """Take back what an attempt counted that was right. From a network others go on to be wrong."""
    for mark in marks:
        attempts = tx.sessions.attempts(mark.name)
        if attempts and mark.pace is OF_NETWORK and attempts.count > 1:
            tx.sessions.put_attempts(mark.name, Attempts(count=attempts.count - 1, last_at=min(attempts.last_at, at)))
        else:
            tx.sessions.forgive(mark.name)


def _count(marks: Iterable[Mark], *, hub: Hub) -> None:
    """Count an attempt as wrong from its beginning: of many at once each finds those before it counted."""
    with hub.store.transaction() as tx:
        at = hub.clock.now()
        _raise_if_waiting(tx, marks, at=at)
        for mark in marks:
            tx.sessions.put_attempts(mark.name, counted(tx.sessions.attempts(mark.name), pace=mark.pace, now=at))


def _raise_if_waiting(tx: Tx, marks: Iterable[Mark], *, at: datetime) -> None:
    waits = (wait(tx.sessions.attempts(mark.name), pace=mark.pace, now=at) for mark in marks)
    longest = max(waits, default=timedelta())
    if longest:
        raise SignInTooSoon(longest)
