"""Sessions of members of staff, and attempts to begin one, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.errors import Conflict
from exchange.core.session.assurance import Assurance
from exchange.core.session.attempts import Attempts
from exchange.core.session.passkey import Passkey
from exchange.core.session.session import Session
from tests.support.memory.tables import Part, new, there


class MemorySessions(Part):
    def add(self, session: Session) -> None:
        there(self.t.staff, session.staff)
        if self.of_token(session.token_digest):
            raise Conflict
        new(self.t.sessions, session.id, session)

    def get(self, session_id: str) -> Session | None:
        return self.t.sessions.get(session_id)

    def of_token(self, token_digest: str) -> Session | None:
        return next((one for one in self.t.sessions.values() if one.token_digest == token_digest), None)

    def of(self, staff_id: str) -> Sequence[Session]:
        return tuple(sorted((one for one in self.t.sessions.values() if one.staff == staff_id), key=_age))

    def end(self, session: Session) -> None:
        before = self.t.sessions[session.id]
        stamps = {name: getattr(before, name) for name in ("seen_at", "fresh_at", "fresh_by")}
        self.t.sessions[session.id] = replace(session, **stamps)

    def touch(self, session_id: str, *, at: datetime) -> None:
        self.t.sessions[session_id] = replace(self.t.sessions[session_id], seen_at=at)

    def freshen(self, session_id: str, *, at: datetime, by: Assurance) -> None:
        self.t.sessions[session_id] = replace(self.t.sessions[session_id], fresh_at=at, fresh_by=by)

    def begun_before(self, at: datetime, *, limit: int) -> Sequence[Session]:
        return tuple(sorted((one for one in self.t.sessions.values() if one.begun_at < at), key=_age))[:limit]

    def drop(self, session_id: str) -> None:
        self.t.sessions.pop(session_id, None)

    def attempts(self, of: str) -> Attempts | None:
        return self.t.attempts.get(of)

    def put_attempts(self, of: str, attempts: Attempts) -> None:
        self.t.attempts[of] = attempts

    def forgive(self, of: str) -> None:
        self.t.attempts.pop(of, None)

    def forget_attempts(self, before: datetime) -> None:
        self.t.attempts = {of: one for of, one in self.t.attempts.items() if one.last_at >= before}


class MemoryPasskeys(Part):
    def add(self, passkey: Passkey) -> None:
        there(self.t.staff, passkey.staff)
        if self.of_credential(passkey.credential):
            raise Conflict
        new(self.t.passkeys, passkey.id, passkey)

    def of_credential(self, credential: str) -> Passkey | None:
        return next((one for one in self.t.passkeys.values() if one.credential == credential), None)

    def of(self, staff_id: str) -> Sequence[Passkey]:
        return tuple(one for _, one in sorted(self.t.passkeys.items()) if one.staff == staff_id)

    def used(self, passkey: Passkey) -> None:
        self.t.passkeys[passkey.id] = passkey

    def drop(self, passkey_id: str) -> None:
        self.t.passkeys.pop(passkey_id, None)


def _age(session: Session) -> tuple[datetime, str]:
    return session.begun_at, session.id
