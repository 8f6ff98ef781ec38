"""Growth: the same loop with one, two and four processes on one PostgreSQL, and what its sessions waited for."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from threading import Event, Thread
from time import sleep

import psycopg

from tests.bench.loop import Run

PROCESSES = (1, 2, 4)
AT_ONCE = 32
_EVERY_SECONDS = 0.02
_SESSIONS = """
    SELECT coalesce(wait_event_type, 'none'), coalesce(wait_event, 'none'), count(*) FROM pg_stat_activity
    WHERE datname = ANY(%s) AND state = 'active' AND pid <> pg_backend_pid() GROUP BY 1, 2
"""
LOCK = "Lock"
"""The kind of a wait for another transaction: a row, a table, an advisory lock (PostgreSQL, pg_stat_activity)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """Runs of one number of processes, and how many sessions were busy at a moment, by what they waited for."""

    runs: Sequence[Run]
    waits: Mapping[tuple[str, str], float]

    @property
    def locked(self) -> float:
        """How many sessions waited for another transaction at a moment; 0 where nobody holds anybody up."""
        return sum(many for (kind, _), many in self.waits.items() if kind == LOCK)

    @property
    def busy(self) -> float:
        """How many sessions worked or waited at a moment."""
        return sum(self.waits.values())


def grown(run: Callable[[], list[Run]], *, databases: Sequence[str]) -> Grown:
    """Run a course and look at its databases' sessions 50 times a second the while."""
    with _watched(databases) as waits:
        runs = run()
    return Grown(runs=runs, waits=waits())


@contextmanager
def _watched(databases: Sequence[str]) -> Iterator[Callable[[], Mapping[tuple[str, str], float]]]:
    seen: Counter[tuple[str, str]] = Counter()
    looks, over = count(), Event()

    def look() -> None:
        with psycopg.connect(databases[0], autocommit=True) as session:
            names = [psycopg.conninfo.conninfo_to_dict(one)["dbname"] for one in databases]
            while not over.is_set():
                seen.update({(kind, event): many for kind, event, many in session.execute(_SESSIONS, [names])})
                next(looks)
                sleep(_EVERY_SECONDS)

    def found() -> Mapping[tuple[str, str], float]:
        times = max(1, next(looks))
        return {wait: many / times for wait, many in seen.most_common()}

    watching = Thread(target=look, daemon=True)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()
