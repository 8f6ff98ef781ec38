"""What an adapter carries: handed over, tried again less and less often, given up, or never begun."""

from adapters.contract import END_TO_END, AdapterContext, HandedOver, Refused, Unavailable
from adapters.loopback.adapter import Loopback
from exchange.core.rights.line import LineKind
from exchange.core.vocabulary import Delivery, State
from exchange.flows.casework.remind import return_uncollected
from exchange.flows.delivery.deliver import deliver, lease_due
from exchange.flows.partner.standing import suspend
from exchange.flows.person.look import see_person
from exchange.queries.ledger import ledger_of
from tests.support.clock import NOON
from tests.support.hubs import BOSS, CENTRE, KIM, Bench, claim, document_of, refer_document, wait


class Post:
    """An adapter that does what the test tells it to."""

    contract = 1
    channel = END_TO_END

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


def test_of_a_stop_signal_the_first_attempt_and_the_end_are_noted_and_no_line_is_the_persons():
    bench, post, referral = by_post(lambda _: HandedOver())
    bench.worker.once()
    bench.withdraw(referral.consent)
    with bench.store.reading() as tx:
        (signal,) = tx.outbox.stops(referral.id)
    lines = len(ledger_lines(bench))
    post.act = failing(Unavailable("away"))
    wait(bench, 3)
    post.act = failing(Refused("gone"))
    wait(bench, 1)
    noted = [(one["from"], one["to"]) for one in bench.leaves("DELIVERY") if one.get("signal") == signal.jti]
    assert noted == [("queued", "retrying"), ("retrying", "dead-letter")]
    assert len(ledger_lines(bench)) == lines


def ledger_lines(bench):
    """What the person is shown, but that somebody looked."""
    named = refer_document()["person"]["reference"]
    seen = see_person(named, what="ledger", by=claim(BOSS), hub=bench.hub)
    return [one for one in ledger_of(seen, hub=bench.hub).told if one.line.kind is not LineKind.LOOKED]


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


def test_consent_is_asked_between_the_lease_and_the_adapter():
    bench, post, referral = by_post(lambda _: HandedOver(), days=1)
    (lease,) = lease_due(hub=bench.hub)
    bench.clock.advance(days=1)
    assert deliver(lease, adapters=bench.adapters, hub=bench.hub) is None
    assert (post.seen, bench.now(referral).state) == ([], State.AWAITING_CONSENT)
