"""A poll brings the parcels along: consent is asked for each, and each is written down as a pick-up."""

from dataclasses import replace

import pytest

from exchange.core.errors import ConsentEnded
from exchange.core.vocabulary import Delivery, State
from exchange.flows.delivery import offer
from exchange.flows.delivery.offer import announce_with_parcels
from exchange.flows.delivery.poll import collect
from tests.support.clock import FixedClock
from tests.support.hubs import CENTRE, Bench, document_of
from tests.support.places import DATABASES, PLACES


def polled(bench, limit=100, acks=(), errors=None):
    return collect(CENTRE, limit=limit, acks=acks, errors=errors or {}, hub=bench.hub, offer=announce_with_parcels)


def several(bench, count):
    """Referrals of as many people, that wait in the partner's mailbox."""
    for number in range(count):
        bench.a_consent(person=f"P-{number}")
    return [bench.refer(person={"reference": f"P-{number}"}) for number in range(count)]


@pytest.fixture
def bench():
    return Bench(pulled={"mailbox"})


def test_the_parcels_come_along_as_they_would_be_fetched(bench):
    sent = several(bench, 3)
    found = polled(bench)
    assert (len(found.sets), found.refused, found.more) == (3, {}, False)
    assert found.parcels == {one.packet: bench.packet(one.packet).parcel for one in sent}
    assert found.parcels == {one.packet: bench.voice(one).fetch().parcel for one in sent}


def test_each_is_written_down_as_handed_over_and_disclosed_once(bench):
    sent = several(bench, 3)
    polled(bench)
    bench.clock.advance(seconds=60)
    assert len(polled(bench).parcels) == 3
    for one in sent:
        assert bench.packet(one.packet).delivery is Delivery.HANDED_OVER
        assert [line.packet for line in bench.ledger(one.person)] == [one.packet]
    assert sorted(leaf["packet"] for leaf in bench.leaves("PACKET_HANDED_OVER")) == sorted(o.packet for o in sent)
    assert len(bench.leaves("DISCLOSURE")) == 3


def test_the_answer_to_such_a_poll_goes_on_as_after_a_pick_up(bench):
    (sent,) = several(bench, 1)
    polled(bench)
    assert bench.voice(sent).says("received") == "accepted"


def test_a_plain_poll_hands_nothing_over(bench):
    (sent,) = several(bench, 1)
    found = collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub)
    assert (len(found.sets), found.parcels) == (1, {})
    assert bench.packet(sent.packet).delivery is Delivery.SENDING


def test_other_events_come_beside_them(bench):
    voice = bench.under_way("under-review")
    polled(bench)
    bench.cancel(voice.referral)
    (sent,) = several(bench, 1)
    found = polled(bench)
    assert {bench.heard(compact)["name"] for _, compact in found.sets} == {"cancelled", "packet-available"}
    assert set(found.parcels) == {sent.packet}


def test_a_parcel_whose_consent_has_ended_is_not_handed_out_and_the_answer_says_so(bench):
    ended, stands = several(bench, 2)
    bench.put(ended, state=State.CONSENT_WITHDRAWN)
    found = polled(bench)
    assert set(found.parcels) == {stands.packet}
    assert {packet: type(one) for packet, one in found.refused.items()} == {ended.packet: ConsentEnded}
    assert (bench.ledger(ended.person), len(bench.ledger(stands.person))) == ((), 1)


def test_what_such_a_look_finds_out_is_written_down_as_at_a_pick_up(bench):
    (sent,) = several(bench, 1)
    document = document_of(CENTRE)
    document["service_lines"][0]["id"] = "anderes"
    bench.enrol(document, adapter="mailbox")
    found = polled(bench)
    assert ({packet: type(one) for packet, one in found.refused.items()}, found.parcels) == (
        {sent.packet: ConsentEnded},
        {},
    )
    assert bench.now(sent).state is State.AWAITING_CONSENT
    assert bench.packet(sent.packet).delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY


def test_what_has_left_the_mailbox_is_not_handed_out(bench):
    bench.a_consent(days=1)
    sent = bench.refer()
    bench.clock.advance(days=1)
    found = polled(bench)
    assert (found.sets, found.parcels, bench.ledger(sent.person)) == ((), {}, ())


def test_what_there_is_no_room_for_is_announced_alone(bench, monkeypatch):
    sent = several(bench, 3)
    monkeypatch.setattr(offer, "MOST_PARCELS", 2)
    found = polled(bench)
    assert (len(found.sets), set(found.parcels)) == (3, {one.packet for one in sent[:2]})
    assert bench.packet(sent[2].packet).delivery is Delivery.SENDING
    assert bench.voice(sent[2]).fetch().id == sent[2].packet


def test_the_parcels_of_one_poll_are_a_mebibyte_at_most(bench, monkeypatch):
    sent = several(bench, 3)
    length = len(bench.packet(sent[0].packet).parcel)
    monkeypatch.setattr(offer, "MOST_BYTES", 2 * length + length // 2)
    found = polled(bench)
    assert (len(found.sets), len(found.parcels)) == (3, 2)


def test_a_poll_that_asks_for_little_gets_little(bench):
    several(bench, 3)
    found = polled(bench, limit=2)
    assert (len(found.sets), len(found.parcels), found.more) == (2, 2, True)
    assert len(polled(bench).parcels) == 1


class SlowClock(FixedClock):
    """A clock by which every look takes 30 ms."""

    looks = 0

    def monotonic(self) -> float:
        self.looks += 1
        return 0.03 * self.looks


def test_what_there_is_no_time_for_comes_with_the_next_poll():
    bench = Bench(pulled={"mailbox"}, clock=SlowClock())
    sent = several(bench, 3)
    found = polled(bench)
    assert (len(found.sets), set(found.parcels), found.more) == (2, {one.packet for one in sent[:2]}, True)
    assert bench.packet(sent[2].packet).delivery is Delivery.SENDING
    assert set(polled(bench).parcels) == {sent[2].packet}


def test_the_first_comes_however_slow_it_is(monkeypatch):
    bench = Bench(pulled={"mailbox"}, clock=SlowClock())
    several(bench, 2)
    monkeypatch.setattr(offer, "LONGEST", -1.0)
    assert [len(polled(bench).parcels) for _ in range(3)] == [1, 1, 0]


def test_what_is_acknowledged_in_the_same_poll_is_not_offered_again(bench):
    several(bench, 1)
    ((jti, _),) = polled(bench).sets
    bench.clock.advance(seconds=60)
    found = polled(bench, acks=[jti])
    assert (found.sets, found.parcels) == ((), {})


class SameAgain:
    """Chance that draws the same each time: the second line of a ledger is refused, as its id is taken."""

    def bytes(self, count: int) -> bytes:
        return b"7" * count


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


def test_one_whose_row_was_changed_is_announced_alone_and_the_others_go_along(place):
    bench = Bench(store=place.open(), pulled={"mailbox"})
    sent = several(bench, 3)
    assert place.change(f"UPDATE consent SET seal = NULL WHERE person = '{sent[1].person}'") == 1  # noqa: S608
    found = polled(bench)
    assert (len(found.sets), set(found.parcels)) == (3, {sent[0].packet, sent[2].packet})
    assert (found.refused, bench.ledger(sent[1].person)) == ({}, ())
    assert bench.packet(sent[1].packet).delivery is Delivery.SENDING
    assert {leaf["packet"] for leaf in bench.leaves("DISCLOSURE")} == {sent[0].packet, sent[2].packet}


def test_of_a_hand_over_that_fails_half_way_nothing_is_left(place):
    bench = Bench(store=place.open(), pulled={"mailbox"})
    first, second = several(bench, 2)
    bench.hub = replace(bench.hub, entropy=SameAgain())
    found = polled(bench)
    assert (len(found.sets), set(found.parcels)) == (2, {first.packet})
    assert (bench.packet(second.packet).delivery, bench.ledger(second.person)) == (Delivery.SENDING, ())
    assert [leaf["packet"] for leaf in bench.leaves("PACKET_HANDED_OVER")] == [first.packet]
