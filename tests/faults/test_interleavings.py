"""A withdrawal, an acceptance and two workers that retry, in any order of their transactions: effects happen once."""

import os
from collections import Counter
from itertools import pairwise

import pytest

from adapters.contract import Unavailable
from exchange.core.errors import Gone
from exchange.core.vocabulary import Delivery, State
from exchange.flows.evidence.verify import verify_log
from exchange.runtime.worker import Worker
from tests.faults.turns import Turns
from tests.support.hubs import CENTRE, Bench, Box
from tests.support.memory.store import MemoryStore

ORDERS = 10_000 if os.environ.get("GELEIT_SOAK") else 250
SHARE = 50
STEPS = ("received", "under-review", "accepted")


class Faltering(Box):
    """A mailbox that is away every second time."""

    tries = 0

    def deliver(self, parcel):
        self.tries += 1
        if self.tries % 2:
            raise Unavailable("away")
        return super().deliver(parcel)


class Scene:
    """One referral that waits to be delivered, and everybody who has to do with it."""

    def __init__(self) -> None:
        self.turns = Turns(MemoryStore())
        self.bench = Bench(store=self.turns)
        self.bench.adapters["mailbox"] = Faltering(self.bench.hub)
        self.consent = self.bench.a_consent()
        self.referral = self.bench.refer()
        self.voice = self.bench.voice(self.referral)
        self.verdicts: list[str] = []
        self.fetched = 0

    def play(self, seed: int) -> None:
        workers = {f"worker-{number}": self._work for number in (1, 2)}
        actors = {"person": lambda: self.bench.withdraw(self.consent), "partner": self._partner, **workers}
        self.turns.run(actors, seed=seed)
        assert self.turns.errors == []
        # Whatever was still being tried arrives in the end.
        self.bench.adapters["mailbox"] = Box(self.bench.hub)
        self.bench.clock.advance(hours=9)
        self._work()

    def _work(self) -> None:
        worker = Worker(self.bench.hub, adapters=self.bench.adapters, delivered=lambda _: None)
        for _ in range(3):
            worker.once()

    def _partner(self) -> None:
        for _ in range(2):
            try:
                self.voice.fetch()
            except Gone:
                return
            self.fetched += 1
        for name in STEPS:
            compact = self.voice.signed(name)
            # The answer was lost: the same event goes out once more.
            self.verdicts.append(self.voice.sends(compact))
            assert self.voice.sends(compact) == self.verdicts[-1]


def check(scene: Scene) -> None:
    bench, now = scene.bench, scene.bench.now(scene.referral)
    packet = scene.voice.stored
    view = bench.view(now)
    assert now.state is State.CONSENT_WITHDRAWN
    assert [line.target for line in view.history].count(State.CONSENT_WITHDRAWN) == 1
    assert [one.target for one, _ in pairwise(view.history)] == [two.origin for _, two in pairwise(view.history)]
    assert len(view.disclosures) == len(bench.leaves("DISCLOSURE")) == (1 if scene.fetched else 0)
    stopped = packet.delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    assert stopped == (not scene.fetched)
    mail = Counter(event["name"] for event in bench.mail(CENTRE))
    assert mail["withdrawn"] == (0 if stopped else 1)
    assert mail["packet-available"] <= (0 if stopped else 1)
    assert len([one for one in view.events if one.verdict == "accepted"]) == scene.verdicts.count("accepted")
    with pytest.raises(Gone):
        scene.voice.fetch()
    assert verify_log(hub=bench.hub).findings == ()


@pytest.mark.parametrize("share", range(ORDERS // SHARE))
def test_whatever_the_order_the_withdrawal_wins_and_everything_happens_once(share):
    for seed in range(share * SHARE, (share + 1) * SHARE):
        scene = Scene()
        scene.play(seed)
        check(scene)


def test_orders_differ_and_the_same_seed_gives_the_same_one_again():
    scenes = [Scene() for _ in range(3)]
    for scene, seed in zip(scenes, (1, 1, 2), strict=True):
        scene.play(seed)
    assert scenes[0].turns.order == scenes[1].turns.order != scenes[2].turns.order


def test_there_are_orders_in_which_the_partner_is_first_and_others_in_which_it_is_not():
    fetched = set()
    for seed in range(30):
        scene = Scene()
        scene.play(seed)
        fetched.add(bool(scene.fetched))
    assert fetched == {True, False}


def test_a_caseworkers_cancellation_and_the_partners_acceptance_do_not_both_win():
    for seed in range(20):
        scene = Scene()
        scene.voice.fetch()
        actors = {"partner": scene._partner, "desk": lambda s=scene: s.bench.cancel(s.referral)}
        scene.turns.run(actors, seed=seed)
        states = [line.target for line in scene.bench.view(scene.referral).history]
        ended = {State.CANCELLED, State.CANCELLATION_REQUESTED} & set(states)
        assert len(ended) == 1
        assert states[-1] in ended | {State.ACCEPTED}
