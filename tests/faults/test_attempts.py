"""Whoever gets in between of an attempt's work and its turn: all ends as if one of the two had come after the other."""

import json
import os
import random
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import permutations

import pytest

from exchange.core.errors import GeleitError, NotCovered
from exchange.core.staff.staff import Training
from exchange.core.vocabulary import Delivery, State, TrainingTopic
from exchange.flows.evidence.verify import verify_log
from exchange.flows.partner.standing import resume, suspend
from keys.jwk import PrivateKey, Purpose
from keys.objects import TRANSFER
from keys.ring import Ring
from keys.sign import verify
from tests.support.clock import NOON, FixedClock
from tests.support.examples import uid
from tests.support.hubs import BOSS, CENTRE, KIM, NEEDED, YEAR, Bench, claim
from tests.support.meddled import Counting, Meddled
from tests.support.memory.store import MemoryStore
from tests.support.places import DATABASES, PLACES, SqlPlace

SOAK = bool(os.environ.get("GELEIT_SOAK"))
ORDERS = {"sqlite": 10_000 if SOAK else 60, "postgresql": 2_000 if SOAK else 20}
SHARE = 20
STAYED = Delivery.WITHDRAWN_BEFORE_DELIVERY
PATIENCE = {"sqlite": 30.0, "postgresql": 0.05}


class Scene:
    """One person's draft or sent referral, and all that somebody may do to it meanwhile."""

    def __init__(self, bench, person) -> None:
        self.bench = bench
        self.consent = bench.a_consent(person=person)
        self.other, self.referral = (bench.draft(person={"reference": person}) for _ in range(2))
        self.said = []
        self.acts = {
            "withdraw": lambda: bench.withdraw(self.consent),
            "narrow": lambda: bench.a_consent(person=person, categories=NEEDED[:2]),
            "cancel": lambda: bench.cancel(self.referral),
            "suspend": lambda: suspend(CENTRE, by=claim(KIM), hub=bench.hub),
            "send another": lambda: bench.release(self.other),
        }
        self.works = {
            "release": lambda: bench.release(self.referral),
            "fetch": self.fetch,
            "receive": self.receive,
        }

    def fetch(self):
        self.voice.fetch()

    def receive(self):
        self.voice.sends(self.compact)

    def ready(self, work):
        """Bring the referral to where `work` is the next thing to do."""
        if work == "release":
            return
        self.bench.release(self.referral)
        self.bench.worker.once()
        self.voice = self.bench.voice(self.referral)
        if work == "receive":
            self.voice.fetch()
            self.compact = self.voice.signed("received")

    def does(self, name, act):
        try:
            act()
        except GeleitError as error:
            self.said.append((name, type(error).__name__))
        else:
            self.said.append((name, "done"))

    def outcome(self):
        """What became of it, without ids and order: who was told what, and all that is kept of the referral."""
        view = self.bench.view(self.referral)
        packet = self.bench.packet(view.referral.packet) if view.referral.packet else None
        return (
            sorted(self.said),
            view.referral.state,
            packet and packet.delivery,
            [line.target for line in view.history],
            len(view.disclosures),
            [one.verdict for one in view.events],
            Counter(name for name, record in self.bench.log() if record.get("referral") == self.referral.id),
        )


@cache
def expected(work, order):
    """The outcome of all that in this order, one after the other."""
    scene = Scene(Bench(store=MemoryStore()), "P-0")
    scene.ready(work)
    for name in order:
        scene.does(name, (scene.works | scene.acts)[name])
    return scene.outcome()


def play(bench, seed):
    """One work with somebody between; what was done meanwhile, and the scene as it is then."""
    chance, is_sqlite = random.Random(seed), bench.store.patience > 1
    scene = Scene(bench, f"P-{seed}")
    work = chance.choice(sorted(scene.works))
    names = chance.choices(sorted(scene.acts), k=chance.choice([1, 1, 2]) if is_sqlite else 1)
    scene.ready(work)
    ran = []
    bench.store.meanwhile = [lambda one=one: (ran.append(one), scene.does(one, scene.acts[one])) for one in names]
    scene.does(work, scene.works[work])
    bench.store.meanwhile = []
    # On PostgreSQL who gets in between may have to wait for the end; on SQLite nobody does.
    orders = [(*ran, work)] if is_sqlite else permutations((*ran, work))
    assert scene.outcome() in [expected(work, order) for order in orders], (seed, work, ran)
    return scene, ran


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


@pytest.mark.parametrize("share", range(max(ORDERS.values()) // SHARE))
def test_it_ends_as_if_one_had_come_after_the_other(place, share):
    if share * SHARE >= ORDERS[place.dialect]:
        pytest.skip("fewer orders where nobody waits for a turn")
    bench = Bench(store=Meddled(place.open(), patience=PATIENCE[place.dialect]))
    for seed in range(share * SHARE, (share + 1) * SHARE):
        scene, ran = play(bench, seed)
        if "withdraw" in ran:
            assert is_stopped(scene)
        if "suspend" in ran:
            resume(CENTRE, reason="key-checked", by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)
    assert bench.store.errors == []
    assert verify_log(hub=bench.hub).findings == ()


def is_stopped(scene):
    """Whether a withdrawn referral has no packet, or one that stays here, or whose partner was notified."""
    packet = scene.bench.now(scene.referral).packet
    told = [event["packet"] for event in scene.bench.mail(CENTRE) if event["name"] == "withdrawn"]
    return packet is None or packet in told or scene.bench.packet(packet).delivery is STAYED


def test_a_release_that_somebody_got_in_between_of_twice_is_made_in_its_turn(tmp_path):
    bench = Bench(store=Meddled(SqlPlace.sqlite(tmp_path).open()))
    scene = Scene(bench, "P-1")
    bench.store.meanwhile = [lambda: learns(bench, 1), lambda: learns(bench, 2)]
    bench.release(scene.referral)
    assert (bench.store.runs, bench.store.errors) == (3, [])
    assert bench.now(scene.referral).state is State.SENT


def learns(bench, number):
    """The sender has one training more, which a release looks at and which changes nothing of it."""
    until = NOON + YEAR
    with bench.store.transaction() as tx:
        tx.staff.add_training(
            Training(id=uid(number), staff=KIM, topic=TrainingTopic.ADDICTION, valid_from=NOON, valid_until=until)
        )


def test_a_consent_that_ran_out_meanwhile_covers_nothing(tmp_path):
    clock = FixedClock()
    bench = Bench(store=Meddled(Counting.on(SqlPlace.sqlite(tmp_path), now=clock.now)), clock=clock)
    scene = Scene(bench, "P-1")
    bench.store.meanwhile = [lambda: clock.advance(days=201)]
    with pytest.raises(NotCovered):
        bench.release(scene.referral)
    assert (bench.store.runs, bench.now(scene.referral).packet) == (2, None)


def test_a_key_that_was_replaced_meanwhile_signs_nothing(tmp_path):
    rings = []
    bench = Bench(store=Meddled(SqlPlace.sqlite(tmp_path).open(outside=lambda: rings[-1])))
    rings.append(bench.ring)
    bench.hub = replace(bench.hub, rings=lambda: rings[-1])
    scene = Scene(bench, "P-1")
    purposes = (Purpose.PACKET, Purpose.ACK)
    fresh = Ring(PrivateKey.generate(one, alg="ES256", nbf=NOON, exp=NOON + YEAR) for one in purposes)
    bench.store.meanwhile = [lambda: rings.append(fresh)]
    bench.release(scene.referral)
    with bench.store.reading() as tx:
        packet = tx.referrals.packet(bench.now(scene.referral).packet)
    assert bench.store.runs == 2
    assert verify(json.loads(packet.parcel)["transfer"], kind=TRANSFER, keys=fresh.public())
