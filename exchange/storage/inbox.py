"""Inbox, for deduplication: events as they came in; what makes their effects happen once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from exchange.core.delivery.messages import InboxMessage
from exchange.storage.database.scope import Part, Scope
from exchange.storage.database.statements import columns_of, row_of
from exchange.storage.tables.delivery import inbox

_CONTENT = frozenset({"content"})
_ADD = insert(inbox)
_COLUMNS = select(*columns_of(inbox, InboxMessage), inbox.c.person, inbox.c.sealed)
_IT = (inbox.c.issuer == bindparam("by"), inbox.c.jti == bindparam("one"))
_GET = _COLUMNS.where(*_IT)
_AHEAD = _COLUMNS.where(
    inbox.c.referral == bindparam("one"), inbox.c.issuer == bindparam("by"), inbox.c.seq > bindparam("after")
).order_by(inbox.c.seq, inbox.c.number)
_OF = _COLUMNS.where(inbox.c.referral == bindparam("one")).order_by(inbox.c.number)
_UNPARK = (
    update(inbox)
    .where(*_IT, inbox.c.verdict == "parked")
    .values(verdict=bindparam("said"), sealed=bindparam("content"))
)


class SqlInbox(Part):
    """The port `Inbox` on SQL. What was looked for and not there is remembered: events come once, mostly."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._absent: set[tuple[str, str]] = set()

    def get(self, issuer: str, jti: str) -> InboxMessage | None:
        """Look up by issuer and SET id. Of an erased person's event everything but the content is left."""
        if (issuer, jti) in self._absent:
            return None
        row = self._scope.row(_GET, by=issuer, one=jti)
        if row is None:
            self._absent.add((issuer, jti))
            return None
        return self._incoming(row)

    def add(self, incoming: InboxMessage, *, person: str) -> None:
        """Keep one event with what was said of it; Conflict if the issuer used the id before."""
        sealed = self._seal(incoming.content, person=person, issuer=incoming.issuer, jti=incoming.jti)
        self._scope.write(_ADD, row_of(incoming, without=_CONTENT) | {"person": person, "sealed": sealed})
        self._absent.discard((incoming.issuer, incoming.jti))

    def ahead(self, referral_id: str, issuer: str, *, after: int) -> Sequence[InboxMessage]:
        """Events of the thread with a `seq` after this one, in its order: parked, or refused before their turn."""
        return tuple(map(self._incoming, self._scope.rows(_AHEAD, one=referral_id, by=issuer, after=after)))

    def unpark(self, issuer: str, jti: str, *, verdict: str, content: str) -> None:
        """Write the verdict on an event that had waited; one that does not wait is left as it is."""
        row = self._scope.row(_GET, by=issuer, one=jti)
        if row is None:
            return
        sealed = self._seal(content, person=row["person"], issuer=issuer, jti=jti)
        self._scope.write(_UNPARK, {"by": issuer, "one": jti, "said": verdict, "content": sealed})

    def of(self, referral_id: str) -> Sequence[InboxMessage]:
        """The events of one referral, as they came in."""
        return tuple(map(self._incoming, self._scope.rows(_OF, one=referral_id)))

    def _seal(self, content: str, *, person: str, issuer: str, jti: str) -> bytes | None:
        return self._scope.seal(content, person=person, place=f"inbox:{issuer}:{jti}") if content else None

    def _incoming(self, row: dict[str, Any]) -> InboxMessage:
        person, sealed = row.pop("person"), row.pop("sealed")
        place = f"inbox:{row['issuer']}:{row['jti']}"
        content = self._scope.read(sealed, person=person, place=place) if sealed else ""
        return InboxMessage(**row, content=content or "")
