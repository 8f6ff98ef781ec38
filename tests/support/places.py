"""Stores on real databases, opened as often as a test likes: each opening is a process of its own, so to say."""

from pathlib import Path

from sqlalchemy import create_engine

from exchange.storage.database.engine import open_database
from exchange.storage.database.migrate import PERSON_KEYS, migrate
from exchange.storage.database.person_keys import PersonKeys
from exchange.storage.database.rows import RowKeys
from exchange.storage.store import SqlStore
from exchange.storage.tables.evidence import log_size, log_start
from exchange.storage.tables.schema import key_metadata, metadata
from exchange.world import SystemClock
from tests.support.memory.store import MemoryStore

DATA_KEY, INDEX_KEY, ROW_KEY = b"d" * 32, b"i" * 32, b"r" * 32
AT_FIRST = {
    log_size.name: [log_size.update().values(placed=0)],
    log_start.name: [log_start.delete(), log_start.insert().values(number=1, first=0, signed=False)],
}
"""What brings a table back to where the steps left it, where that is not empty."""


class MemoryPlace:
    def __init__(self) -> None:
        self._store = MemoryStore()

    def open(self):
        return self._store

    def close(self):
        pass


class SqlPlace:
    def __init__(self, main, keys, *, folder) -> None:
        self.main, self.keys, self._folder, self._engines = main, keys, folder, []
        migrate(self.engine(main))
        migrate(self.engine(keys), schema=PERSON_KEYS)

    @classmethod
    def sqlite(cls, folder: Path) -> "SqlPlace":
        return cls(f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/keys.db", folder=folder)

    @classmethod
    def postgresql(cls, cluster) -> "SqlPlace":
        """On the two databases all tests of a process share: making new ones takes half a second."""
        place = cls(*cluster.pair, folder=cluster.data)
        place._empty(place.main, metadata)
        place._empty(place.keys, key_metadata)
        return place

    @classmethod
    def new_postgresql(cls, cluster) -> "SqlPlace":
        """On databases of its own, for tests that change more than rows."""
        return cls(cluster.database(), cluster.database(), folder=cluster.data)

    @property
    def dialect(self):
        return self.main.partition(":")[0]

    def engine(self, url):
        self._engines.append(open_database(url))
        return self._engines[-1]

    def person_keys(self, **changes: object):
        return PersonKeys(self.engine(self.keys), **{"data_key": DATA_KEY} | changes)

    def open(self, **changes: object):
        row_keys = RowKeys(key=ROW_KEY, person_keys=self.person_keys(), now=SystemClock().now)
        return SqlStore(self.engine(self.main), row_keys=row_keys, index_key=INDEX_KEY, **changes)

    def change(self, words: str) -> int:
        """Change the main database behind the store's back, against its own rules; how many rows that were."""
        engine = create_engine(self.main)
        with engine.begin() as connection:
            if self.dialect == "postgresql":
                connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            rows = connection.exec_driver_sql(words).rowcount
        engine.dispose()
        return rows

    def stored(self) -> bytes:
        """Every byte that lies on the disk."""
        return b"".join(path.read_bytes() for path in sorted(self._folder.rglob("*")) if path.is_file())

    def close(self):
        for engine in self._engines:
            engine.dispose()

    def _empty(self, url, tables):
        with self.engine(url).begin() as connection:
            for table in reversed(tables.sorted_tables):
                for statement in AT_FIRST.get(table.name, [table.delete()]):
                    connection.execute(statement)


PLACES = {
    "memory": lambda _request: MemoryPlace(),
    "sqlite": lambda request: SqlPlace.sqlite(request.getfixturevalue("tmp_path")),
    "postgresql": lambda request: SqlPlace.postgresql(request.getfixturevalue("cluster")),
}
"""What a fixture named `place` may stand on; each makes one from the fixture's request."""
DATABASES = ("sqlite", "postgresql")
