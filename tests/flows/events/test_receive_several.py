"""Several events in one call: each has a verdict of its own, or none and comes again; a bad one takes nothing along."""

from dataclasses import replace

import pytest

from exchange.core.events.event import Err
from exchange.core.evidence.row import RowDiffers
from exchange.core.vocabulary import State
from exchange.flows.events.park import MOST_PARKED, EventsAhead
from exchange.flows.events.receive import receive
from exchange.flows.events.receive_several import receive_several
from tests.flows.delivery.test_offer import SlowClock, several
from tests.support.hubs import CENTRE, OTHER, Bench, document_of
from tests.support.mail import jti, refusals
from tests.support.places import DATABASES, PLACES


def pushed(bench, *compacts, client=CENTRE, **named: str):
    sets = {jti(compact): compact for compact in compacts} | named
    return receive_several(sets, client=client, hub=bench.hub)


def fetched(bench, count):
    """Voices about packets of as many people, that were fetched."""
    voices = [bench.voice(one) for one in several(bench, count)]
    for voice in voices:
        voice.fetch()
    return voices


def errors(verdicts):
    return {jti: error.err for jti, error in verdicts.rejected.items()}


@pytest.fixture
def bench():
    return Bench(pulled={"mailbox"})


def test_each_has_the_verdict_it_would_have_alone(bench):
    voices = fetched(bench, 3)
    said = [voice.signed("received") for voice in voices]
    verdicts = pushed(bench, *said)
    assert (sorted(verdicts.taken), verdicts.rejected) == (sorted(map(jti, said)), {})
    assert all(voice.referral.received for voice in voices)
    assert [receive(one, client=CENTRE, hub=bench.hub) for one in said] == ["accepted"] * 3


def test_one_bad_event_among_fifty_is_refused_and_forty_nine_are_taken(bench):
    voices = fetched(bench, 50)
    good = [voice.signed("received") for voice in voices[1:]]
    bad = voices[0].signed("received", audience=OTHER)
    verdicts = pushed(bench, bad, *good)
    assert (set(verdicts.taken), errors(verdicts)) == ({*map(jti, good)}, {jti(bad): Err.INVALID_AUDIENCE})
    assert [voice.referral.received for voice in voices] == [False] + [True] * 49


def test_a_refused_step_is_taken_and_its_refusal_goes_its_own_way(bench):
    (voice,) = fetched(bench, 1)
    said = [voice.signed("received"), voice.signed("in-service")]
    assert len(pushed(bench, *said).taken) == 2
    assert [one["code"] for one in refusals(bench)] == ["illegal-step"]


def test_those_of_one_referral_are_taken_in_order_of_their_numbers(bench):
    (voice,) = fetched(bench, 1)
    said = [voice.signed(name) for name in ("received", "under-review", "accepted")]
    assert len(pushed(bench, *reversed(said)).taken) == 3
    assert (voice.referral.state, voice.referral.next_reason == "gap", refusals(bench)) == (State.ACCEPTED, False, [])


def test_more_than_could_be_parked_are_taken_whatever_their_order_in_the_call(bench):
    voice = bench.under_way("under-review")
    said = [voice.signed("erased") for _ in range(MOST_PARKED + 5)]
    assert len(pushed(bench, *reversed(said)).taken) == len(said)


def test_the_same_call_again_gets_the_same_answer_and_has_no_second_effect(bench):
    said = [voice.signed("received") for voice in fetched(bench, 2)]
    first = pushed(bench, *said)
    before = bench.everything()
    assert pushed(bench, *said) == first
    assert bench.everything() == before


def test_an_event_under_the_id_of_another_is_not_taken(bench):
    (voice,) = fetched(bench, 1)
    verdicts = pushed(bench, **{"018f0000-0000-7000-8000-000000000001": voice.signed("received")})
    assert errors(verdicts) == {"018f0000-0000-7000-8000-000000000001": Err.INVALID_REQUEST}
    assert not voice.referral.received


@pytest.mark.parametrize("compact", ["", "x", "a.b.c", "é.é.é", "\x00", "x" * 600_000])
def test_what_is_no_event_is_refused_alone(bench, compact):
    (voice,) = fetched(bench, 1)
    verdicts = pushed(bench, voice.signed("received"), bad=compact)
    assert (len(verdicts.taken), errors(verdicts)) == (1, {"bad": Err.INVALID_REQUEST})


def test_an_event_about_anothers_packet_is_refused_and_their_person_is_not_touched(bench):
    (voice,) = fetched(bench, 1)
    bench.enrol(document_of(OTHER))
    said = replace(voice, partner=OTHER).signed("received")
    assert errors(pushed(bench, said, client=OTHER)) == {jti(said): Err.INVALID_REQUEST}
    assert not voice.referral.received


def test_nothing_is_nothing(bench):
    assert (pushed(bench).taken, pushed(bench).rejected) == ([], {})


# No verdict


def full(bench):
    """A voice with as much parked as may be, and one more that waits for the same missing event."""
    voice = bench.under_way("under-review")
    missing = voice.signed("erased")
    for _ in range(MOST_PARKED):
        assert voice.says("erased") == "parked"
    return voice, missing


def test_where_too_much_waits_there_is_no_verdict_and_the_others_have_one(bench):
    voice, missing = full(bench)
    (other,) = fetched(bench, 1)
    one_more, next_one = voice.signed("erased"), voice.signed("erased")
    before = bench.now(voice.referral)
    verdicts = pushed(bench, one_more, next_one, received := other.signed("received"))
    assert (verdicts.taken, verdicts.rejected, bench.now(voice.referral)) == ([jti(received)], {}, before)
    assert jti(one_more) not in bench.everything()
    assert len(pushed(bench, missing, one_more, next_one).taken) == 3


def test_what_follows_one_without_a_verdict_has_none_either(place):
    bench = Bench(store=place.open(), pulled={"mailbox"})
    first, second = fetched(bench, 2)
    said = [first.signed("received"), first.signed("erased"), second.signed("received")]
    assert place.change(f"UPDATE consent SET seal = NULL WHERE person = '{first.referral.person}'") == 1  # noqa: S608
    verdicts = pushed(bench, *said)
    assert (verdicts.taken, verdicts.rejected) == ([jti(said[2])], {})
    assert (first.referral.partner_seq, second.referral.received) == (0, True)
    with pytest.raises(RowDiffers):
        pushed(bench, *said[:2])


def test_what_follows_it_of_its_referral_waits_though_it_could_be_refused_at_once():
    bench = Bench()
    voice = bench.under_way("under-review", level=1, no_show=False)
    voice.signed("erased")
    for _ in range(MOST_PARKED):
        assert voice.says("erased") == "parked"
    one_more, beyond = voice.signed("erased"), voice.signed("in-service")
    assert errors(pushed(bench, one_more, beyond, bad="x")) == {"bad": Err.INVALID_REQUEST}
    assert (jti(beyond) in bench.everything(), refusals(bench)) == (False, [])


def test_if_none_has_a_verdict_the_call_says_why(bench):
    voice, _ = full(bench)
    before = bench.everything()
    with pytest.raises(EventsAhead):
        pushed(bench, voice.signed("erased"), voice.signed("erased"))
    assert bench.everything() == before


def test_what_there_is_no_time_for_has_no_verdict():
    bench = Bench(pulled={"mailbox"}, clock=SlowClock())
    voices = fetched(bench, 4)
    said = [voice.signed("received") for voice in voices]
    rest = said
    for taken in (2, 2):
        verdicts = pushed(bench, *rest)
        assert (verdicts.taken, verdicts.rejected) == ([jti(one) for one in rest[:taken]], {})
        rest = rest[taken:]
    assert all(voice.referral.received for voice in voices)


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


def test_on_a_database_several_are_taken_as_one_would_be(place):
    bench = Bench(store=place.open(), pulled={"mailbox"})
    voices = fetched(bench, 3)
    said = [voice.signed(name) for name in ("received", "under-review") for voice in voices]
    assert len(pushed(bench, *said, bad="x").taken) == 6
    assert {voice.referral.state for voice in voices} == {State.UNDER_REVIEW}
    assert len(bench.leaves("ACKNOWLEDGEMENT")) == 6
