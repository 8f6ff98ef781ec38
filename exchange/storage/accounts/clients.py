"""Client repository and kept answers: registered clients, each a document, and the answers they were given."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from exchange.core.staff.caller import KeyReused
from exchange.core.staff.client import RegisteredClient, unreadable_client
from exchange.core.staff.idempotency import StoredResponse
from exchange.storage.database.deciding import CLIENT
from exchange.storage.database.documents import reader, show
from exchange.storage.database.row_seal import columns_with_newest
from exchange.storage.database.scope import Part
from exchange.storage.database.statements import add_once
from exchange.storage.tables.clients import client, reply
from keys.rest import keyed_hash

_GET = columns_with_newest(CLIENT).where(client.c.id == bindparam("one"))
_ALL = columns_with_newest(CLIENT).order_by(client.c.id)
_read = reader(RegisteredClient)
_BEGIN = add_once(reply, returning=reply.c.key)
_UNDER = (reply.c.client == bindparam("of"), reply.c.key == bindparam("under"))
_KEPT = select(reply.c.fingerprint, reply.c.status, reply.c.headers, reply.c.body).where(*_UNDER)
_KEEP = update(reply).where(*_UNDER).values({name: bindparam(name) for name in ("status", "headers", "body")})
_FORGET = delete(reply).where(reply.c.until < bindparam("before"))


class SqlClients(Part):
    """The port `Clients` on SQL."""

    def put(self, client: RegisteredClient) -> None:
        """Keep a client; the same id replaces what was registered before."""
        self._scope.decides.put(CLIENT, {"id": client.id, "document": show(client)})

    def get(self, client_id: str) -> RegisteredClient | None:
        """Look up by id."""
        row = self._scope.row(_GET, one=client_id)
        if row is None:
            return unreadable_client(client_id) if self._scope.decides.is_missing(CLIENT, client_id) else None
        self._scope.decides.checked(CLIENT, row)
        return _as_it_lies(row)

    def all(self) -> Sequence[RegisteredClient]:
        """Every one, in order of id, as they stand: who acts for one gets it by id."""
        return tuple(map(_as_it_lies, self._scope.rows(_ALL)))


def _as_it_lies(row: Mapping[str, Any]) -> RegisteredClient:
    """A client's row, which need not be the one that was written."""
    try:
        found: RegisteredClient = _read(row["document"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return unreadable_client(row["id"])
    return found if found.id == row["id"] else unreadable_client(row["id"])


class SqlReplies(Part):
    """The port `Replies` on SQL."""

    def begin(self, client: str, key: str, *, fingerprint: str, until: datetime) -> bool:
        """Claim a key for a call. False if it is taken; exactly one of any number of concurrent callers gets True."""
        row = {"client": client, "key": key, "fingerprint": self._hidden(fingerprint), "until": until}
        return self._scope.add_once(_BEGIN, row | dict.fromkeys(("status", "headers", "body")))

    def kept(self, client: str, key: str, *, fingerprint: str) -> StoredResponse | None:
        """What the call under this key was answered; None where the key is free, or its call was not answered yet.

        Raises:
            KeyReused: the key is taken by a call with another fingerprint.
        """
        row = self._scope.row(_KEPT, of=client, under=key)
        if row is None:
            return None
        if row["fingerprint"] != self._hidden(fingerprint):
            raise KeyReused
        return (
            None
            if row["body"] is None
            else StoredResponse(status=row["status"], headers=row["headers"], body=row["body"])
        )

    def keep(self, client: str, key: str, reply: StoredResponse) -> None:
        """Keep what a claimed call was answered."""
        row = {"status": reply.status, "headers": dict(reply.headers), "body": reply.body}
        self._scope.write(_KEEP, row | {"of": client, "under": key})

    def forget(self, before: datetime) -> None:
        """Drop answers that were kept until before the instant."""
        self._scope.write(_FORGET, {"before": before})

    def _hidden(self, fingerprint: str) -> str:
        return keyed_hash(self._scope.index_key, fingerprint)
