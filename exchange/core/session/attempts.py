"""Sign-in attempts: the waits that grow with wrong passphrases, for each name and each network (OWASP ASVS 5 6.3.1).

An attempt counts as wrong from its beginning, until the passphrase was right: so many at once gain nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from exchange.core.errors import Refusal
from exchange.core.said import Said

_FIRST = timedelta(seconds=1)
_MOST_DOUBLINGS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How waits grow: `free` wrong attempts cost none, then each doubles the wait, up to `longest`.

    After `forgotten` without another one it begins anew.
    """

    free: int
    longest: timedelta
    forgotten: timedelta


OF_NAME = Pace(free=3, longest=timedelta(minutes=1), forgotten=timedelta(hours=12))
"""A minute at the longest: whoever types wrong passphrases under a colleague's name keeps them out no longer."""
OF_NETWORK = Pace(free=20, longest=timedelta(minutes=1), forgotten=timedelta(hours=1))
"""A whole house of colleagues is one network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempts:
    """Attempts in a row that were not right, and when the last of them was made."""

    count: int
    last_at: datetime


def wait(attempts: Attempts | None, *, pace: Pace, now: datetime) -> timedelta:
    """How long whoever tries now still has to wait; zero where they need not."""
    wrong = _still(attempts, pace=pace, now=now)
    if attempts is None or wrong < pace.free:
        return timedelta()
    pause = min(_FIRST * (1 << min(wrong - pace.free, _MOST_DOUBLINGS)), pace.longest)
    # A clock that was ahead must not keep anybody out for longer than the longest wait.
    return min(max(attempts.last_at + pause - now, timedelta()), pause)


def counted(attempts: Attempts | None, *, pace: Pace, now: datetime) -> Attempts:
    """One attempt more."""
    return Attempts(count=_still(attempts, pace=pace, now=now) + 1, last_at=now)


def _still(attempts: Attempts | None, *, pace: Pace, now: datetime) -> int:
    return 0 if attempts is None or now - attempts.last_at >= pace.forgotten else attempts.count


class SignInTooSoon(Refusal):
    """After several wrong passphrases there is a pause before the next try."""

    code = "SENDER_SIGN_IN_TOO_SOON"
    status = 429
    de = "Nach mehreren falschen Passwörtern gibt es eine Pause vor dem nächsten Versuch."
    fix_de = (
        "Warten Sie so lange und versuchen Sie es dann noch einmal. Haben Sie es vergessen? Fragen Sie den Betrieb."
    )
    fix_en = "Wait that long, then try again. Have you forgotten it? Ask the operator."

    def __init__(self, left: timedelta) -> None:
        super().__init__("wait")
        self.retry_after = max(1, -(-left // _FIRST))
        """Whole seconds, at least one."""
        seconds = self.retry_after
        self.saying(what=Said(f"Noch {seconds} Sekunden Pause.", f"The pause lasts {seconds} more seconds."))


class SignInBusy(Refusal):
    """Others are signing in at this moment."""

    code = "SENDER_SIGN_IN_BUSY"
    status = 429
    retryable = "same-ids"
    de = "Gerade melden sich viele gleichzeitig an."
    fix_de = "Versuchen Sie es in ein paar Sekunden noch einmal. Ihr Passwort wurde nicht geprüft."
    fix_en = "Try again in a few seconds. Your passphrase was not looked at."
    retry_after = 2
    """Seconds."""
