"""What a partner says by telephone or letter is its own step, with the same rules."""

from datetime import timedelta

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Forbidden, IllegalStep, NotCovered, NotFound, SchemaInvalid
from exchange.core.vocabulary import Actor, Delivery, State
from exchange.flows.events.reported import PartnerReport, StepUnknown, record_reported
from tests.support.clock import NOON
from tests.support.hubs import KIM, OPS, USUAL, Bench, claim


def tell(bench, referral, event, by=KIM, members=None, **changes: object):
    said = {"channel": "telephone", "said_by": "Empfang", "said_at": NOON} | changes
    report = PartnerReport(event=event, members=USUAL.get(event, {}) if members is None else members, **said)
    return record_reported(getattr(referral, "id", referral), report=report, by=claim(by), hub=bench.hub)


@pytest.mark.parametrize("channel", ["telephone", "letter"])
def test_it_is_the_partners_step_and_says_who_said_it_and_who_wrote_it_down(channel):
    bench = Bench()
    referral = tell(bench, bench.sent(), "accepted", channel=channel)
    line = bench.view(referral).history[-1]
    assert (line.target, line.by, line.who) == (State.ACCEPTED, Actor.PARTNER, KIM)
    assert (line.channel, line.said_by, line.said_at) == (channel, "Empfang", NOON)
    assert bench.leaves("REFERRAL_STEP")[-1]["channel"] == channel


def test_deadlines_run_as_after_an_event_and_the_version_stays_the_partners():
    bench = Bench()
    before = bench.sent()
    after = tell(bench, before, "accepted")
    assert (after.next_reason, after.version) == ("first-appointment", before.version)


def test_a_telephone_does_not_carry_what_the_person_does_not_allow():
    bench = Bench()
    referral = bench.sent(level=1)
    with pytest.raises(NotCovered) as refused:
        tell(bench, referral, "scheduled")
    assert refused.value.detail == "clause:category"
    assert bench.now(referral) == referral


@pytest.mark.parametrize(
    ("event", "code"),
    [("in-service", "illegal-step"), ("under-review", "not-received")],
)
def test_it_takes_no_step_the_partner_could_not_take_itself(event, code):
    bench = Bench()
    with pytest.raises(IllegalStep) as refused:
        tell(bench, bench.sent(), event)
    assert refused.value.detail == code
    assert "accepted" in refused.value.allowed


@pytest.mark.parametrize(
    ("event", "members", "place"),
    [
        ("declined", {"reason": "weather"}, "/reason"),
        ("waitlisted", {"weeks": -1}, "/weeks"),
        ("scheduled", {"appointment": "morgen"}, "/appointment"),
        ("scheduled", {"appointment": "2099-01-01T09:00:00Z"}, "/appointment"),
    ],
)
def test_what_the_event_could_not_hold_cannot_be_told(event, members, place):
    bench = Bench()
    with pytest.raises(SchemaInvalid) as refused:
        tell(bench, bench.sent(), event, members=members)
    assert refused.value.pointer == place


@pytest.mark.parametrize("event", ["received", "feedback", "sent", "nonsense"])
def test_only_steps_are_told(event):
    bench = Bench()
    with pytest.raises(StepUnknown) as refused:
        tell(bench, bench.sent(), event, members={})
    assert {"accepted", "question"} <= set(refused.value.allowed)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"said_by": ""}, "said-missing"),
        ({"channel": "pigeon"}, "channel"),
        ({"said_at": NOON + timedelta(days=1)}, "said-later"),
    ],
)
def test_who_said_it_and_when_and_how_is_always_known(changes, code):
    bench = Bench()
    with pytest.raises(IllegalStep) as refused:
        tell(bench, bench.sent(), "accepted", **changes)
    assert refused.value.detail == code


def test_a_question_by_telephone_is_kept_with_its_words_and_can_be_answered():
    bench = Bench()
    referral = tell(bench, bench.sent(), "question")
    assert referral.state is State.CLARIFICATION_REQUESTED
    assert bench.view(referral).history[-1].words == USUAL["question"]["text"]
    assert bench.answer(referral, data={"note": "Ja."}).state is State.UNDER_REVIEW


def test_a_question_by_telephone_asks_for_nothing_beyond_consent():
    bench = Bench()
    beyond = {"text": "Schulden?", "categories": ["finance.debt"]}
    with pytest.raises(IllegalStep) as refused:
        tell(bench, bench.sent(), "question", members=beyond)
    assert refused.value.detail == "beyond-consent"


def test_who_declines_by_telephone_no_longer_gets_what_was_on_its_way():
    bench = Bench()
    voice = bench.voice(bench.sent())
    assert tell(bench, voice.referral, "declined").state is State.DECLINED
    assert voice.stored.delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    assert bench.mail() == []


def test_at_the_last_agreed_step_the_hub_stops_waiting():
    bench = Bench()
    assert tell(bench, bench.sent(level=1), "accepted").state is State.EXTERNAL


def test_it_is_written_down_by_a_caseworker_about_a_referral_there_is():
    bench = Bench()
    referral = bench.sent()
    with pytest.raises(Forbidden):
        tell(bench, referral, "accepted", by=OPS)
    with pytest.raises(NotFound):
        tell(bench, "00000000-0000-7000-8000-000000000000", "accepted")


def test_who_said_it_is_not_told_with_a_diagnosis():
    bench = Bench()
    referral = bench.sent()
    with pytest.raises(ForbiddenText) as refused:
        tell(bench, referral, "accepted", said_by="Frau Muster (F32.1)")
    assert (refused.value.detail, refused.value.pointer) == ("forbidden:icd", "/said_by")
    assert bench.now(referral) == referral
