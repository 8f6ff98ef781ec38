"""Unit of work: one transaction a `with`, everything in it or nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from exchange.core.unavailable import DatabaseUnavailable
from exchange.ports.store import Answer, Tx
from exchange.storage.database.deferred.optimistic import Moved, OptimisticDriver, Unforeseeable
from exchange.storage.database.deferred.pipeline import PipelineDriver
from exchange.storage.database.deferred.still import Still
from exchange.storage.database.driver import Driver
from exchange.storage.database.engine import reading, settle, viewing, writing, writing_beside
from exchange.storage.database.locks import Alone, Beside
from exchange.storage.database.migrate import SchemaState, schema_state
from exchange.storage.database.notify import Publisher
from exchange.storage.database.rows import RowKeys, Rows
from exchange.storage.database.scope import Scope
from exchange.storage.tx import SqlTx

_OPTIMISTIC = 2
"""How often work is done beside everybody before it is done with everybody waiting."""


class SqlStore:
    """The port `Store` on SQLite or PostgreSQL. May be used from any number of threads.

    `index_key` is the vault's key of the hashes that are searched for, `row_keys` are those of rows that decide and of
    persons. `outside` gives what flows ask beside the database, the hub's keys, and something else once these have
    changed. The schema is looked at once, before the first transaction; a database of another version, or one where a
    step of `steps` was not taken, raises DatabaseUnavailable.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        row_keys: RowKeys,
        index_key: bytes,
        steps: Iterable[str] = (),
        outside: Callable[[], object] = lambda: None,
    ) -> None:
        self._engine = engine
        self._row_keys = row_keys
        self._keys = row_keys.person_keys
        self._index_key = index_key
        self._steps = frozenset(steps)
        self._outside = outside
        self._looked = False
        # On SQLite who listens looks at the file.
        self._publisher = Publisher(engine) if engine.dialect.name == "postgresql" else None

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A transaction beside which nobody else writes, durable when the `with` ends, undone when it raises.

        Raises:
            DatabaseUnavailable: the database cannot be reached, is locked too long, or is of another version.
            DiskFull: there is no room; nothing was written.
        """
        self._look()
        with writing(self._engine) as connection:
            driver = _driver(connection)
            tx = self._tx(driver, Alone())
            yield tx
            tx.finish()
            driver.finish()
        self._publish(tx)
        # Only now: a merge that was undone would have left its person without a key. Until then a crash leaves a key
        # that opens nothing here; merging the two again destroys it.
        for person in tx.merged:
            self._keys.destroy(person)

    @contextmanager
    def shared(self) -> Iterator[Tx]:
        """A transaction beside others: on PostgreSQL each holds the persons it has looked at. SQLite has one writer.

        Raises:
            DatabaseUnavailable, DiskFull: as for `transaction`.
        """
        self._look()
        with writing_beside(self._engine) as connection:
            driver = _driver(connection)
            tx = self._tx(driver, Beside(driver) if driver.dialect.name == "postgresql" else Alone())
            yield tx
            tx.finish()
            driver.finish()
        self._publish(tx)

    def attempt(self, work: Callable[[Tx], Answer]) -> Answer:
        """Do work as in `shared`, on SQLite before its turn comes: in it nothing is done but to compare and to write.

        Raises:
            DatabaseUnavailable, DiskFull: as for `transaction`. Whatever `work` raises.
        """
        self._look()
        # PostgreSQL lets everybody write who has another person in hand; there nobody waits for work to be done.
        for _ in range(_OPTIMISTIC if self._engine.dialect.name == "sqlite" else 0):
            try:
                return self._attempted(work)
            except Moved:
                continue
            except Unforeseeable:
                break
        with self.shared() as tx:
            return work(tx)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """A consistent view for reading; what is written in it is undone."""
        self._look()
        with reading(self._engine) as connection:
            yield self._tx(Driver(connection), Alone())

    def close(self) -> None:
        """Give the connections back; a transaction after that opens new ones."""
        self._engine.dispose()
        self._keys.engine.dispose()

    def _publish(self, tx: SqlTx) -> None:
        """Let who waits for a mailbox look: what they look for is committed."""
        if self._publisher and tx.deposited:
            self._publisher.publish(tx.deposited)

    def _attempted(self, work: Callable[[Tx], Answer]) -> Answer:
        still = Still(now=self._row_keys.now, outside=self._outside)
        with viewing(self._engine) as connection:
            driver = OptimisticDriver(connection)
            tx = self._tx(driver, Alone())
            with driver.read_phase():
                answer = work(tx)
                tx.finish()
        if not driver.writes:
            settle(self._engine)
            return answer
        with writing_beside(self._engine) as connection:
            if not still.is_still():
                raise Moved
            driver.confirm(connection)
        return answer

    def _tx(self, driver: Driver, holds: Alone) -> SqlTx:
        decides = Rows(driver, self._row_keys)
        scope = Scope(driver=driver, keys=self._keys, index_key=self._index_key, holds=holds, decides=decides)
        return SqlTx(scope)

    def _look(self) -> None:
        if self._looked:
            return
        standing = schema_state(self._engine)
        if standing not in {SchemaState.CURRENT, SchemaState.AHEAD}:
            raise DatabaseUnavailable(f"schema-{standing}")
        with reading(self._engine) as connection:
            if not self._steps <= self._tx(Driver(connection), Alone()).vault_steps.taken():
                raise DatabaseUnavailable(f"schema-{SchemaState.OLDER}")
        self._looked = True


def _driver(connection: Connection) -> Driver:
    return PipelineDriver(connection) if connection.dialect.name == "postgresql" else Driver(connection)
