"""Several caseworkers send to one partner: what waits there at once is polled, checked and answered in one round.

So the partner's calls are shared, as where a Jobcenter knows a partner well; in `loop` everybody has one of their own.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Lock
from time import perf_counter

from exchange.flows.consent.record import record_consent
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.release import release_and_send
from exchange.partner.calls import Settled, fetch_parcel, poll, send_events
from tests.bench import filled
from tests.bench.ground import LEAD, WRITER, Ground, Recipient, served
from tests.bench.loop import Course, Lap, Run, measure
from tests.bench.receiving import Broken, announced, checked, received
from tests.bench.relay import Party

SENDERS = 8
"""How many caseworkers send to one partner."""
_PATIENCE_SECONDS = 60.0


@dataclass(slots=True, eq=False)
class _Box:
    """What several wait for: the word of one partner on their referrals."""

    received: "defaultdict[str, Event]" = field(default_factory=lambda: defaultdict(Event))
    lock: Lock = field(default_factory=Lock)

    def wait(self, referral: str) -> None:
        """Wait until a referral was received and that was taken."""
        if not self._event(referral).wait(_PATIENCE_SECONDS):
            raise Broken(referral)

    def tell(self, referrals: Sequence[str]) -> int:
        """Wake who waits for these; how many they are."""
        for referral in referrals:
            self._event(referral).set()
        return len(referrals)

    def _event(self, referral: str) -> Event:
        with self.lock:
            return self.received[referral]


@dataclass(slots=True, eq=False, kw_only=True)
class Mailbox(_Box):
    """A partner of the hub."""

    recipient: Recipient
    settled: list[str] = field(default_factory=list)

    def once(self) -> int:
        """Poll, check what came, answer in one call; how many referrals that were."""
        polled = poll(self.recipient.session, settled=Settled(stored=self.settled), hold="long")
        self.settled = list(polled.sets)
        referrals, answers = [], {}
        for jti, compact in polled.sets.items():
            event = announced(compact, jti=jti, to=self.recipient)
            if event is None:
                continue
            parcel = polled.parcels.get(event.packet) or fetch_parcel(self.recipient.session, event.packet)
            result = checked(parcel, event, by=self.recipient)
            answers |= [received(result, event, by=self.recipient)]
            referrals.append(result.packet.referral)
        self._answer(answers)
        return self.tell(referrals)

    def _answer(self, answers: dict[str, str]) -> None:
        while answers:
            verdicts = send_events(self.recipient.session, answers)
            if any(verdicts.values()):
                raise Broken(str(verdicts))
            # What has no verdict, because its person was held, comes again.
            answers = {jti: said for jti, said in answers.items() if jti not in verdicts}


@dataclass(slots=True)
class Caseworker:
    """Hands referrals in, and waits until each is received."""

    ground: Ground
    mailbox: Mailbox

    def once(self, reference: str) -> tuple[float, ...]:
        """Let one referral go round; the instants of its steps."""
        hub, laps = self.ground.hub, [perf_counter()]
        document = filled.refer(reference, partner=self.mailbox.recipient.entity, size=filled.SIZE)
        referral = draft(document, files=[], by=WRITER, hub=hub)
        laps.append(perf_counter())
        release_and_send(referral.id, by=WRITER, approve_by=None, hub=hub)
        laps.append(perf_counter())
        self.mailbox.wait(referral.id)
        with hub.store.reading() as tx:
            seen = tx.referrals.get(referral.id)
        if seen is None or not seen.received:
            raise Broken("not seen")
        laps.append(perf_counter())
        return tuple(laps)

    def consent(self, reference: str) -> None:
        """Record the consent a referral will stand on."""
        hub, partner = self.ground.hub, self.mailbox.recipient.entity
        document = filled.consent(reference, partner=partner, hub=hub.origin, at=hub.clock.now())
        record_consent(document, by=WRITER, approve_by=LEAD, hub=hub)


@dataclass(slots=True, eq=False, kw_only=True)
class RelayBox(_Box):
    """A partner of the bare relay."""

    party: Party

    def once(self) -> int:
        """The same in its words."""
        return self.tell(self.party.answers())

    def hands_in(self, referrals: int) -> Lap:
        """So many referrals one after the other."""
        return lambda: [self._hands_in() for _ in range(referrals)]

    def _hands_in(self) -> tuple[float, ...]:
        began, id_ = perf_counter(), self.party.submits()
        self.wait(id_)
        return began, self.party.sees(id_)


def relay_laps(parties: Sequence[Party], course: Course) -> list[Lap]:
    """The same course on the bare relay, with a party for every eight."""
    boxes, each = [RelayBox(party=party) for party in parties], course.referrals // course.concurrent
    users = [boxes[place // SENDERS] for place in range(course.concurrent)]
    return [box.hands_in(each) for box in users] + [_answers(box, each * users.count(box)) for box in boxes]


def boxes_for(concurrent: int) -> int:
    """How many mailboxes so many caseworkers send to."""
    return -(-concurrent // SENDERS)


def shared_runs(folder: Path, course: Course) -> list[Run]:
    """Run a course on one hub, with a mailbox for every eight."""
    numbers = count()
    with served(folder, partners=boxes_for(course.concurrent), layout=course.layout) as made:
        boxes = [Mailbox(recipient=recipient) for recipient in made.recipients]
        workers = [Caseworker(made, boxes[place // SENDERS]) for place in range(course.concurrent)]

        def go(referrals: int) -> Run:
            each = referrals // len(workers)
            laps = [_hands_in(worker, [f"P-{next(numbers)}" for _ in range(each)]) for worker in workers]
            laps += [_answers(box, each * sum(one.mailbox is box for one in workers)) for box in boxes]
            return measure(laps, hub=made.pids, server=course.server)

        go(max(2, course.concurrent))
        return [go(course.referrals) for _ in range(course.times)]


def _hands_in(worker: Caseworker, references: Sequence[str]) -> Lap:
    for reference in references:
        worker.consent(reference)
    return lambda: [worker.once(reference) for reference in references]


def _answers(box: Mailbox | RelayBox, referrals: int) -> Lap:
    def go() -> Sequence[tuple[float, ...]]:
        left = referrals
        while left > 0:
            left -= box.once()
        return ()

    return go
