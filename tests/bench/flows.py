"""The flows of one referral, one after the other in this process: CPU, statements, and in which room the CPU goes.

SQLite, one caseworker, one partner. The rooms are told by a sampling profiler: every millisecond of CPU it looks which
of our files is nearest to what runs, so what a library does counts where we called it.
"""

import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import process_time
from types import FrameType
from typing import Any

from tests.support.hubs import CENTRE, Bench
from tests.support.places import SqlPlace
from tests.support.statements import hear

_ROOT = Path(__file__).resolve().parents[2]
_EVERY_SECONDS = 0.001
_ROOMS: Mapping[str, str] = {
    "exchange/storage": "storage",
    "exchange/flows": "flows",
    "exchange/queries": "flows",
    "exchange/core": "core",
    "exchange/partner": "partner",
    "keys": "keys",
    "schemas": "schemas",
}
ROOMS = (*dict.fromkeys(_ROOMS.values()), "elsewhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One flow: CPU in ms and statements a referral, and the share of that CPU by room."""

    name: str
    cpu: float
    statements: float
    rooms: Mapping[str, float]


class _Sampler:
    """Where this process is, every millisecond of its CPU."""

    def __init__(self) -> None:
        self.seen: Counter[str] = Counter()

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Look for the time of the `with`."""
        before = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)

    def shares(self) -> Mapping[str, float]:
        """The share of each room, of 1."""
        return {room: self.seen[room] / max(1, self.seen.total()) for room in ROOMS}

    def _look(self, _: int, frame: FrameType | None) -> None:
        while frame is not None:
            room = _room(frame.f_code.co_filename)
            if room:
                self.seen[room] += 1
                return
            frame = frame.f_back
        self.seen["elsewhere"] += 1


def flows(folder: Path, *, referrals: int) -> Sequence[Flow]:
    """Let so many referrals go through each flow, all through one before any through the next."""
    bench = Bench(store=SqlPlace.sqlite(folder).open())
    bench.under_way("under-review")
    said: list[str] = []
    hear(bench.store._engine, said.append)
    persons = [f"Q-{number}" for number in range(referrals)]
    for person in persons:
        bench.a_consent(person=person)
    found: list[Flow] = []

    def through(name: str, work: Callable[[Any], Any], items: Sequence[Any], *, of: int = referrals) -> list[Any]:
        said.clear()
        sampler, began = _Sampler(), process_time()
        with sampler.looking():
            done = [work(item) for item in items]
        cpu = 1000 * (process_time() - began) / of
        found.append(Flow(name=name, cpu=cpu, statements=len(said) / of, rooms=sampler.shares()))
        return done

    drafts = through("draft", lambda person: bench.draft(person={"reference": person}), persons)
    through("release", bench.release, drafts)
    through("deliver", lambda _: bench.worker.once(), range(1 + referrals // 50))
    voices = [bench.voice(draft, CENTRE) for draft in drafts]
    through("pick-up", lambda voice: voice.fetch(), voices)
    signed = [(voice, voice.signed("received")) for voice in voices]
    through("received", lambda one: one[0].sends(one[1]), signed)
    return found


def _room(file: str) -> str:
    path = file.removeprefix(f"{_ROOT}/")
    return next((room for prefix, room in _ROOMS.items() if path.startswith(f"{prefix}/")), "")


def total(found: Iterable[Flow]) -> Flow:
    """All of them together."""
    rows = list(found)
    cpu = sum(row.cpu for row in rows)
    rooms = {room: sum(row.cpu * row.rooms[room] for row in rows) / cpu for room in ROOMS}
    return Flow(name="together", cpu=cpu, statements=sum(row.statements for row in rows), rooms=rooms)
