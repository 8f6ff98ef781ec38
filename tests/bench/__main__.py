"""`python -m tests.bench`: measure, show the table, and keep it in deploy/BENCH.md."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.flows import flows
from tests.bench.ground import Layout
from tests.bench.growth import AT_ONCE, PROCESSES, Grown, grown
from tests.bench.level import Minute, level
from tests.bench.loop import Course, Lap, Run, in_a_folder, measure
from tests.bench.mailboxes import SENDERS, boxes_for, relay_laps, shared_runs
from tests.bench.operations import operations
from tests.bench.papers import papers
from tests.bench.relay import Party, relayed
from tests.bench.report import MB, Table, shown
from tests.bench.reviewing import reviewed
from tests.bench.rules import ruled
from tests.support.cluster import Cluster, binaries

_TABLE = Path(__file__).resolve().parents[2] / "deploy" / "BENCH.md"
DURABLE = {"listen_addresses": "", "shared_buffers": "512MB", "max_wal_size": "4GB"}
"""What peers.md was measured with; every commit is on the disk (PostgreSQL's own defaults)."""
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured: turns per operation, how many pass the flows, rounds, turns with and without rules, how
    many exchanges are reviewed, and referrals a run by how many go round at once."""

    rounds: int
    passed: int
    runs: int
    loops: dict[int, int]
    files: dict[tuple[int, int], int]
    stored: tuple[int, ...]
    minutes: int
    turns: int
    reviewed: tuple[int, ...]


_WHOLE = Extent(
    rounds=25,
    passed=200,
    runs=3,
    loops={1: 40, 8: 160, 32: 256},
    files={(1 * MB, 8): 64, (20 * MB, 4): 16},
    stored=(0, 1_000, 10_000, 100_000),
    minutes=2,
    turns=7,
    reviewed=(1_000, 10_000),
)
_QUICK = Extent(
    rounds=5,
    passed=40,
    runs=1,
    loops={1: 16, 8: 48, 32: 64},
    files={(1 * MB, 8): 16, (20 * MB, 4): 4},
    stored=(0, 1_000, 10_000),
    minutes=1,
    turns=3,
    reviewed=(50, 200),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """PostgreSQL for the time of a measurement; None where it is not installed."""

    cluster: Cluster | None

    def layouts(self) -> dict[str, tuple[str, int]]:
        """What is measured under which name: the kind of database, and how many processes serve the hub."""
        kinds = {SQLITE: (SQLITE, 1)}
        if self.cluster is not None:
            kinds |= {POSTGRESQL: (POSTGRESQL, 1), f"{POSTGRESQL}, 2 processes": (POSTGRESQL, 2)}
        return kinds

    def kinds(self) -> list[str]:
        """The kinds of databases there are."""
        return [SQLITE, *([POSTGRESQL] if self.cluster else [])]

    def course(self, kind: tuple[str, int], course: Course) -> Course:
        """A course on new databases."""
        if kind[0] == SQLITE or self.cluster is None:
            return course
        urls = {"database": self.cluster.database(), "person_keys": self.cluster.database()}
        return replace(course, layout=Layout(processes=kind[1], **urls), server=self.cluster.pid)

    def relay(self, kind: str, course: Course, *, shared: bool = False) -> Run:
        """The bare relay on the same kind of database; with `shared` mailboxes, several in one call."""
        on_server = kind == POSTGRESQL and self.cluster is not None
        database = self.cluster.database().replace("postgresql:", "postgresql+psycopg:", 1) if on_server else ""
        partners = boxes_for(course.concurrent) if shared else course.concurrent
        with (
            TemporaryDirectory(prefix="geleit-bench-") as folder,
            relayed(Path(folder), partners=partners, database=database) as (parties, pid),
        ):
            laps = relay_laps if shared else _own_laps
            measure(laps(parties, replace(course, referrals=2 * course.concurrent)), hub=[pid], server=0)
            server = self.cluster.pid if on_server else 0
            return measure(laps(parties, course), hub=[pid], server=server)


def _own_laps(parties: Sequence[Party], course: Course) -> list[Lap]:
    return [party.lap(course.referrals // course.concurrent) for party in parties]


def main() -> None:
    """Measure, print the table, and write it where it belongs."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure, and write deploy/BENCH.md.")
    parser.add_argument("--quick", action="store_true", help="a look of a few minutes: one short run of everything")
    parser.add_argument("--million", action="store_true", help="also with 1,000,000 referrals stored: takes an hour")
    parser.add_argument("--reviewed", type=int, help="so many exchanges in the larger review: 100,000 take two hours")
    parser.add_argument("--minutes", type=int, help="how long one hub goes on, to see that it stays level")
    parser.add_argument("--output", type=Path, default=_TABLE, help="where the table goes")
    given = parser.parse_args()
    extent = _QUICK if given.quick else _WHOLE
    if given.million:
        extent = replace(extent, stored=(*extent.stored, 1_000_000))
    if given.reviewed:
        extent = replace(extent, reviewed=(extent.reviewed[0], given.reviewed))
    if given.minutes:
        extent = replace(extent, minutes=given.minutes)
    command = " ".join(["make bench", *([f'ARGS="{" ".join(sys.argv[1:])}"'] if sys.argv[1:] else [])])
    with _server() as server:
        for table in _measured(extent, server):
            given.output.write_text(shown(table, command=command), encoding="utf-8")
    sys.stdout.write(given.output.read_text(encoding="utf-8"))


def _measured(extent: Extent, server: Server) -> Iterator[Table]:
    """Measure the fullest store last, and give what there is before it: that hour costs the other rows nothing."""
    _say("single operations …")
    rows = [*operations(rounds=extent.rounds), *papers(rounds=extent.rounds)]
    _say("flows …")
    with TemporaryDirectory(prefix="geleit-bench-") as folder:
        passed = flows(Path(folder), referrals=extent.passed)
    loops, shared = _loops(extent, server), _shared(extent, server)
    _say(f"with and without rules, {extent.turns} turns …")
    rules = ruled(Course(concurrent=8, referrals=extent.loops[8], times=1), turns=extent.turns)
    _say(f"reviews of {' and '.join(f'{one:,}' for one in extent.reviewed)} exchanges …")
    table = Table(
        rows=rows,
        rules=rules,
        reviews=reviewed(extent.reviewed, referrals=extent.loops[8], turns=extent.turns),
        flows=passed,
        loops=loops,
        shared=shared,
        growth=_growth(extent, server),
        files=_files(extent),
        level=_level(extent),
        stored={},
    )
    for stored in extent.stored:
        table = replace(table, stored={**table.stored, **_stored(extent, server, stored)})
        yield table


def _loops(extent: Extent, server: Server) -> dict[tuple[str, int], list[Run]]:
    """Round by round, so that what else the machine does falls on all alike."""
    found: dict[tuple[str, int], list[Run]] = {}
    for number in range(extent.runs):
        for concurrent, referrals in extent.loops.items():
            _say(f"round {number + 1} of {extent.runs}, {concurrent} at once …")
            course = Course(concurrent=concurrent, referrals=referrals, times=1)
            for name, kind in server.layouts().items():
                found.setdefault((name, concurrent), []).extend(in_a_folder(server.course(kind, course)))
            for name in server.kinds():
                found.setdefault((f"bare relay, {name}", concurrent), []).append(server.relay(name, course))
    return found


def _shared(extent: Extent, server: Server) -> dict[tuple[str, int], list[Run]]:
    """The same with a partner for every eight caseworkers, whose calls carry several referrals."""
    found: dict[tuple[str, int], list[Run]] = {}
    for number in range(extent.runs):
        for concurrent, referrals in extent.loops.items():
            if concurrent < SENDERS:
                continue
            _say(f"shared mailboxes, round {number + 1} of {extent.runs}, {concurrent} at once …")
            course = Course(concurrent=concurrent, referrals=referrals, times=1)
            for name in server.kinds():
                runs = in_a_folder(server.course((name, 1), course), run=shared_runs)
                found.setdefault((name, concurrent), []).extend(runs)
                relay = server.relay(name, course, shared=True)
                found.setdefault((f"bare relay, {name}", concurrent), []).append(relay)
    return found


def _growth(extent: Extent, server: Server) -> dict[int, Grown]:
    found: dict[int, Grown] = {}
    for processes in PROCESSES if server.cluster else ():
        _say(f"{POSTGRESQL}, {processes} processes, {AT_ONCE} at once …")
        course = Course(concurrent=AT_ONCE, referrals=extent.loops[AT_ONCE], times=extent.runs)
        course = server.course((POSTGRESQL, processes), course)
        databases = (course.layout.database, course.layout.person_keys)
        found[processes] = grown(partial(in_a_folder, course), databases=databases)
    return found


def _level(extent: Extent) -> list[Minute]:
    _say(f"{extent.minutes} minutes …")
    return level(extent.minutes)


def _stored(extent: Extent, server: Server, stored: int) -> dict[tuple[str, int], list[Run]]:
    found: dict[tuple[str, int], list[Run]] = {}
    for name, kind in server.layouts().items():
        if kind[1] == 1:
            _say(f"{name}, {stored:,} stored …")
            course = Course(concurrent=8, referrals=extent.loops[8], times=extent.runs, stored=stored)
            found[name, stored] = in_a_folder(server.course(kind, course))
    return found


def _files(extent: Extent) -> dict[tuple[int, int], list[Run]]:
    found = {}
    for (size, concurrent), referrals in extent.files.items():
        _say(f"{concurrent} at once, {size / MB:.0f} MB attached …")
        course = Course(concurrent=concurrent, referrals=referrals, times=extent.runs, size=size)
        found[size, concurrent] = in_a_folder(course)
    return found


@contextmanager
def _server() -> Iterator[Server]:
    bin_ = binaries()
    if bin_ is None:
        _say("PostgreSQL is not installed: its rows are left out")
        yield Server(cluster=None)
        return
    cluster = Cluster(bin_, DURABLE)
    try:
        yield Server(cluster=cluster)
    finally:
        cluster.remove()


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
