"""The closed loop: a referral is handed in, sealed, durable, fetched over OAuth, checked, and its acknowledgement seen.

Each worker is a caseworker and a partner in turn: it hands a referral in through the public flows, polls its mailbox,
fetches and checks the packet as a recipient has to, signs `received`, and then sees it in the hub's database.
"""

import io
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from os import getpid
from pathlib import Path
from shutil import rmtree
from statistics import mean, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from exchange.core.ack import Event, event_claims
from exchange.core.vocabulary import Scan
from exchange.flows.consent import record_consent
from exchange.flows.draft import File, draft
from exchange.flows.release import release_and_send
from exchange.partner.attachments import bring
from exchange.partner.calls import Fetched, Settled, fetch_parcel, poll, send_event
from exchange.partner.checks import Readable, check_parcel
from exchange.partner.hubevents import Believed, believe
from exchange.partner.session import new_id
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.sign import sign
from tests.bench import filled
from tests.bench.ground import LEAD, WRITER, Ground, Recipient, served
from tests.bench.usage import cpu_seconds, forget_peak, peak_mb

AVAILABLE = "packet-available"
STAGES = ("draft", "release", "announced", "fetched", "checked", "acknowledged", "seen")


class Broken(Exception):
    """The loop did not close."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run. Times in seconds, memory in MB; CPU per referral in ms, of the hub and of this process."""

    per_second: float
    p50: float
    p99: float
    hub_cpu: float
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

    def once(self, reference: str) -> None:
        """Let one referral go round."""
        hub, laps = self.ground.hub, [perf_counter()]
        referral = draft(self._document(reference), files=self._files(), by=WRITER, hub=hub)
        laps.append(perf_counter())
        release_and_send(referral.id, by=WRITER, approve_by=None, hub=hub)
        laps.append(perf_counter())
        event = self._announced()
        laps.append(perf_counter())
        fetched = fetch_parcel(self.recipient.session, event.packet)
        laps.append(perf_counter())
        received = self._checked(fetched, event)
        laps.append(perf_counter())
        err = send_event(self.recipient.session, received)
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

    def _document(self, reference: str) -> bytes:
        return filled.refer(reference, partner=self.recipient.entity)

    def _files(self) -> list[File]:
        if not self.file:
            return []
        source = io.BytesIO(self.file)
        named = {"name": "Lebenslauf.pdf", "media_type": "application/pdf", "category": "attachment"}
        return [File(**named, scan=Scan.CLEAN, length=len(self.file), source=source)]

    def _announced(self) -> Event:
        while True:
            polled = poll(self.recipient.session, settled=Settled(stored=self.settled), hold="long")
            self.settled = list(polled.sets)
            for jti, compact in polled.sets.items():
                believed = believe(compact, jti=jti, eyes=self.recipient.eyes)
                if isinstance(believed, Believed) and believed.event.name == AVAILABLE:
                    return believed.event

    def _checked(self, fetched: object, event: Event) -> str:
        if not isinstance(fetched, Fetched):
            raise Broken(str(fetched))
        who = self.recipient
        result = check_parcel(
            fetched.raw, packet_id=event.packet, announced=event.jwe_sha256, eyes=who.eyes, offer=who.offer, seen=""
        )
        if not isinstance(result, Readable):
            raise Broken(str(result))
        folder = who.folder / "blobs"
        missing = bring(who.session, result.packet, folder=folder)
        if missing is not None:
            raise Broken(str(missing))
        rmtree(folder, ignore_errors=True)
        return self._received(result, event)

    def _received(self, result: Readable, event: Event) -> str:
        at, packet = self.recipient.eyes.now(), result.packet
        received = Event(
            name="received",
            issuer=self.recipient.entity,
            audience=packet.issuer,
            issued_at=at,
            jti=new_id(at),
            time_of_event=at,
            packet=packet.id,
            jwe_sha256=event.jwe_sha256,
            referral=packet.referral,
            packet_sha256=result.inner.packet_sha256,
            version=packet.version,
            seq=1,
            prev_sha256=None,
            members={},
        )
        return sign(event_claims(received), kind=EVENT, key=self.recipient.ring.current(Purpose.ACK, at))


def runs(folder: Path, *, concurrent: int, referrals: int, times: int, size: int = 0) -> list[Run]:
    """Let `referrals` go round by `concurrent` workers, so many times on one hub; `size` bytes attached to each."""
    numbers = count()
    with served(folder, partners=concurrent) as made:
        workers = [Worker(made, recipient, file=_noise(size)) for recipient in made.recipients]
        # Tokens, compiled schemas and open connections are there before the clock starts.
        _run(workers, numbers, referrals=max(2, concurrent))
        return [_run(workers, numbers, referrals=referrals) for _ in range(times)]


def in_a_folder(**given: int) -> list[Run]:
    """`runs` in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="geleit-bench-") as folder:
        return runs(Path(folder), **given)


def _run(workers: Sequence[Worker], numbers: "count[int]", *, referrals: int) -> Run:
    shares = [[f"P-{next(numbers)}" for _ in range(referrals // len(workers))] for _ in workers]
    for worker, share in zip(workers, shares, strict=True):
        worker.laps.clear()
        for reference in share:
            worker.consent(reference)
    pids = (workers[0].ground.pid, getpid())
    for pid in pids:
        forget_peak(pid)
    before, began = [cpu_seconds(pid) for pid in pids], perf_counter()
    with ThreadPoolExecutor(len(workers)) as pool:
        for done in [pool.submit(_go, worker, share) for worker, share in zip(workers, shares, strict=True)]:
            done.result()
    took = perf_counter() - began
    used = [1000 * (cpu_seconds(pid) - was) for pid, was in zip(pids, before, strict=True)]
    return _read([lap for worker in workers for lap in worker.laps], took=took, used=used, pids=pids)


def _go(worker: Worker, share: Sequence[str]) -> None:
    for reference in share:
        worker.once(reference)


def _read(laps: Sequence[tuple[float, ...]], *, took: float, used: Sequence[float], pids: Sequence[int]) -> Run:
    whole = [lap[-1] - lap[0] for lap in laps]
    cuts = quantiles(whole, n=100, method="inclusive")
    return Run(
        per_second=len(laps) / took,
        p50=cuts[49],
        p99=cuts[98],
        hub_cpu=used[0] / len(laps),
        own_cpu=used[1] / len(laps),
        hub_peak=peak_mb(pids[0]),
        own_peak=peak_mb(pids[1]),
        stages=tuple(mean(lap[n + 1] - lap[n] for lap in laps) for n in range(len(STAGES))),
    )


def _noise(size: int) -> bytes:
    return bytes(range(256)) * (size // 256)
