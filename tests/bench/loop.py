"""The closed loop: a referral is handed in, sealed, durable, fetched over OAuth, checked, and its acknowledgement seen.

Each worker is a caseworker and a partner in turn: it hands a referral in through the public flows, polls its mailbox,
which settles the one before and brings the parcel, checks the packet as a recipient has to, signs `received`, and then
sees it in the hub's database. So a referral is two calls, and no two share one.
"""

import io
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from os import getpid
from pathlib import Path
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from exchange.core.events.event import Event
from exchange.core.vocabulary import Scan
from exchange.flows.consent.record import record_consent
from exchange.flows.sending.drafting.draft import File, draft
from exchange.flows.sending.release import release_and_send
from exchange.partner.calls import Brought, Settled, fetch_parcel, poll, send_event
from tests.bench import filled
from tests.bench.ground import LEAD, SIMPLE, WRITER, Ground, Layout, Recipient, served
from tests.bench.receiving import Broken, announced, checked, received
from tests.bench.stock import fill
from tests.bench.usage import cpu_seconds, forget_peak, peak_mb

STORED_BYTES = 1024
"""How much data the referrals have that lie there already."""
STAGES = ("draft", "release", "announced", "fetched", "checked", "acknowledged", "seen")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. Times in seconds, memory in MB; CPU per referral in ms, of hub, database server and this process."""

    per_second: float
    p50: float
    p99: float
    hub_cpu: float
    database_cpu: float
    own_cpu: float
    hub_peak: float
    own_peak: float
    stages: tuple[float, ...]


@dataclass(slots=True)
class Worker:
    """One place in the loop, with a partner of its own. `file` is what is attached to each referral."""

    ground: Ground
    recipient: Recipient
    file: bytes = b""
    settled: list[str] = field(default_factory=list)
    laps: list[tuple[float, ...]] = field(default_factory=list)

    def once(self, reference: str, *, size: int = filled.SIZE) -> None:
        """Let one referral go round, with `size` bytes of data."""
        hub, laps = self.ground.hub, [perf_counter()]
        document = filled.refer(reference, partner=self.recipient.entity, size=size)
        referral = draft(document, files=self._files(), by=WRITER, hub=hub)
        laps.append(perf_counter())
        release_and_send(referral.id, by=WRITER, approve_by=None, hub=hub)
        laps.append(perf_counter())
        event, parcel = self._announced()
        laps.append(perf_counter())
        fetched = parcel or fetch_parcel(self.recipient.session, event.packet)
        laps.append(perf_counter())
        _, said = received(checked(fetched, event, by=self.recipient), event, by=self.recipient)
        laps.append(perf_counter())
        err = send_event(self.recipient.session, said)
        laps.append(perf_counter())
        with hub.store.reading() as tx:
            seen = tx.referrals.get(referral.id)
        if err or seen is None or not seen.received:
            raise Broken(err or "not seen")
        laps.append(perf_counter())
        self.laps.append(tuple(laps))

    def consent(self, reference: str) -> None:
        """Record the consent a referral will stand on."""
        hub, partner = self.ground.hub, self.recipient.entity
        document = filled.consent(reference, partner=partner, hub=hub.origin, at=hub.clock.now())
        record_consent(document, by=WRITER, approve_by=LEAD, hub=hub)

    def done_with(self, reference: str, *, size: int) -> None:
        """Let one referral go round whose announcement, too, has left the mailbox afterwards."""
        self.consent(reference)
        self.once(reference, size=size)
        self.settled = list(poll(self.recipient.session, settled=Settled(stored=self.settled), hold="at once").sets)
        if self.settled:
            raise Broken("more than one announcement")

    def _files(self) -> list[File]:
        if not self.file:
            return []
        source = io.BytesIO(self.file)
        named = {"name": "Lebenslauf.pdf", "media_type": "application/pdf", "category": "attachment"}
        return [File(**named, scan=Scan.CLEAN, metadata=(), length=len(self.file), source=source)]

    def _announced(self) -> tuple[Event, Brought | None]:
        while True:
            polled = poll(self.recipient.session, settled=Settled(stored=self.settled), hold="long")
            self.settled = list(polled.sets)
            for jti, compact in polled.sets.items():
                event = announced(compact, jti=jti, to=self.recipient)
                if event is not None:
                    return event, polled.parcels.get(event.packet)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is run: so many referrals by so many at once, so many times, `size` bytes attached to each.

    `stored` referrals lie there already. `server` is the process id of a database server, 0 where there is none.
    """

    concurrent: int
    referrals: int
    times: int
    size: int = 0
    stored: int = 0
    layout: Layout = SIMPLE
    server: int = 0


def runs(folder: Path, course: Course) -> list[Run]:
    """Run a course on one hub."""
    numbers = count()
    with served(folder, partners=course.concurrent, layout=course.layout) as made:
        workers = [Worker(made, recipient, file=_noise(course.size)) for recipient in made.recipients]

        # Tokens, compiled schemas and open connections are there before the clock starts.
        measure(prepared(workers, numbers, max(2, course.concurrent)), hub=made.pids, server=course.server)
        if course.stored:
            workers[0].done_with(f"P-{next(numbers)}", size=STORED_BYTES)
            # What is copied is what has its place in the log.
            made.signed()
            fill(made.database, copies=course.stored)
            made.signed()
        laps = (prepared(workers, numbers, course.referrals) for _ in range(course.times))
        return [measure(each, hub=made.pids, server=course.server) for each in laps]


def in_a_folder(course: Course, *, run: Callable[[Path, Course], list[Run]] = runs) -> list[Run]:
    """`runs`, or another way to run a course, in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="geleit-bench-") as folder:
        return run(Path(folder), course)


Lap = Callable[[], Sequence[tuple[float, ...]]]
"""The work of one worker; returns the instants of each of its referrals."""


def prepared(workers: Sequence[Worker], numbers: "count[int]", referrals: int) -> list[Lap]:
    """The work of each, with all its consents recorded."""
    return [_lap(worker, numbers, referrals // len(workers)) for worker in workers]


def _lap(worker: Worker, numbers: "count[int]", referrals: int) -> Lap:
    share = [f"P-{next(numbers)}" for _ in range(referrals)]
    worker.laps.clear()
    for reference in share:
        worker.consent(reference)

    def go() -> Sequence[tuple[float, ...]]:
        for reference in share:
            worker.once(reference)
        return worker.laps

    return go


def measure(laps: Sequence[Lap], *, hub: Sequence[int], server: int) -> Run:
    """Let workers go, each in a thread, and look at what it takes of processes `hub` and `server`, and of this one."""
    groups = (tuple(hub), (server,) if server else (), ())
    for pid in (*hub, getpid()):
        forget_peak(pid)
    before, own, began = [cpu_seconds(*pids) for pids in groups], process_time(), perf_counter()
    with ThreadPoolExecutor(len(laps)) as pool:
        done = [lap for work in [pool.submit(lap) for lap in laps] for lap in work.result()]
    took = perf_counter() - began
    used = [cpu_seconds(*pids) - was for pids, was in zip(groups, before, strict=True)]
    used[2] = process_time() - own
    whole = [lap[-1] - lap[0] for lap in done]
    cuts = quantiles(whole, n=100, method="inclusive")
    stages = len(done[0]) - 1
    return Run(
        per_second=len(done) / took,
        p50=cuts[49],
        p99=cuts[98],
        hub_cpu=1000 * used[0] / len(done),
        database_cpu=1000 * used[1] / len(done),
        own_cpu=1000 * used[2] / len(done),
        hub_peak=sum(map(peak_mb, hub)),
        own_peak=peak_mb(getpid()),
        stages=tuple(mean(lap[n + 1] - lap[n] for lap in done) for n in range(stages)),
    )


def _noise(size: int) -> bytes:
    return bytes(range(256)) * (size // 256)
