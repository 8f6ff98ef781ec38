"""A log that grows, is published, and is restored from a backup or damaged as a test likes."""

import itertools
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from exchange.core.evidence.entry import EntryType
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.checkpoint import advance, signed, trouble
from exchange.flows.evidence.repair import find_damage
from exchange.flows.evidence.sequence import place_waiting
from exchange.flows.evidence.successor import open_successor
from exchange.runtime.restore_guard import RestoreGuard
from exchange.storage.files.published_log import FilePublishedLog
from tests.support.hubs import BOSS, OPS, ORIGIN, Bench, claim
from tests.support.memory.store import MemoryStore

HOST = ORIGIN.removeprefix("https://")


class Instead:
    """A thing of which some members are others."""

    def __init__(self, thing, **members: object) -> None:
        self._thing = thing
        self.__dict__.update(members)

    def __getattr__(self, name):
        return getattr(self._thing, name)


class Logged:
    """A hub whose log is all that matters. `book` lies in a folder of its own, beside whatever the store is."""

    def __init__(self, folder: Path, store=None) -> None:
        self.folder = folder
        self.bench = Bench(store=store or MemoryStore())
        self.hub, self.book = self.bench.hub, FilePublishedLog(folder)
        self.numbers = itertools.count()
        place_waiting(hub=self.hub)

    def grows(self, leaves: int) -> None:
        self.writes(leaves)
        place_waiting(hub=self.hub)

    def writes(self, leaves: int) -> None:
        """Write leaves that wait for their place."""
        at = self.hub.clock.now()
        with self.hub.store.transaction() as tx:
            for number in itertools.islice(self.numbers, leaves):
                append_entry(tx, EntryType.DELIVERY, {"jti": f"jti-{number}"}, hub=self.hub, at=at)

    def grows_to(self, size: int) -> None:
        self.grows(size - self.size)

    @property
    def size(self) -> int:
        with self.hub.store.reading() as tx:
            return tx.log.size()

    def advances(self):
        return advance(published=self.book, hub=self.hub)

    def published(self, size: int):
        """Grow to a size, and sign all of it."""
        self.grows_to(size)
        while self.advances():
            pass
        return self.checkpoint()

    def signs_while_read(self, size: int, when: str) -> None:
        """Let another process grow and sign the log, just before or after this one takes its first look at it."""
        alive, other, moments = self.hub, copy(self), iter([when])

        def starts(log):
            now = next(moments, "")
            if now == "before":
                other.published(size)
            seen = log.starts()
            if now == "after":
                other.published(size)
            return seen

        @contextmanager
        def reading():
            with alive.store.reading() as tx:
                yield Instead(tx, log=Instead(tx.log, starts=partial(starts, tx.log)))

        self.hub = replace(alive, store=Instead(alive.store, reading=reading))

    def checkpoint(self, log=1):
        return signed(self.book.note(log), log=log, hub=self.hub)

    def trouble(self):
        with self.hub.store.reading() as tx:
            return trouble(tx, published=self.book, hub=self.hub)

    def succeeds(self, by=OPS, second=BOSS):
        return open_successor(
            by=claim(by), approve_by=claim(second) if second else None, published=self.book, hub=self.hub
        )

    def found(self):
        return [(one.log, one.level, one.index, one.what) for one in find_damage(published=self.book, hub=self.hub)]

    def gated(self):
        return replace(self.hub, store=RestoreGuard(self.hub, published=self.book))

    def backup(self):
        """Remember the database as it is; the function that is returned brings it back."""
        kept = self.bench.store._tables.snapshot()

        def restore() -> None:
            self.bench.store._tables = kept.snapshot()

        return restore

    def flips(self, file: str, *, byte: int, bit: int = 0) -> None:
        """Flip one bit of a published file."""
        path = self.folder / file
        raw = bytearray(path.read_bytes())
        raw[byte] ^= 1 << bit
        path.write_bytes(raw)

    def later(self, **by: float) -> None:
        self.bench.clock.at += timedelta(**by)
