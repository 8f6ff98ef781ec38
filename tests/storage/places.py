"""Stores on real files, opened as often as a test likes: each opening is a process of its own, so to say."""

from exchange.storage.engine import open_database
from exchange.storage.migrate import PERSON_KEYS, migrate
from exchange.storage.person_keys import PersonKeys
from exchange.storage.store import SqlStore
from tests.fakes import MemoryStore

DATA_KEY, INDEX_KEY = b"d" * 32, b"i" * 32


class MemoryPlace:
    def __init__(self, _folder) -> None:
        self._store = MemoryStore()

    def open(self):
        return self._store

    def close(self):
        pass


class SqlPlace:
    def __init__(self, main, keys) -> None:
        self.main, self.keys, self._engines = main, keys, []
        migrate(self.engine(main))
        migrate(self.engine(keys), schema=PERSON_KEYS)

    @classmethod
    def sqlite(cls, folder) -> "SqlPlace":
        return cls(f"sqlite:///{folder}/main.db", f"sqlite:///{folder}/keys.db")

    def engine(self, url):
        self._engines.append(open_database(url))
        return self._engines[-1]

    def person_keys(self, **changes: object):
        return PersonKeys(self.engine(self.keys), **{"data_key": DATA_KEY} | changes)

    def open(self):
        return SqlStore(self.engine(self.main), person_keys=self.person_keys(), index_key=INDEX_KEY)

    def close(self):
        for engine in self._engines:
            engine.dispose()
