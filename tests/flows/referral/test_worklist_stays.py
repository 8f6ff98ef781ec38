"""Nothing disappears from a desk: what waits for somebody is on their list at once, and stays until it is seen to."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.core.referral.deadlines import KIND_OF, OURS
from exchange.core.referral.referral import Referral
from exchange.core.referral.work_item import WorkItem
from exchange.core.vocabulary import TERMINAL, Delivery, State
from exchange.flows.casework.remind import remind_due, return_uncollected
from exchange.flows.referral.worklist import put_on_list, settle
from exchange.queries.facts import line_of
from exchange.queries.referrals import sentence_of
from tests.support.clock import NOON
from tests.support.hubs import DPO, KIM, Bench, claim

STEPS = st.lists(
    st.sampled_from([timedelta(seconds=20), timedelta(minutes=7), timedelta(hours=5), timedelta(days=1, hours=3)]),
    min_size=1, max_size=25,
)  # fmt: skip
OF_DATA_PROTECTION = {WorkItem.WITHDRAWAL_UNANSWERED, WorkItem.GLASS_UNREVIEWED}
FEW = settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])


def on_the_list(bench: Bench) -> dict[str, Referral]:
    with bench.hub.store.reading() as tx:
        return {one.id: one for one in tx.referrals.listed(bench.clock.now(), limit=200)}


def pass_time(bench, step):
    bench.clock.advance(seconds=step.total_seconds())
    remind_due(hub=bench.hub)


def put(bench, referral, item):
    with bench.hub.store.shared() as tx:
        return put_on_list(tx, tx.referrals.lock(referral.id), item, hub=bench.hub, at=bench.clock.now())


@pytest.mark.parametrize("item", WorkItem)
@FEW
@given(steps=STEPS)
def test_a_work_item_stays_with_its_date_however_often_the_clock_looks(item, steps):
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "in-service")
    put(bench, voice.referral, item)
    due = voice.referral.next_at
    for step in steps:
        pass_time(bench, step)
        assert (voice.referral.id in on_the_list(bench)) == (bench.clock.now() >= due)
        assert (voice.referral.next_reason, voice.referral.next_at) == (item.value, due)
    bench.clock.advance(days=30)
    settle(voice.referral.id, by=claim(DPO if item in OF_DATA_PROTECTION else KIM), hub=bench.hub)
    assert voice.referral.next_reason != item.value


@pytest.mark.parametrize("path", [(), ("under-review",), ("under-review", "accepted"), ("under-review", "waitlisted")])
@FEW
@given(steps=STEPS)
def test_an_overdue_deadline_stays_until_the_state_changes(path, steps):
    bench = Bench()
    voice = bench.under_way(*path)
    state, due = voice.referral.state, voice.referral.next_at
    assert KIND_OF[state] not in OURS
    for step in steps:
        pass_time(bench, step)
        if voice.referral.state is not state:
            return
        assert (voice.referral.id in on_the_list(bench)) == (bench.clock.now() >= due)
        assert voice.referral.next_at == due


def test_a_question_is_on_the_list_from_when_it_is_asked():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    voice.says("question", text="Passt vormittags?", categories=["free.text"])
    assert voice.referral.state is State.CLARIFICATION_REQUESTED
    assert on_the_list(bench)[voice.referral.id].listed_at == bench.clock.now() < voice.referral.next_at


def test_a_draft_waits_for_whoever_wrote_it():
    bench = Bench()
    referral = bench.draft()
    assert on_the_list(bench)[referral.id].listed_at == referral.state_since


def test_no_work_item_pushes_another_one_off():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "in-service")
    asked = put(bench, voice.referral, WorkItem.QUESTION)
    bench.clock.advance(hours=1)
    for item in (WorkItem.DEAD_LETTER, WorkItem.QUESTION, WorkItem.GAP, WorkItem.WITHDRAWAL_UNANSWERED):
        put(bench, voice.referral, item)
    seen = []
    for who in (KIM, KIM, DPO, KIM):
        seen.append(voice.referral.next_reason)
        settle(voice.referral.id, by=claim(who), hub=bench.hub)
    assert seen == ["question", "dead-letter", "gap", "gap"]
    assert (asked.next_at, voice.referral.next_reason, voice.referral.behind) == (NOON, "heartbeat", ())


def test_a_parcel_nobody_fetches_is_on_the_senders_list_once_its_receipt_is_missed():
    bench = Bench()
    referral = bench.sent()
    bench.worker.once()
    bench.clock.advance(minutes=14)
    assert referral.id not in on_the_list(bench)
    bench.clock.advance(minutes=1)
    waiting = on_the_list(bench)[referral.id]
    assert (waiting.delivery, line_of(waiting)["listed_for"]) == (Delivery.SENDING, "receipt-api")
    for _ in range(9):
        pass_time(bench, timedelta(days=1))
        return_uncollected(hub=bench.hub)
        assert referral.id in on_the_list(bench)


@pytest.mark.parametrize(
    ("language", "words"), [("de", "noch nicht abgeholt"), ("en", "has not collected it yet")], ids=["de", "en"]
)
def test_it_is_not_said_for_days_that_a_parcel_is_just_being_delivered(language, words):
    bench = Bench()
    referral = bench.sent()
    bench.worker.once()
    assert words not in sentence_of(bench.view(referral), hub=bench.hub, language=language)
    bench.clock.advance(days=2)
    assert words in sentence_of(bench.view(referral), hub=bench.hub, language=language)


def test_a_parcel_lies_there_since_it_was_sent_however_often_its_partner_is_reminded():
    bench = Bench()
    referral = bench.sent()
    bench.worker.once()
    bench.clock.advance(days=2)
    before = sentence_of(bench.view(referral), hub=bench.hub, language="en")
    for days in (1, 1, 1):
        bench.clock.advance(days=days)
        return_uncollected(hub=bench.hub)
    assert bench.leaves("REMINDER")
    since = before.split(" since ")[1].split(".")[0]
    assert f" since {since}." in sentence_of(bench.view(referral), hub=bench.hub, language="en")


def test_what_a_partner_confirmed_is_on_the_list_only_when_its_deadline_is_missed():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    bench.clock.advance(hours=1)
    assert voice.referral.id in on_the_list(bench)
    voice.says("received")
    assert voice.referral.id not in on_the_list(bench)
    assert voice.referral.listed_at == voice.referral.next_at


def test_what_has_ended_waits_for_nobody():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "in-service")
    voice.says("completed", outcome="got-help")
    assert voice.referral.state in TERMINAL
    assert (voice.referral.next_at, voice.referral.listed_at, voice.referral.look_at) == (None, None, None)


def test_what_a_partner_declined_waits_until_somebody_has_seen_it():
    bench = Bench()
    voice = bench.under_way("under-review")
    voice.says("declined", reason="no-capacity")
    assert voice.referral.state in TERMINAL
    assert voice.referral.id in on_the_list(bench)
    settle(voice.referral.id, by=claim(KIM), hub=bench.hub)
    assert voice.referral.id not in on_the_list(bench)
    assert (voice.referral.next_at, voice.referral.listed_at, voice.referral.look_at) == (None, None, None)
