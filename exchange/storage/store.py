"""The store: one transaction a `with`, everything in it or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from exchange.core.away import DatabaseAway
from exchange.ports.matters import Inbox, Outbox, Referrals
from exchange.ports.store import Consents, Ledger, Log, Once, Partners, People, StaffBook, Tx
from exchange.storage.consents import SqlConsents
from exchange.storage.engine import reading, writing
from exchange.storage.inbox import SqlInbox
from exchange.storage.ledger import SqlLedger
from exchange.storage.log import SqlLog
from exchange.storage.migrate import Standing, schema_state
from exchange.storage.once import SqlOnce
from exchange.storage.outbox import SqlOutbox
from exchange.storage.partners import SqlPartners
from exchange.storage.people import SqlPeople
from exchange.storage.person_keys import PersonKeys
from exchange.storage.referrals import SqlReferrals
from exchange.storage.scope import Scope
from exchange.storage.staff import SqlStaffBook


class SqlTx:
    """One transaction. Not to be used after its `with`, nor from two threads."""

    def __init__(self, scope: Scope) -> None:
        self.people: People = SqlPeople(scope)
        self.staff: StaffBook = SqlStaffBook(scope)
        self.partners: Partners = SqlPartners(scope)
        self.consents: Consents = SqlConsents(scope)
        self.referrals: Referrals = SqlReferrals(scope)
        self.outbox: Outbox = SqlOutbox(scope)
        self.inbox: Inbox = SqlInbox(scope)
        self.ledger: Ledger = SqlLedger(scope)
        self.log: Log = SqlLog(scope)
        self.once: Once = SqlOnce(scope)


class SqlStore:
    """The port `Store` on SQLite or PostgreSQL. May be used from any number of threads.

    `index_key` is the vault's key of the hashes that are searched for. The schema is looked at once, before the first
    transaction; a database of another version raises DatabaseAway.
    """

    def __init__(self, engine: Engine, *, person_keys: PersonKeys, index_key: bytes) -> None:
        self._engine = engine
        self._keys = person_keys
        self._index_key = index_key
        self._looked = False

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A serialisable transaction, durable when the `with` ends, undone when it raises.

        Raises:
            DatabaseAway: the database cannot be reached, is locked too long, or is of another version.
            DiskFull: there is no room; nothing was written.
        """
        self._look()
        with writing(self._engine) as connection:
            yield self._tx(connection)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A consistent view for reading; what is written in it is undone."""
        self._look()
        with reading(self._engine) as connection:
            yield self._tx(connection)

    def _tx(self, connection: Connection) -> SqlTx:
        return SqlTx(Scope(connection=connection, keys=self._keys, index_key=self._index_key))

    def _look(self) -> None:
        if self._looked:
            return
        standing = schema_state(self._engine)
        if standing is not Standing.CURRENT:
            raise DatabaseAway(f"schema-{standing}")
        self._looked = True
