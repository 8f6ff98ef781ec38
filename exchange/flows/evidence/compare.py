"""Row audit: hold every row that decides against the newest leaf that tells of it, waiting leaves included."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from exchange.core.evidence.row import RowDifference, RowFault, RowState
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

STRETCH = 1000
PAGE = 500


@dataclass(frozen=True, slots=True)
class Newest:
    """What the newest leaf of a row says: which write it was, the digest of its columns, and where it stands.

    `position` is None where it waits for its place.
    """

    version: int
    columns: str
    position: int | None
    indexed: bool


class RowLeaves:
    """What the log says of rows, read on from where it was left. Needs some 300 bytes a row that decides."""

    def __init__(self) -> None:
        self._newest: dict[str, Newest] = {}
        # Of what waits the indexes are not final, and others may come before it: it is read anew each time.
        self._waiting: dict[str, Newest] = {}
        self._read = 0
        self._broken: list[int] = []
        self._broken_waiting: list[int] = []

    @property
    def broken(self) -> list[int]:
        """Indexes of the leaves of rows whose record is missing, changed, or not ours."""
        return [*self._broken, *self._broken_waiting]

    def read_on(self, tx: Tx) -> None:
        """Read what was appended since."""
        placed, size = tx.log.placed(), tx.log.size()
        # Where somebody was erased meanwhile, or a record came back from a backup, nothing is wrong any more.
        self._broken = [at for at in self._broken if self._is_broken(tx, at)]
        self._waiting, self._broken_waiting = {}, []
        self._take_in(tx, self._read, placed, newest=self._newest, broken=self._broken)
        self._take_in(tx, placed, size, newest=self._waiting, broken=self._broken_waiting)
        self._read = placed

    def _take_in(self, tx: Tx, first: int, end: int, *, newest: dict[str, Newest], broken: list[int]) -> None:
        for start in range(first, end, STRETCH):
            for told in tx.rows.told(start=start, limit=min(STRETCH, end - start)):
                if told.said is None:
                    broken.append(told.position)
                    continue
                name, at = told.said.about, None if newest is self._waiting else told.position
                newest[name] = Newest(told.said.version, told.said.columns, at, told.indexed == name)

    def _is_broken(self, tx: Tx, at: int) -> bool:
        return any(told.said is None for told in tx.rows.told(start=at, limit=1))

    def newest(self, name: str) -> Newest | None:
        """The newest leaf of a row."""
        return self._waiting.get(name) or self._newest.get(name)

    def standing(self, table: str) -> Iterator[str]:
        """The rows of a table that must be there."""
        prefix = f"{table}:"
        there = (self._newest | self._waiting) if self._waiting else self._newest
        return (name for name, one in there.items() if one.columns and name.startswith(prefix))

    def fault(self, state: RowState) -> RowFault | None:
        """What is wrong with a row."""
        newest = self.newest(state.name)
        if state.fault is not None:
            return state.fault
        if newest is None:
            return RowFault.UNWRITTEN
        if not newest.columns:
            return RowFault.RETURNED
        return None if (state.version, state.columns) == (newest.version, newest.columns) else RowFault.OLDER

    def compare(self, tx: Tx, table: str) -> Iterator[RowDifference]:
        """Every row of a table that is not as the log says, and those that are missing."""
        after, seen = "", set[str]()
        while page := tx.rows.page(table, after=after, limit=PAGE):
            seen.update(state.name for state in page)
            yield from self.faults(page)
            after = page[-1].key
        missing = [name for name in self.standing(table) if name not in seen]
        yield from (RowDifference(name, RowFault.MISSING) for name in missing)

    def compare_names(self, tx: Tx, names: Iterable[str]) -> Iterator[RowDifference]:
        """The same of rows by name."""
        wanted = sorted(set(names))
        for start in range(0, len(wanted), PAGE):
            some = wanted[start : start + PAGE]
            found = tx.rows.states(some)
            yield from self.faults(found.values())
            lost = [name for name in some if name not in found and (newest := self.newest(name)) and newest.columns]
            yield from (RowDifference(name, RowFault.MISSING) for name in lost)

    def faults(self, states: Iterable[RowState]) -> Iterator[RowDifference]:
        """Those of some rows that are not as the log says."""
        judged = ((state.name, self.fault(state)) for state in states)
        return (RowDifference(name, fault) for name, fault in judged if fault is not None)


def mend_index(found: Iterable[RowDifference], *, leaves: RowLeaves, hub: Hub) -> None:
    """Let the index lead to the newest leaf of each row that differs again, so that whoever reads it finds out.

    The entry of a leaf that waits is mended once it has its place.
    """
    newest = {one.name: leaf for one in found if (leaf := leaves.newest(one.name)) and not leaf.indexed}
    bent = {name: leaf.position for name, leaf in newest.items() if leaf.position is not None}
    if bent:
        with hub.store.transaction() as tx:
            for name, position in bent.items():
                tx.rows.point(name, position=position)


def compare_rows(tx: Tx) -> tuple[Sequence[RowDifference], Sequence[int]]:
    """Compare every row there is with the whole log; and name the leaves of rows whose record cannot be believed."""
    leaves = RowLeaves()
    leaves.read_on(tx)
    found = [one for table in tx.rows.tables() for one in leaves.compare(tx, table)]
    return sorted(found, key=lambda one: one.name), leaves.broken
