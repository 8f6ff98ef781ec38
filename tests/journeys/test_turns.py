"""On SQLite nobody waits for a referral's work: in its turn each step only compares what it has read, and writes."""

import json

import pytest

from exchange.flows.delivery.offer import announce_with_parcels
from exchange.flows.delivery.poll import collect
from exchange.flows.events.receive_several import receive_several
from keys.encoding import unb64url
from tests.support.hubs import CENTRE, Bench
from tests.support.meddled import Counting
from tests.support.places import SqlPlace

PEOPLE = ("P-2", "P-3", "P-4")


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


@pytest.fixture
def bench(place):
    bench = Bench(store=Counting.on(place))
    for person in PEOPLE:
        bench.a_consent(person=person)
    bench.store.in_turn = 0
    return bench


def jti(compact):
    return json.loads(unb64url(compact.split(".")[1]))["jti"]


def test_no_step_of_a_referral_has_to_be_done_in_its_turn(bench):
    drafts = [bench.draft(person={"reference": person}) for person in PEOPLE]
    for draft in drafts:
        bench.release(draft)
    assert bench.store.in_turn == 0
    bench.worker.once()
    bench.store.in_turn = 0
    voices = [bench.voice(draft) for draft in drafts]
    for voice in voices:
        voice.fetch()
        assert voice.says("received") == "accepted"
    assert bench.store.in_turn == 0


def test_neither_has_a_poll_with_parcels_nor_a_batch_of_events(bench):
    drafts = [bench.release(bench.draft(person={"reference": person})).referral for person in PEOPLE]
    bench.worker.once()
    bench.store.in_turn = 0
    first = collect(CENTRE, limit=50, acks=(), errors={}, hub=bench.hub, offer=announce_with_parcels)
    assert len(first.parcels) == len(PEOPLE)
    acks = [jti for jti, _ in first.sets]
    assert not collect(CENTRE, limit=50, acks=acks, errors={}, hub=bench.hub, offer=announce_with_parcels).sets
    said = [bench.voice(draft).signed("received") for draft in drafts]
    taken = receive_several({jti(one): one for one in said}, client=CENTRE, hub=bench.hub).taken
    assert (len(taken), bench.store.in_turn) == (len(PEOPLE), 0)
