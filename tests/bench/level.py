"""Level: a hub that goes on for minutes takes up no more memory and no more descriptors than at its beginning."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from tests.bench.ground import SIMPLE, served
from tests.bench.loop import Run, Worker, measure, prepared
from tests.bench.usage import descriptors, resident_mb

AT_ONCE = 8
_LAP = 160
"""Referrals between two looks at the clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """How a hub stood after so many minutes: referrals since the beginning, a second in this one, MB, descriptors."""

    after: int
    referrals: int
    per_second: float
    resident: float
    descriptors: int


def level(minutes: int) -> list[Minute]:
    """Let referrals go round on SQLite for so long, and look each minute; the first line is of a hub that is warm."""
    numbers = count()
    with (
        TemporaryDirectory(prefix="geleit-bench-") as folder,
        served(Path(folder), partners=AT_ONCE, layout=SIMPLE) as made,
    ):
        workers = [Worker(made, recipient) for recipient in made.recipients]

        def some() -> Run:
            return measure(prepared(workers, numbers, _LAP), hub=made.pids, server=0)

        some()
        return _minutes(some, minutes, hub=made.pids)


def _minutes(some: Callable[[], Run], minutes: int, *, hub: Sequence[int]) -> list[Minute]:
    found, began, done = [_look(0, 0, 0.0, hub)], perf_counter(), 0
    for minute in range(1, minutes + 1):
        rates = []
        while perf_counter() - began < 60 * minute:
            rates.append(some().per_second)
            done += _LAP
        found.append(_look(minute, done, sum(rates) / len(rates), hub))
    return found


def _look(after: int, referrals: int, per_second: float, hub: Sequence[int]) -> Minute:
    return Minute(
        after=after,
        referrals=referrals,
        per_second=per_second,
        resident=sum(map(resident_mb, hub)),
        descriptors=sum(map(descriptors, hub)),
    )
