"""Sessions: those of members of staff, and attempts to begin one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from exchange.core.session.assurance import Assurance
from exchange.core.session.attempts import Attempts
from exchange.core.session.session import Session


class Sessions(Protocol):
    """Sessions, and how many attempts in a row were not right.

    A session that is not what was written here raises RowDiffers wherever somebody would act on it.
    """

    def add(self, session: Session) -> None:
        """Keep a session that begins. Conflict if its id or its token is taken. Only in `Store.transaction`."""

    def get(self, session_id: str) -> Session | None:
        """Look up by id."""

    def of_token(self, token_digest: str) -> Session | None:
        """Look up by the digest of its token."""

    def of(self, staff_id: str) -> Sequence[Session]:
        """Those of one member of staff, oldest first, without those that are not what was written."""

    def end(self, session: Session) -> None:
        """Keep that a session has ended. Only in `Store.transaction`."""

    def touch(self, session_id: str, *, at: datetime) -> None:
        """Keep when a session was last used."""

    def freshen(self, session_id: str, *, at: datetime, by: Assurance) -> None:
        """Keep when its owner last proved in it that it is them, and how."""

    def begun_before(self, at: datetime, *, limit: int) -> Sequence[Session]:
        """Those that began before the instant, oldest first, whatever was done to them."""

    def drop(self, session_id: str) -> None:
        """Forget a session. Only in `Store.transaction`."""

    def attempts(self, of: str) -> Attempts | None:
        """How many attempts in a row were not right: under a name or from a network, of which no word is kept."""

    def put_attempts(self, of: str, attempts: Attempts) -> None:
        """Keep how many there were."""

    def forgive(self, of: str) -> None:
        """Forget them: the passphrase was right."""

    def forget_attempts(self, before: datetime) -> None:
        """Drop those whose last was made before the instant."""
