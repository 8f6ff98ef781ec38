"""Row watch: compares the rows that decide with the log while the hub runs, and alarms; it stops nobody by itself.

A row that was changed or has no MAC is refused by whoever reads it. One that is old is refused as long as the index
leads to its newest leaf; where somebody has bent the index, the watch mends it, and from then on everybody refuses.
One that was taken away is named by its leaf; where the record of that was taken away too, nobody can say which row it
was about, and the watch counts the leaf.
"""

import logging
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import Event

from exchange.core.errors import GeleitError
from exchange.core.evidence.row import RowDifference
from exchange.core.vocabulary import TERMINAL, State
from exchange.flows.evidence.compare import PAGE, RowLeaves, mend_index
from exchange.flows.evidence.verify import Fault
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

_LOG = logging.getLogger(__name__)
EVERY_SECONDS = 600.0
ROUNDS_A_DAY = 24 * 6
OF_PERSONS = ("person", "consent")
"""Tables that grow with every person: looked through in slices, all of them within a day."""
_OPEN = frozenset(State) - TERMINAL


@dataclass(slots=True)
class Slice:
    """Where the slices of a table are: after which key the next one begins, and how many rows are in one."""

    after: str = ""
    size: int = PAGE


class RowWatch:
    """Watches until asked to stop. Any number may run on one hub.

    `differing` is how many rows are known to differ, and leaves of rows have no record that can be believed; no number
    before it has looked for the first time.
    """

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._leaves = RowLeaves()
        self._slices: dict[str, Slice] = {}
        self._said: frozenset[RowDifference] = frozenset()
        self._broken = 0
        self.differing = math.nan
        self._looked = hub.clock.monotonic()

    @property
    def idle_seconds(self) -> float:
        """Seconds since it last compared, or began to run; they rise past ten minutes where it cannot."""
        return self._hub.clock.monotonic() - self._looked

    def run(self, stop: Event) -> None:
        """Compare everything, then every ten minutes what decides most and a slice of the rest, until `stop` is set."""
        look = self.everything
        while not stop.is_set():
            try:
                self.look(look)
                look = self.once
            except GeleitError as error:
                _LOG.error("rows not compared", extra={"error": error.code})
            stop.wait(EVERY_SECONDS)

    def everything(self) -> Sequence[RowDifference]:
        """Compare every row there is."""
        with self._hub.store.reading() as tx:
            self._leaves.read_on(tx)
            tables = tx.rows.tables()
            found = [one for table in tables for one in self._leaves.compare(tx, table)]
            self._slices = {table: Slice(size=self._share(table)) for table in OF_PERSONS if table in tables}
        return found

    def once(self) -> Sequence[RowDifference]:
        """Compare partners, staff, clients, what open referrals name, and the next slice of persons and consents."""
        with self._hub.store.reading() as tx:
            self._leaves.read_on(tx)
            small = [one for one in tx.rows.tables() if one not in OF_PERSONS]
            found = [one for table in small for one in self._leaves.compare(tx, table)]
            # What differed stays one that differs until it is stated anew, whichever slice it was found in.
            found += self._leaves.compare_names(tx, (*self._of_open_referrals(tx), *(one.name for one in self._said)))
            for table, where in self._slices.items():
                found += self._slice(tx, table, where)
        return found

    def look(self, which: Callable[[], Sequence[RowDifference]]) -> Sequence[RowDifference]:
        """Look once, alarm of what is new, and mend what leads to it."""
        found = list(dict.fromkeys(which()))
        mend_index(found, leaves=self._leaves, hub=self._hub)
        new = frozenset(found) - self._said
        for table in sorted({one.table for one in new}):
            faults = sorted(one.fault for one in new if one.table == table)
            _LOG.error("row differs", extra={"error": table, "code": faults[0], "count": len(faults)})
        broken = len(self._leaves.broken)
        if broken > self._broken:
            _LOG.error("record differs", extra={"error": "record", "code": Fault.ROW_RECORD_FORGED, "count": broken})
        self._said, self._broken, self.differing = frozenset(found), broken, len(found) + broken
        self._looked = self._hub.clock.monotonic()
        return found

    def _share(self, table: str) -> int:
        return max(PAGE, sum(1 for _ in self._leaves.standing(table)) // (ROUNDS_A_DAY - 1) + 1)

    def _slice(self, tx: Tx, table: str, where: Slice) -> Iterator[RowDifference]:
        page = tx.rows.page(table, after=where.after, limit=where.size)
        yield from self._leaves.faults(page)
        if not page:
            # Once round: what is missing is told by the leaves, which are looked through as a whole.
            yield from self._leaves.compare(tx, table)
        where.after, where.size = (page[-1].key, where.size) if page else ("", self._share(table))

    def _of_open_referrals(self, tx: Tx) -> Iterator[str]:
        after = ""
        while page := tx.referrals.page(states=_OPEN, after=after, limit=PAGE):
            for one in page:
                yield f"person:{one.person}"
                yield from (f"consent:{id_}" for id_ in (one.consent,) if id_)
            after = page[-1].id
