"""A training opens what it is about, for who sends and for who approves, while it is valid."""

from dataclasses import replace

import pytest

from exchange.core.errors import NotTrained
from exchange.core.vocabulary import PacketKind, State, TrainingTopic
from exchange.flows.sending.supersede import Hands, Successor, supersede
from tests.support.hubs import ALEX, BOSS, KIM, Bench

TOPIC = TrainingTopic.ADDICTION


def knows(bench, staff, *topics: str):
    """Let somebody have learned this and nothing else."""
    tables = bench.store.tables
    some = next(iter(tables.trainings.values()))
    tables.trainings = {key: one for key, one in tables.trainings.items() if one.staff != staff}
    for topic in topics:
        tables.trainings[f"{staff}-{topic}"] = replace(some, id=f"{staff}-{topic}", staff=staff, topic=topic)


@pytest.mark.parametrize("who", [KIM, BOSS])
def test_neither_who_sends_nor_who_approves_is_without_the_training(who):
    bench = Bench()
    bench.a_consent()
    knows(bench, who, *set(TrainingTopic) - {TOPIC}, "Kaffeekochen")
    referral = bench.draft()
    with pytest.raises(NotTrained) as caught:
        bench.release(referral)
    assert caught.value.detail == f"{who}: addiction"
    knows(bench, who, TOPIC)
    assert bench.release(referral).referral.state is State.SENT


def test_a_training_that_ended_is_none():
    bench = Bench()
    bench.a_consent(days=9)
    for key, one in bench.store.tables.trainings.items():
        bench.store.tables.trainings[key] = replace(one, valid_until=bench.clock.now())
    with pytest.raises(NotTrained):
        bench.release(bench.draft())


@pytest.mark.parametrize("who", [KIM, BOSS])
def test_what_takes_the_place_of_a_packet_asks_the_same(who):
    bench = Bench()
    referral = bench.sent()
    knows(bench, who)
    with bench.store.transaction() as tx:
        hands = Hands(sender=tx.staff.get(KIM), second=tx.staff.get(BOSS))
        successor = Successor(draft=tx.referrals.draft(referral.id), kind=PacketKind.UPDATE)
        with pytest.raises(NotTrained, match=who):
            supersede(tx, tx.referrals.lock(referral.id), successor, hands=hands, hub=bench.hub, at=bench.clock.now())


def test_who_has_learned_nothing_sends_what_is_not_sensitive_only():
    bench = Bench()
    bench.a_consent()
    with pytest.raises(NotTrained):
        bench.release(bench.draft(by=ALEX), by=ALEX)
