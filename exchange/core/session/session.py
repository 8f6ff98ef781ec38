"""Session: somebody signed in once with their passphrase, and acts until it ends (NIST SP 800-63B-4 section 5).

An instant that lies ahead counts as little as one that is long past: a clock that was wrong prolongs nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from exchange.core.errors import Refusal
from exchange.core.said import NOTHING, Said
from exchange.core.session.assurance import Assurance

LONGEST_IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
"""From sign-in to the end, whatever is done meanwhile: one working day."""
FRESH_FOR = timedelta(minutes=5)
"""How long the own passphrase counts as just typed."""
TOUCHED_EVERY = timedelta(minutes=1)
"""When a session was last used is written no more often than this."""
_CLOCKS_DIFFER = timedelta(minutes=1)


class EndOfSession(StrEnum):
    """Why a session has ended."""

    SIGNED_OUT = "signed-out"
    ENDED = "ended-elsewhere"
    PASSPHRASE = "new-passphrase"  # noqa: S105 a word for why, no secret
    DEACTIVATED = "deactivated"
    IDLE = "idle"
    TOO_OLD = "too-old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One session of one member of staff. Its token is known to the browser alone: here is its SHA-256 (base64url).

    `bound` is a digest of how their passphrase was kept at sign-in. `seen_at` is when it was last used, to the minute;
    `fresh_at` when they last proved in it that it is them, `fresh_by` how. `why` it ended, and `ended_by` whom, where
    it was ended.
    """

    id: str
    staff: str
    token_digest: str
    bound: str
    begun_at: datetime
    seen_at: datetime
    fresh_at: datetime
    fresh_by: Assurance = Assurance.PASSPHRASE
    ended_at: datetime | None = None
    why: EndOfSession | None = None
    ended_by: str | None = None

    @property
    def ends_at(self) -> datetime:
        """When it ends, however much it is used."""
        return self.begun_at + LONGEST

    @property
    def idle_until(self) -> datetime:
        """When it ends if it is not used until then."""
        return min(self.seen_at + LONGEST_IDLE, self.ends_at)

    @property
    def fresh_until(self) -> datetime:
        """Until when the passphrase counts as just typed."""
        return min(self.fresh_at + FRESH_FOR, self.ends_at)


def state_at(session: Session, now: datetime) -> EndOfSession | None:
    """Why a session has ended at an instant; None while it runs."""
    if session.why is not None or session.ended_at is not None:
        return session.why or EndOfSession.ENDED
    if not _within(session.begun_at, LONGEST, now):
        return EndOfSession.TOO_OLD
    return None if _within(session.seen_at, LONGEST_IDLE, now) else EndOfSession.IDLE


def is_fresh(session: Session, now: datetime) -> bool:
    """Whether the passphrase was just typed in a session that runs."""
    return state_at(session, now) is None and _within(session.fresh_at, FRESH_FOR, now)


def ended_at(session: Session, now: datetime) -> datetime:
    """The instant at which a session ended that runs no more: the earliest of those that end it."""
    return min(session.ended_at or now, session.idle_until)


def _within(since: datetime, span: timedelta, now: datetime) -> bool:
    return -_CLOCKS_DIFFER <= now - since < span


class SessionEnded(Refusal):
    """You are not signed in any more."""

    code = "SENDER_SESSION_ENDED"
    status = 401
    de = "Sie sind nicht mehr angemeldet."
    fix_de = "Melden Sie sich bitte noch einmal an. Was schon gesendet oder gespeichert war, bleibt."
    fix_en = "Please sign in again. What was sent or saved before stays."

    def __init__(self, why: str = "") -> None:
        super().__init__(why)
        self.saying(what=_WHY.get(why, NOTHING))


_WHY: Mapping[str, Said] = MappingProxyType(
    {
        EndOfSession.SIGNED_OUT: Said("Sie haben sich abgemeldet.", "You signed out."),
        EndOfSession.ENDED: Said(
            "Diese Anmeldung wurde an anderer Stelle beendet.", "This session was ended from somewhere else."
        ),
        EndOfSession.PASSPHRASE: Said(
            "Die Passphrase wurde geändert. Damit enden alle Anmeldungen.",
            "The passphrase was changed, which ends every session.",
        ),
        EndOfSession.DEACTIVATED: Said("Das Konto wurde deaktiviert.", "The account was deactivated."),
        EndOfSession.IDLE: Said("Es ist 30 Minuten lang nichts geschehen.", "Nothing was done for 30 minutes."),
        EndOfSession.TOO_OLD: Said(
            "Eine Anmeldung gilt höchstens 10 Stunden.", "A session lasts 10 hours at the longest."
        ),
    }
)


class NotFresh(Refusal):
    """For this step you type your passphrase once more."""

    code = "SENDER_NOT_FRESH"
    status = 403
    de = "Bitte geben Sie Ihr Passwort noch einmal ein."
    fix_de = "Geben Sie es ein und wiederholen Sie den Schritt. Danach fragen wir 5 Minuten lang nicht mehr."
    fix_en = "Type it, then repeat the step. After that it is not asked for 5 minutes."

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.saying(
            what=Said(
                "Dieser Schritt gibt etwas weiter oder ändert Rechte. Sie haben Ihr Passwort vor mehr als 5 Minuten "
                "eingegeben.",
                "This step passes something on or changes rights. You typed your passphrase more than 5 minutes ago.",
            )
        )
