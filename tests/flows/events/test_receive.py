"""Events of a partner: genuine, in order, once (protocol section 5); whatever they hold, there is a verdict."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schemas
from exchange.core.events.event import PARTNER_EVENTS, Err, event_claims
from exchange.core.vocabulary import Delivery, State
from exchange.flows.events.genuine import EventRejected
from keys.encoding import digest
from keys.jwk import PrivateKey, Purpose
from keys.objects import EVENT
from keys.sign import sign
from tests.support.anything import anything
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, OTHER, USUAL, Bench, document_of, key_of
from tests.support.mail import refusals

UNKNOWN = "018f0000-0000-7000-8000-000000000001"


def refused_with(voice, compact, **more: object):
    """Send what must not be taken; its error code. Nothing may be stored of it."""
    before = voice.bench.everything()
    with pytest.raises(EventRejected) as refused:
        voice.sends(compact, **more)
    assert voice.bench.everything() == before
    return refused.value.err


# Once


def test_the_same_event_again_gets_the_same_answer_and_has_no_second_effect():
    voice = Bench().under_way("under-review")
    compact = voice.signed("accepted")
    assert voice.sends(compact) == "accepted"
    before = voice.bench.everything()
    assert voice.sends(compact) == "accepted"
    assert voice.bench.everything() == before


def test_a_refused_event_again_gets_the_same_refusal_and_none_is_sent_twice():
    voice = Bench().under_way("under-review")
    compact = voice.signed("in-service")
    assert [voice.sends(compact), voice.sends(compact)] == ["illegal-step"] * 2
    assert len(refusals(voice.bench)) == 1


def test_another_event_under_the_same_id_is_a_conflict_and_overwrites_nothing():
    voice = Bench().under_way("under-review")
    voice.says("accepted")
    assert voice.sends(voice.signed("declined", {"reason": "no-capacity"}, jti=voice.said[-1].jti)) == "conflict"
    assert voice.referral.state is State.ACCEPTED
    assert voice.bench.leaves("VERIFICATION_FAILED")[0]["what"] == "jti-conflict"
    assert refusals(voice.bench)[0]["code"] == "conflict"


def test_a_conflict_spends_its_number_so_that_the_thread_goes_on():
    voice = Bench().under_way("under-review")
    voice.says("accepted")
    voice.sends(voice.signed("declined", {"reason": "no-capacity"}, jti=voice.said[-1].jti))
    assert voice.says("waitlisted", weeks=3) == "accepted"


def test_a_conflict_whose_turn_it_is_not_spends_nothing():
    voice = Bench().under_way("under-review")
    voice.says("accepted")
    twin = voice.signed("declined", {"reason": "no-capacity"}, jti=voice.said[-1].jti, seq=9)
    assert voice.sends(twin) == "conflict"
    assert voice.says("waitlisted", weeks=3) == "accepted"


# In order


def test_an_early_event_waits_for_those_before_it():
    voice = Bench().under_way()
    first, second, third = (voice.signed(name) for name in ("under-review", "accepted", "in-service"))
    assert [voice.sends(one) for one in (third, second, first)] == ["parked", "parked", "accepted"]
    assert (voice.referral.state, voice.referral.partner_seq) == (State.IN_SERVICE, 4)
    assert voice.sends(third) == "accepted"


def test_while_a_number_is_missing_nothing_later_has_an_effect():
    voice = Bench().under_way()
    voice.signed("under-review")
    assert voice.sends(voice.signed("accepted")) == "parked"
    assert (voice.referral.state, voice.referral.partner_seq) == (State.SENT, 1)


def test_of_two_early_events_under_one_number_the_second_is_refused_and_forgotten():
    voice = Bench().under_way()
    first = voice.signed("under-review")
    second, prev = voice.signed("accepted"), digest(first.rpartition(".")[0])
    twin = voice.signed("declined", {"reason": "language"}, seq=3, prev_sha256=prev)
    assert [voice.sends(one) for one in (second, twin, first)] == ["parked", "parked", "accepted"]
    assert voice.sends(twin) == "seq-spent"
    assert (voice.referral.state, twin in voice.bench.everything()) == (State.ACCEPTED, False)


def test_a_number_is_used_once():
    voice = Bench().under_way("under-review")
    assert voice.sends(voice.signed("accepted", seq=2, prev_sha256="A" * 43)) == "seq-spent"


def test_a_thread_that_does_not_hang_together_is_refused_and_goes_on():
    voice = Bench().under_way()
    assert voice.sends(voice.signed("under-review", prev_sha256="A" * 43)) == "thread-broken"
    assert voice.says("under-review") == "accepted"


@pytest.mark.parametrize("member", ["packet_sha256", "jwe_sha256"])
def test_a_wrong_digest_is_refused_and_spends_its_number(member):
    voice = Bench().under_way()
    assert voice.sends(voice.signed("under-review", **{member: "A" * 43})) == "digest-mismatch"
    assert voice.says("under-review") == "accepted"


def test_a_wrong_digest_of_an_unopened_packet_is_refused():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    outside = dict.fromkeys(("referral", "packet_sha256", "version", "seq", "prev_sha256"))
    compact = voice.signed("unreadable", USUAL["unreadable"], **outside | {"jwe_sha256": "A" * 43})
    assert voice.sends(compact) == "digest-mismatch"
    assert voice.stored.delivery is Delivery.HANDED_OVER


# Genuine


def test_an_event_about_another_partners_packet_is_not_taken():
    bench = Bench()
    mine = bench.under_way()
    intruder = bench.voice(mine.referral, partner=OTHER)
    assert refused_with(intruder, intruder.signed("received")) is Err.INVALID_REQUEST


def test_an_event_about_no_packet_is_not_taken():
    voice = Bench().under_way()
    assert refused_with(voice, voice.signed("accepted", packet=UNKNOWN)) is Err.INVALID_REQUEST


def test_an_event_that_names_another_matter_is_not_filed_there():
    bench = Bench()
    voice = bench.under_way()
    assert voice.sends(voice.signed("accepted", referral=UNKNOWN, seq=9, prev_sha256="A" * 43)) == "another-referral"
    with bench.store.reading() as tx:
        assert tx.inbox.of(UNKNOWN) == ()


def test_an_event_for_another_hub_is_not_taken():
    voice = Bench().under_way()
    assert refused_with(voice, voice.signed("accepted", audience=OTHER)) is Err.INVALID_AUDIENCE


def test_an_event_in_anothers_name_is_not_taken():
    voice = Bench().under_way()
    assert refused_with(voice, voice.signed("accepted", issuer=OTHER)) is Err.INVALID_ISSUER
    assert refused_with(voice, voice.signed("accepted"), client=OTHER) is Err.INVALID_ISSUER


def test_an_event_of_an_unknown_key_is_not_taken():
    voice = Bench().under_way()
    stranger = PrivateKey.generate(Purpose.ACK, nbf=NOON, exp=NOON + timedelta(days=9))
    assert refused_with(voice, voice.signed("accepted", key=stranger)) is Err.INVALID_KEY


def test_an_event_that_was_changed_is_not_taken():
    voice = Bench().under_way()
    head, _, signature = voice.signed("accepted").split(".")
    other = voice.signed("declined", {"reason": "language"}).split(".")[1]
    assert refused_with(voice, f"{head}.{other}.{signature}") is Err.AUTHENTICATION_FAILED


def test_an_event_from_the_future_is_not_taken():
    voice = Bench().under_way()
    assert refused_with(voice, voice.signed("accepted", issued_at=NOON + timedelta(seconds=61))) is Err.INVALID_REQUEST
    assert voice.sends(voice.signed("under-review", seq=2, issued_at=NOON + timedelta(seconds=60))) != "accepted"


@pytest.mark.parametrize("name", ["withdrawn", "packet-available", "weather", "sent"])
def test_an_event_that_is_not_a_partners_is_not_taken(name):
    voice = Bench().under_way()
    assert refused_with(voice, voice.signed(name)) is Err.INVALID_REQUEST


@pytest.mark.parametrize("text", ["", "a.b.c", "..", "e30.e30.e30", "x" * 600_000])
def test_what_is_no_signed_event_is_not_taken(text):
    voice = Bench().under_way()
    assert refused_with(voice, text) in {Err.INVALID_REQUEST, Err.INVALID_KEY}


def revoked(bench, at):
    document = document_of(CENTRE)
    document["ack_jwks"]["keys"][0]["revoked"] = {"revoked_at": int(at.timestamp()), "reason": "compromised"}
    fresh = PrivateKey.generate(Purpose.ACK, nbf=NOON, exp=NOON + timedelta(days=300))
    document["ack_jwks"]["keys"].append(fresh.public.to_jwk())
    bench.enrol(document)
    return fresh


def test_nothing_new_is_believed_of_a_revoked_key_whatever_time_it_claims():
    voice = Bench().under_way()
    voice.bench.clock.advance(hours=1)
    fresh = revoked(voice.bench, NOON + timedelta(minutes=30))
    assert refused_with(voice, voice.signed("under-review", issued_at=NOON)) is Err.INVALID_KEY
    voice.seq, voice.prev = 1, voice.referral.partner_prev
    assert voice.sends(voice.signed("under-review", key=fresh)) == "accepted"


def test_a_key_that_has_ended_signs_nothing_any_more():
    voice = Bench().under_way()
    voice.bench.clock.advance(days=800)
    assert refused_with(voice, voice.signed("accepted")) is Err.INVALID_KEY


def test_a_suspended_partner_is_not_heard():
    bench = Bench()
    voice = bench.under_way()
    with bench.store.transaction() as tx:
        tx.partners.put(replace(tx.partners.get(CENTRE), standing="suspended"))
    assert refused_with(voice, voice.signed("under-review")) is Err.ACCESS_DENIED


KNOWN = sorted({name for form in schemas.load("event")["properties"].values() for name in form["properties"]})
members = st.dictionaries(st.sampled_from(KNOWN) | st.text(max_size=5), anything, max_size=4)
FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@FUZZ
@given(name=st.sampled_from(sorted(PARTNER_EVENTS)), extra=members, usual=st.booleans())
def test_whatever_an_event_holds_there_is_a_verdict(name, extra, usual):
    voice = ready()
    full = {**(USUAL.get(name, {}) if usual else {}), **extra}
    full = {key: value for key, value in full.items() if key not in {"version", "seq", "packet_sha256", "jwe_sha256"}}
    verdict = voice.says(name, **full)
    assert schemas.validate("event", {"refused": {"set_jti": UNKNOWN, "code": verdict}}) == ()


@FUZZ
@given(
    changes=st.dictionaries(st.sampled_from(["iss", "aud", "iat", "toe", "jti", "sub_id", "txn", "events"]), anything)
)
def test_whatever_the_claims_are_there_is_a_verdict_or_a_refusal(changes):
    voice = ready()
    claims = event_claims(voice.event("accepted", {})) | changes
    compact = sign(json.loads(json.dumps(claims)), kind=EVENT, key=key_of(CENTRE, Purpose.ACK))
    with suppress(EventRejected):
        assert voice.sends(compact)


def ready():
    """A voice about a referral that is under review, cheaply."""
    if not READY:
        READY.append(Bench().under_way("under-review"))
    voice = READY[0]
    voice.seq, voice.prev = voice.referral.partner_seq, voice.referral.partner_prev
    if voice.referral.state is not State.UNDER_REVIEW:
        voice.bench.put(voice.referral, state=State.UNDER_REVIEW)
    return voice


READY = []
