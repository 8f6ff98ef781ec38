"""A review of everything: how it grows with what there is, what it takes up, and what it costs deliveries beside it.

As a program it reviews the hub of a folder as `geleit compliance check` does, again and again until it is stopped.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from os import getpid
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Event
from time import process_time

from exchange.demo.children import Child
from exchange.flows.compliance.review import Span, review
from exchange.main import open_hub
from exchange.ports.hub import Hub
from tests.bench.ground import SECRET, SIMPLE, Ground, served
from tests.bench.loop import Run, Worker, measure, prepared
from tests.bench.usage import forget_peak, peak_mb, resident_mb
from tests.support.hubs import CENTRE, Bench
from tests.support.places import SqlPlace

PROGRAM = "tests.bench.reviewing"
AT_ONCE = 8
_TIMES, _PATIENCE_SECONDS = 3, 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One review: CPU in seconds, and by how many MB this process grew meanwhile, at the most."""

    cpu: float
    grown: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """Reviews by how many exchanges there were; the closed loop alone, and each run's with a review beside it."""

    passes: Mapping[int, Pass]
    alone: Sequence[Run]
    beside: Sequence[Run]

    @property
    def ratios(self) -> Sequence[float]:
        """By how much the slowest of a hundred took longer beside a review, turn by turn, least first."""
        return sorted(one.p99 / other.p99 for one, other in zip(self.beside, self.alone, strict=True))


def reviewed(sizes: Sequence[int], *, referrals: int, turns: int) -> Reviewed:
    """Review so many exchanges, fewest first; and let referrals go round without and with a review, in turns."""
    with TemporaryDirectory(prefix="geleit-bench-") as folder:
        passes = _passes(Path(folder), sizes)
    with TemporaryDirectory(prefix="geleit-bench-") as folder:
        alone, beside = _beside(Path(folder), stored=sizes[0], referrals=referrals, turns=turns)
    return Reviewed(passes=passes, alone=alone, beside=beside)


def _passes(folder: Path, sizes: Sequence[int]) -> Mapping[int, Pass]:
    bench, found, there = Bench(store=SqlPlace.sqlite(folder).open()), {}, 0
    for size in sizes:
        for number in range(there, size):
            bench.a_consent(person=f"Q-{number}")
            draft = bench.draft(person={"reference": f"Q-{number}"})
            bench.release(draft)
            bench.worker.once()
            voice = bench.voice(draft, CENTRE)
            voice.fetch()
            voice.says("received")
        there = size
        passes = [_pass(bench.hub) for _ in range(_TIMES)]
        found[size] = Pass(cpu=median(one.cpu for one in passes), grown=max(one.grown for one in passes))
    return found


def _pass(hub: Hub) -> Pass:
    pid = getpid()
    forget_peak(pid)
    before, began = resident_mb(pid), process_time()
    review(span=Span(), only="", hub=hub)
    return Pass(cpu=process_time() - began, grown=max(0.0, peak_mb(pid) - before))


def _beside(folder: Path, *, stored: int, referrals: int, turns: int) -> tuple[Sequence[Run], Sequence[Run]]:
    numbers = count()
    with served(folder, partners=AT_ONCE, layout=SIMPLE) as made:
        workers = [Worker(made, recipient) for recipient in made.recipients]
        # What there is to review; it warms the hub as well.
        measure(prepared(workers, numbers, max(AT_ONCE, stored)), hub=made.pids, server=0)
        alone: list[Run] = []
        beside: list[Run] = []
        for _ in range(turns):
            alone.append(measure(prepared(workers, numbers, referrals), hub=made.pids, server=0))
            laps = prepared(workers, numbers, referrals)
            with _reviewing(made):
                beside.append(measure(laps, hub=made.pids, server=0))
    return alone, beside


@contextmanager
def _reviewing(made: Ground) -> Iterator[None]:
    """A process that reviews for the time of the `with`."""
    begun = Event()
    log = made.folder / "reviewing.log"
    child = Child([PROGRAM, str(made.folder / "hub")], log=log, hear=lambda _: begun.set())
    try:
        if not begun.wait(_PATIENCE_SECONDS):
            raise TimeoutError(log.read_text())
        yield
    finally:
        child.stop()


def main(folder: Path) -> None:
    """Review without end."""
    with closing(open_hub(folder, passphrase=SECRET)) as opened:
        sys.stdout.write('{"begun": true}\n')
        while True:
            review(span=Span(), only="", hub=opened.hub)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
