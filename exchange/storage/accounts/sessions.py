"""Session repository: who is signed in, with when a session was used and its owner proved that it is them under a MAC.

Those two instants are stamped apart from the row: they change all day, and a leaf for each change would tell the log
how busy somebody is. An old stamp put back only makes a session older, so it needs no newest leaf to be told by.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from exchange.core.evidence.row import RowDiffers
from exchange.core.session.assurance import Assurance
from exchange.core.session.attempts import Attempts
from exchange.core.session.session import Session
from exchange.storage.database.deciding import SESSION
from exchange.storage.database.row_seal import columns_with_newest, is_legible
from exchange.storage.database.scope import Part
from exchange.storage.database.statements import put, row_of
from exchange.storage.tables.staff import session, sign_in_attempt
from keys.rest import keyed_hash

_COLUMNS = columns_with_newest(SESSION)
_GET = _COLUMNS.where(session.c.id == bindparam("one"))
_OF_TOKEN = _COLUMNS.where(session.c.token_digest == bindparam("one"))
_OF = _COLUMNS.where(session.c.staff == bindparam("one")).order_by(session.c.begun_at, session.c.id)
_BEFORE = _COLUMNS.where(session.c.begun_at < bindparam("at")).order_by(session.c.begun_at, session.c.id)
_BEFORE = _BEFORE.limit(bindparam("limit"))
_ONE = update(session).where(session.c.id == bindparam("one"))
_TOUCH = _ONE.values(seen_at=bindparam("at"), seen_at_mac=bindparam("mac"))
_FRESHEN = _ONE.values(fresh_at=bindparam("at"), fresh_by=bindparam("by"), fresh_at_mac=bindparam("mac"))
_ATTEMPTS = select(sign_in_attempt.c.count, sign_in_attempt.c.last_at).where(sign_in_attempt.c.mark == bindparam("one"))
_PUT_ATTEMPTS = put(sign_in_attempt, key="mark")
_FORGIVE = delete(sign_in_attempt).where(sign_in_attempt.c.mark == bindparam("one"))
_FORGET = delete(sign_in_attempt).where(sign_in_attempt.c.last_at < bindparam("before"))
_STAMPED = ("seen_at", "fresh_at")


class SqlSessions(Part):
    """The port `Sessions` on SQL."""

    def add(self, session: Session) -> None:
        """Keep a session that begins; Conflict if its id or its token is taken."""
        self._scope.decides.add(SESSION, self._row(session))

    def get(self, session_id: str) -> Session | None:
        """Look up by id.

        Raises:
            RowDiffers: it is not what was written, or is gone.
        """
        row = self._scope.row(_GET, one=session_id)
        if row is None:
            self._scope.decides.is_missing(SESSION, session_id)
        return self._checked(row)

    def of_token(self, token_digest: str) -> Session | None:
        """Look up by the digest of its token; RowDiffers as above."""
        return self._checked(self._scope.row(_OF_TOKEN, one=token_digest))

    def of(self, staff_id: str) -> Sequence[Session]:
        """Those of one member of staff, oldest first, without rows that are not what was written."""
        found = self._scope.rows(_OF, one=staff_id)
        return tuple(
            _session(row) for row in found if self._scope.decides.is_whole(SESSION, row) and self._stamped(row)
        )

    def end(self, session: Session) -> None:
        """Keep that a session has ended."""
        self._scope.decides.put(SESSION, self._row(session))

    def touch(self, session_id: str, *, at: datetime) -> None:
        """Keep when a session was last used."""
        self._scope.changed(_TOUCH, {"one": session_id, "at": at, "mac": self._stamp(session_id, "seen_at", at)})

    def freshen(self, session_id: str, *, at: datetime, by: Assurance) -> None:
        """Keep when its owner last proved in it that it is them, and how."""
        mac = self._stamp(session_id, _word("fresh_at", by), at)
        self._scope.changed(_FRESHEN, {"one": session_id, "at": at, "by": by, "mac": mac})

    def begun_before(self, at: datetime, *, limit: int) -> Sequence[Session]:
        """Those that began before the instant, oldest first; also rows that are not what was written."""
        found = self._scope.rows(_BEFORE, at=at, limit=limit)
        return tuple(_session(row) for row in found if is_legible(SESSION, row))

    def drop(self, session_id: str) -> None:
        """Forget a session; a leaf says so."""
        self._scope.decides.drop(SESSION, session_id)

    def attempts(self, of: str) -> Attempts | None:
        """How many attempts in a row were not right."""
        return self._scope.value(Attempts, _ATTEMPTS, one=self._hashed(of))

    def put_attempts(self, of: str, attempts: Attempts) -> None:
        """Keep how many there were."""
        self._scope.put(_PUT_ATTEMPTS, {"mark": self._hashed(of)} | row_of(attempts))

    def forgive(self, of: str) -> None:
        """Forget them."""
        self._scope.write(_FORGIVE, {"one": self._hashed(of)})

    def forget_attempts(self, before: datetime) -> None:
        """Drop those whose last was made before the instant."""
        self._scope.write(_FORGET, {"before": before})

    def _row(self, session: Session) -> dict[str, Any]:
        by = session.fresh_by
        stamps = {f"{name}_mac": self._stamp(session.id, _word(name, by), getattr(session, name)) for name in _STAMPED}
        return row_of(session) | stamps

    def _checked(self, row: dict[str, Any] | None) -> Session | None:
        if row is None:
            return None
        self._scope.decides.checked(SESSION, row)
        if not self._stamped(row) and not (self._scope.decides.is_lenient and is_legible(SESSION, row)):
            raise RowDiffers(SESSION.about(row))
        return _session(row)

    def _stamped(self, row: dict[str, Any]) -> bool:
        """Whether the instants beside a row were written here."""
        return is_legible(SESSION, row) and all(
            self._scope.decides.is_stamp(
                SESSION, row[SESSION.key], (_word(name, row["fresh_by"]), row[name]), row[f"{name}_mac"]
            )
            for name in _STAMPED
        )

    def _stamp(self, session_id: str, name: str, at: datetime) -> bytes:
        return self._scope.decides.stamp(SESSION, session_id, (name, at))

    def _hashed(self, of: str) -> str:
        # What is typed as a name may be anything, a passphrase too: kept is what only the vault's key finds again.
        return keyed_hash(self._scope.index_key, f"sign-in:{of}")


def _word(name: str, by: Assurance) -> str:
    """What a stamp is made under: it says how somebody proved it, where that was by more than a passphrase."""
    return f"{name} {by.value}" if name == "fresh_at" and by is not Assurance.PASSPHRASE else name


def _session(row: dict[str, Any]) -> Session:
    return Session(**{name: row[name] for name in Session.__slots__})
