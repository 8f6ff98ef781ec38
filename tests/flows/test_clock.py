"""What the clock brings, and how things travel: reminders, returns, retries, cancellations, the log."""

from datetime import timedelta

import pytest

from adapters.contract import AdapterContext, HandedOver, Refused, Unavailable
from adapters.loopback.adapter import Loopback
from exchange.core.errors import ConsentEnded, Gone, IllegalStep
from exchange.core.vocabulary import Delivery, State
from exchange.flows.casework.remind import return_uncollected
from exchange.flows.delivery.deliver import deliver, lease_due
from exchange.flows.delivery.poll import collect
from exchange.flows.evidence.verify import verify_log
from exchange.flows.partner.enrol import suspend
from tests.fakes import NOON
from tests.flows.hubs import CENTRE, KIM, Bench, claim, document_of


def names(bench):
    return [event["name"] for event in bench.mail()]


def wait(bench, days):
    """Let days go by, the worker looking once a day."""
    for _ in range(days):
        bench.clock.advance(days=1)
        bench.worker.once()


# Cancelling


def test_what_was_not_handed_over_is_taken_back_without_a_word():
    bench = Bench()
    voice = bench.voice(bench.sent())
    assert bench.cancel(voice.referral).state is State.CANCELLED
    assert (voice.stored.delivery, names(bench)) == (Delivery.WITHDRAWN_BEFORE_DELIVERY, [])
    with pytest.raises(Gone):
        voice.fetch()


def test_who_has_the_packet_is_told_that_it_was_cancelled():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    assert bench.cancel(voice.referral).state is State.CANCELLED
    (told,) = bench.mail()
    assert told["name"] == "cancelled"
    assert "reason" not in told


def test_who_has_taken_it_on_is_asked():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.mail()
    assert bench.cancel(voice.referral).state is State.CANCELLATION_REQUESTED
    assert names(bench) == ["cancellation-requested"]
    assert voice.says("cancelled") == "accepted"
    assert voice.referral.state is State.CANCELLED


def test_who_was_asked_may_go_back_to_where_it_was_and_nowhere_else():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.cancel(voice.referral)
    assert [voice.says("waitlisted", weeks=1), voice.says("accepted")] == ["came-from", "accepted"]
    assert (voice.referral.state, voice.referral.cancellation_from) == (State.ACCEPTED, None)


def test_a_partner_that_does_not_answer_a_cancellation_is_not_waited_for():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.cancel(voice.referral)
    wait(bench, 6)
    assert voice.referral.state is State.CANCELLATION_REQUESTED
    wait(bench, 2)
    assert (voice.referral.state, names(bench)[0]) == (State.CANCELLED, "cancelled")


def test_what_was_in_service_is_never_cancelled_by_the_hub():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "in-service")
    bench.cancel(voice.referral)
    wait(bench, 30)
    assert voice.referral.state is State.CANCELLATION_REQUESTED


@pytest.mark.parametrize("reason", ["", "weather"])
def test_taking_on_back_has_a_reason(reason):
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    with pytest.raises(IllegalStep):
        bench.cancel(voice.referral, reason=reason)


def test_what_has_ended_is_not_cancelled():
    bench = Bench()
    voice = bench.under_way("under-review", "declined")
    with pytest.raises(IllegalStep) as refused:
        bench.cancel(voice.referral)
    assert refused.value.allowed == ()


# Reminding


def test_the_ladder_goes_from_partner_to_team_lead_and_then_it_expires():
    bench = Bench()
    voice = bench.under_way("under-review")
    told = names(bench)
    for _ in range(4):
        wait(bench, 10)
        told += names(bench)
    rungs = [one["rung"] for one in bench.leaves("REMINDER")]
    assert rungs == ["partner", "partner-deputy", "caseworker", "team-lead"]
    assert voice.referral.state is State.EXPIRED
    assert told == ["packet-available", "reminder", "reminder", "cancelled"]


def test_a_rung_is_reminded_once():
    bench = Bench()
    bench.under_way("under-review")
    bench.clock.advance(days=15)
    for _ in range(5):
        bench.clock.advance(minutes=2)
        bench.worker.once()
    assert len(bench.leaves("REMINDER")) == 1


def test_a_step_in_time_stops_the_reminders():
    bench = Bench()
    voice = bench.under_way("under-review")
    wait(bench, 9)
    voice.says("accepted")
    wait(bench, 9)
    assert bench.leaves("REMINDER") == []


def test_a_packet_nobody_collects_is_reminded_of_once_and_returned_after_a_fortnight():
    bench = Bench()
    voice = bench.voice(bench.sent())
    wait(bench, 13)
    reminders = [one for one in bench.leaves("REMINDER") if one["deadline"] == "uncollected"]
    assert (len(reminders), voice.stored.delivery) == (1, Delivery.SENDING)
    wait(bench, 2)
    assert (voice.stored.delivery, voice.referral.next_reason) == (Delivery.RETURNED, "returned")
    with pytest.raises(Gone):
        voice.fetch()
    assert "packet-available" not in names(bench)


def test_an_open_matter_never_falls_off_the_list():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    voice.says_unopened("unreadable", reason="undecryptable")
    wait(bench, 3)
    assert voice.referral.next_reason == "unreadable"
    assert NOON < voice.referral.next_at <= bench.clock.now() + timedelta(days=1)


def test_a_packet_is_not_handed_out_after_the_matter_ended():
    bench = Bench()
    voice = bench.voice(bench.sent())
    bench.put(voice.referral, state=State.DECLINED)
    with pytest.raises(Gone):
        voice.fetch()


def test_what_the_partner_had_before_the_matter_ended_it_may_fetch_again():
    voice = Bench().under_way("under-review", "declined")
    assert voice.fetch().id == voice.packet
    assert [one for one in voice.bench.leaves("DELIVERY") if one["from"] == one["to"]] == []


def test_what_the_partner_had_before_the_matter_was_stopped_it_gets_no_more():
    bench = Bench()
    voice = bench.voice(bench.sent())
    voice.fetch()
    assert bench.cancel(voice.referral).state is State.CANCELLED
    with pytest.raises(Gone):
        voice.fetch()


def test_what_was_handed_over_stays_so_when_its_consent_has_ended():
    bench = Bench()
    voice = bench.voice(bench.sent(days=1))
    voice.fetch()
    bench.clock.advance(days=1)
    with pytest.raises(ConsentEnded):
        voice.fetch()
    assert (voice.stored.delivery, voice.referral.state) == (Delivery.HANDED_OVER, State.SENT)


# Delivering


class Post:
    """An adapter that does what the test tells it to."""

    contract = 1

    def __init__(self, act) -> None:
        self.act, self.seen = act, []

    def deliver(self, parcel):
        self.seen.append(parcel)
        return self.act(parcel)


def by_post(act, **consent: object):
    bench = Bench()
    bench.adapters["post"] = post = Post(act)
    bench.enrol(document_of(CENTRE), adapter="post")
    bench.a_consent(**consent)
    return bench, post, bench.refer()


def failing(error):
    def act(_):
        raise error

    return act


def state_of(bench, referral):
    return bench.packet(bench.now(referral).packet).delivery


def test_an_adapter_that_hands_over_is_a_disclosure():
    bench, post, referral = by_post(lambda _: HandedOver())
    bench.worker.once()
    assert (state_of(bench, referral), len(bench.ledger(referral.person))) == (Delivery.HANDED_OVER, 1)
    bench.worker.once()
    assert [one.sealed for one in post.seen] == [bench.packet(referral.packet).parcel]


def test_what_the_partner_fetches_while_an_adapter_carries_it_is_one_disclosure():
    bench, post, referral = by_post(lambda _: HandedOver())
    post.act = lambda _: (bench.voice(referral).fetch(), HandedOver())[1]
    bench.worker.once()
    assert len(bench.ledger(referral.person)) == len(bench.leaves("DISCLOSURE")) == 1


def test_what_leaves_after_it_was_given_up_is_a_disclosure_all_the_same():
    bench, post, referral = by_post(lambda _: HandedOver())

    def slow(_):
        for _ in range(15):
            bench.clock.advance(days=1)
            return_uncollected(hub=bench.hub)
        assert state_of(bench, referral) is Delivery.RETURNED
        return HandedOver()

    post.act = slow
    bench.worker.once()
    assert (state_of(bench, referral), len(bench.ledger(referral.person))) == (Delivery.HANDED_OVER, 1)


def test_what_consent_no_longer_carries_never_reaches_an_adapter():
    bench, post, referral = by_post(lambda _: HandedOver(), days=1)
    bench.clock.advance(days=1)
    bench.worker.once()
    assert (post.seen, bench.now(referral).state, bench.ledger(referral.person)) == ([], State.AWAITING_CONSENT, ())


def test_what_leaves_while_it_is_withdrawn_is_told_to_both():
    bench, post, referral = by_post(lambda _: HandedOver())
    post.act = lambda parcel: (bench.withdraw(referral.consent) if parcel.sealed else None, HandedOver())[1]
    bench.worker.once()
    assert len(bench.ledger(referral.person)) == len(bench.leaves("DISCLOSURE")) == 1
    bench.worker.once()
    assert [(one.prio, bool(one.sealed)) for one in post.seen] == [(2, True), (0, False)]
    assert bench.heard(post.seen[1].notice)["name"] == "withdrawn"
    assert bench.now(referral).state is State.CONSENT_WITHDRAWN


def test_what_leaves_while_it_is_cancelled_is_told_to_be_cancelled():
    bench, post, referral = by_post(lambda _: HandedOver())
    post.act = lambda parcel: (bench.cancel(referral) if parcel.sealed else None, HandedOver())[1]
    bench.worker.once()
    bench.worker.once()
    assert bench.heard(post.seen[1].notice)["name"] == "cancelled"


def test_to_a_suspended_partner_no_adapter_carries_a_packet():
    bench, post, referral = by_post(lambda _: HandedOver())
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    bench.worker.once()
    assert (post.seen, state_of(bench, referral)) == ([], Delivery.RETRYING)


def test_a_partner_that_is_away_is_tried_again_soon_and_then_less_often():
    bench, post, referral = by_post(failing(Unavailable("away")))
    tried = []
    for _ in range(700):
        before = len(post.seen)
        bench.worker.once()
        tried += [bench.clock.now()] * (len(post.seen) > before)
        bench.clock.advance(seconds=5)
    assert [int((one - NOON).total_seconds()) for one in tried] == [0, 5, 35, 155, 755, 2555]
    assert state_of(bench, referral) is Delivery.RETRYING


def test_a_partner_that_asks_for_patience_gets_it():
    bench, post, _ = by_post(failing(Unavailable("slow", retry_after=600)))
    for _ in range(11):
        bench.worker.once()
        bench.clock.advance(minutes=1)
    assert len(post.seen) == 2


def test_what_is_flatly_refused_is_a_dead_letter():
    bench, post, referral = by_post(failing(Refused("too-large")))
    wait(bench, 2)
    assert (len(post.seen), state_of(bench, referral)) == (1, Delivery.DEAD_LETTER)


def test_an_adapter_that_breaks_does_not_stop_the_others():
    bench, _, _ = by_post(failing(ZeroDivisionError()))
    other = "https://andere.example"
    bench.a_consent(to=other)
    bench.refer(to=other)
    bench.worker.once()
    assert bench.rung == [other]


def test_what_has_expired_is_not_tried_any_more():
    bench, post, _ = by_post(failing(Unavailable("away")))
    bench.clock.advance(days=22)
    (lease,) = lease_due(hub=bench.hub)
    assert deliver(lease, adapters=bench.adapters, hub=bench.hub).state is Delivery.DEAD_LETTER
    assert post.seen == []


def test_a_lease_that_was_lost_writes_nothing():
    bench, _, _ = by_post(lambda _: HandedOver())
    (lost,) = lease_due(hub=bench.hub)
    bench.clock.advance(seconds=61)
    lease_due(hub=bench.hub)
    assert deliver(lost, adapters=bench.adapters, hub=bench.hub) is None


def test_the_loopback_takes_what_it_is_given():
    bench = Bench()
    bench.adapters["loopback"] = loopback = Loopback(AdapterContext(mailbox=None))
    bench.enrol(document_of(CENTRE), adapter="loopback")
    bench.a_consent()
    referral = bench.refer()
    bench.worker.once()
    assert (len(loopback.taken), state_of(bench, referral)) == (1, Delivery.HANDED_OVER)


# The mailbox


def offered(bench, **asked: object):
    usual = {"limit": 10, "acks": (), "errors": {}, "hub": bench.hub}
    return [jti for jti, _ in collect(CENTRE, **usual | asked).sets]


def test_what_is_not_acknowledged_is_offered_again_after_a_minute():
    bench = Bench()
    bench.sent()
    first = offered(bench)
    assert (len(first), offered(bench)) == (1, [])
    bench.clock.advance(seconds=60)
    assert offered(bench) == first
    bench.clock.advance(seconds=60)
    assert offered(bench, acks=first) == []


def test_nobody_acknowledges_anothers_mail():
    bench = Bench()
    bench.sent()
    (first,) = offered(bench)
    collect("https://andere.example", limit=0, acks=[first], errors={}, hub=bench.hub)
    bench.clock.advance(seconds=60)
    assert offered(bench) == [first]


@pytest.mark.parametrize(
    ("said", "kept"), [("invalid_key", "invalid_key"), ("Erika ist da!", "Erikaistda"), ("…", "unknown")]
)
def test_what_a_partner_cannot_take_is_a_work_item(said, kept):
    bench = Bench()
    bench.sent()
    (first,) = offered(bench)
    offered(bench, errors={first: said})
    with bench.store.reading() as tx:
        assert tx.outbox.work_items(limit=9) == ((CENTRE, first, kept),)


def test_odd_acknowledgements_are_nobodys():
    bench = Bench()
    bench.sent()
    offered(bench, acks=["", "\x00", "x" * 9999, "018f0000-0000-7000-8000-000000000001"], errors={"": "x"})
    with bench.store.reading() as tx:
        assert tx.outbox.waiting(CENTRE, at=bench.clock.now()) == 1


# The log


def test_a_disclosure_that_is_not_in_the_ledger_is_found():
    bench = Bench()
    bench.under_way("under-review")
    bench.store._tables.ledger.clear()
    assert [one.what for one in verify_log(hub=bench.hub).findings] == ["disclosures-differ-from-ledger"]


def test_a_parcel_that_was_fetched_is_not_handed_out_for_ever():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(days=21)
    with pytest.raises(Gone):
        voice.fetch()


def test_who_never_had_the_packet_is_not_told_that_it_was_cancelled():
    bench = Bench()
    referral = bench.sent()
    wait(bench, 15)
    bench.mail()
    bench.cancel(referral)
    assert names(bench) == []


def test_consent_is_asked_between_the_lease_and_the_adapter():
    bench, post, referral = by_post(lambda _: HandedOver(), days=1)
    (lease,) = lease_due(hub=bench.hub)
    bench.clock.advance(days=1)
    assert deliver(lease, adapters=bench.adapters, hub=bench.hub) is None
    assert (post.seen, bench.now(referral).state) == ([], State.AWAITING_CONSENT)
