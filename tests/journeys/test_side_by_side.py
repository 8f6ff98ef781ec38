"""Many at once on one PostgreSQL: who works on one person waits, nobody else does, and nothing is lost or doubled."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from functools import partial
from threading import Barrier

import psycopg
import pytest

from exchange.core.errors import Forbidden, Refusal
from exchange.core.partner.partner import PartnerStatus
from exchange.core.staff.idempotency import StoredResponse
from exchange.core.unavailable import Contended
from exchange.core.vocabulary import Delivery, State
from exchange.flows.delivery.offer import announce_with_parcels
from exchange.flows.delivery.poll import collect
from exchange.flows.events.receive_several import receive_several
from exchange.flows.evidence.verify import verify_log
from exchange.flows.partner.standing import suspend
from exchange.flows.staff.idempotency import Ask, once
from exchange.world import SystemEntropy
from tests.conftest import SOAK
from tests.journeys.test_roles import SENDERS_ALONE, THE_DPO_TOO
from tests.support.examples import a_person, an_entry, an_outgoing, uid
from tests.support.hubs import CENTRE, KIM, OPS, Bench, claim
from tests.support.mail import jti
from tests.support.places import SqlPlace
from tests.support.statements import hear

SURELY = 20
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
PERSON, GONE = "P-1001", uid(7)
MATTERS = 200 if SOAK else 12


@pytest.fixture
def place(cluster):
    place = SqlPlace.postgresql(cluster)
    yield place
    place.close()


@pytest.fixture
def bench(place):
    return Bench(store=place.open())


@pytest.fixture
def other(bench, place):
    """The same hub, opened by another process."""
    return elsewhere(bench, place)


def elsewhere(bench, place):
    twin = object.__new__(Bench)
    vars(twin).update(vars(bench))
    twin.store = place.open()
    twin.hub = replace(bench.hub, store=twin.store, entropy=SystemEntropy())
    return twin


@pytest.fixture
def pool():
    with ThreadPoolExecutor(8) as pool:
        yield pool


@pytest.fixture
def has_to_wait(place):
    """Says whether work that was begun elsewhere waits for a lock; False once it is done."""
    with psycopg.connect(place.main, autocommit=True) as connection:

        def waits(work):
            while not work.done():
                if connection.execute(WAITING).fetchone() != (0,):
                    return True
            return False

        yield waits


LOOKS = {
    "consent": lambda tx, referral, _: tx.consents.get(referral.consent),
    "consents": lambda tx, referral, _: tx.consents.of(referral.person),
    "matter": lambda tx, referral, _: tx.referrals.get(referral.id),
    "locked matter": lambda tx, referral, _: tx.referrals.lock(referral.id),
    "draft": lambda tx, referral, _: tx.referrals.draft(referral.id),
    "packet": lambda tx, referral, _: tx.referrals.packet(referral.packet),
    "matters of a consent": lambda tx, referral, _: tx.referrals.of_consent(referral.consent),
    "writes": lambda tx, referral, _: tx.referrals.writes(referral.id),
    "person": lambda tx, referral, _: tx.people.get(referral.person),
    "found person": lambda tx, _, reference: tx.people.named(reference),
}


@pytest.mark.parametrize("look", LOOKS)
def test_what_was_looked_at_of_a_person_stays_until_the_transaction_ends(bench, other, pool, has_to_wait, look):
    consent, referral = bench.a_consent(), bench.refer()
    with bench.store.shared() as tx:
        assert LOOKS[look](tx, referral, PERSON)
        withdrawn = pool.submit(other.withdraw, consent)
        assert has_to_wait(withdrawn)
    withdrawn.result(SURELY)
    assert bench.now(referral).state is State.CONSENT_WITHDRAWN


@pytest.mark.parametrize("look", ["consent", "matter", "packet", "draft"])
def test_of_a_second_person_it_stays_as_well(bench, other, pool, has_to_wait, look):
    bench.a_consent()
    mine = bench.refer()
    consent = bench.a_consent(person="P-2")
    theirs = bench.refer(person={"reference": "P-2"})
    with bench.store.shared() as tx:
        assert tx.referrals.get(mine.id)
        assert LOOKS[look](tx, theirs, "")
        withdrawn = pool.submit(other.withdraw, consent)
        assert has_to_wait(withdrawn)
    withdrawn.result(SURELY)


def test_a_person_who_is_held_is_asked_for_once(bench, place):
    bench.a_consent()
    referral, asked = bench.refer(), []
    store = place.open()
    hear(store._engine, asked.append)
    with store.shared() as tx:
        assert all(LOOKS[look](tx, referral, "") for look in ("matter", "packet", "consent", "draft"))
    assert sum("FOR NO KEY UPDATE" in words for words in asked) == 1


def deposited(bench):
    with bench.store.shared() as tx:
        tx.outbox.add(an_outgoing(1, partner=CENTRE, packet=None, state=Delivery.SENDING))
        tx.outbox.deposit(uid(1), at=bench.clock.now())


def test_a_poll_does_not_wait_for_another_one_and_is_offered_nothing_of_its(bench, other, pool):
    deposited(bench)

    def polled(tx):
        return [one.jti for one in tx.outbox.offer(CENTRE, at=bench.clock.now(), limit=9)]

    def beside():
        with other.store.shared() as tx:
            return polled(tx)

    with bench.store.shared() as tx:
        assert polled(tx) == [uid(1)]
        assert pool.submit(beside).result(SURELY) == []


@pytest.mark.parametrize(
    "collect_",
    [
        lambda tx, at: tx.outbox.taken(CENTRE, [uid(1)], at=at),
        lambda tx, at: tx.outbox.refused(CENTRE, {uid(1): "invalid_key"}, at=at),
    ],
)
def test_what_two_collect_at_once_was_waiting_for_one_of_them(bench, other, pool, has_to_wait, collect_):
    deposited(bench)

    def beside():
        with other.store.shared() as tx:
            return collect_(tx, bench.clock.now())

    with bench.store.shared() as tx:
        assert [one.jti for one in collect_(tx, bench.clock.now())] == [uid(1)]
        second = pool.submit(beside)
        assert has_to_wait(second)
    assert list(second.result(SURELY)) == []


def test_a_partner_that_could_not_take_something_waits_for_its_person_and_keeps_nothing_meanwhile(
    bench, other, pool, has_to_wait
):
    bench.a_consent()
    referral = bench.refer()
    bench.worker.once()
    ((jti, _),) = collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub).sets
    with bench.store.shared() as tx:
        tx.referrals.lock(referral.id)
        second = pool.submit(collect, CENTRE, limit=0, acks=(), errors={jti: "invalid_key"}, hub=other.hub)
        assert has_to_wait(second)
        tx.outbox.withdraw(referral.packet)
    assert second.result(SURELY).sets == ()
    assert bench.now(referral).delivery is Delivery.SENDING


@pytest.mark.parametrize("verb", SENDERS_ALONE | THE_DPO_TOO)
def test_nobody_who_works_on_a_case_keeps_all_others_waiting(bench, other, pool, verb):
    act = (SENDERS_ALONE | THE_DPO_TOO)[verb]
    with bench.store.shared():
        acted = pool.submit(act, by=claim(OPS), hub=other.hub)
        # Refused in the transaction of the verb, which has begun beside the other one.
        with pytest.raises(Forbidden):
            acted.result(SURELY)


def test_a_call_that_is_made_once_does_not_wait_for_others(bench, other, pool):
    reply = StoredResponse(status=204, headers={}, body=b"")
    with bench.store.shared():
        done = pool.submit(once, Ask(client=CENTRE, key="1", fingerprint="a"), lambda _: reply, hub=other.hub)
        assert done.result(SURELY) == reply


def test_of_two_calls_under_one_key_the_second_waits_and_gets_the_first_ones_answer(bench, other, pool, has_to_wait):
    ask, reply = Ask(client=CENTRE, key="1", fingerprint="a"), StoredResponse(status=204, headers={}, body=b"")
    until = bench.clock.now()
    with bench.store.shared() as tx:
        assert tx.replies.begin(ask.client, ask.key, fingerprint=ask.fingerprint, until=until)
        second = pool.submit(once, ask, lambda _: StoredResponse(status=500, headers={}, body=b""), hub=other.hub)
        assert has_to_wait(second)
        tx.replies.keep(ask.client, ask.key, reply)
    assert second.result(SURELY) == reply


def test_what_is_another_persons_does_not_wait(bench, other, pool):
    mine, theirs = bench.a_consent(), bench.a_consent(person="P-2")
    with bench.store.shared() as tx:
        assert tx.consents.get(mine.id)
        assert pool.submit(other.withdraw, theirs).result(SURELY).consent.status == "ConsentWithdrawn"


def test_two_who_meet_a_new_person_at_once_make_one(bench, other, pool, has_to_wait):
    with bench.store.shared() as tx:
        assert not tx.people.named("P-9")
        met = pool.submit(other.a_consent, person="P-9")
        assert has_to_wait(met)
        tx.people.add(a_person(9, reference="P-9"))
    assert met.result(SURELY).person == a_person(9).id


def test_no_partner_changes_under_a_transaction_and_none_begins_beside_the_change(bench, other, pool, has_to_wait):
    with bench.store.shared() as tx:
        assert tx.partners.get(CENTRE).standing is PartnerStatus.ACTIVE
        suspended = pool.submit(suspend, CENTRE, by=claim(KIM), hub=other.hub)
        assert has_to_wait(suspended)
    suspended.result(SURELY)
    with bench.store.transaction():
        assert has_to_wait(pool.submit(collect, CENTRE, limit=1, acks=[GONE], errors={}, hub=other.hub))


def test_who_has_written_into_the_log_holds_up_nobody_who_does(bench, other, pool):
    bench.a_consent(person="P-1")
    with bench.store.shared() as tx:
        tx.log.append(an_entry())
        pool.submit(other.a_consent, person="P-2").result(SURELY)
        tx.log.later(an_entry(2))
    names = [name for name, _ in bench.log() if name != "ROW_WRITTEN"]
    assert names[-3:] == ["REFERRAL_STEP", "CONSENT_RECORDED", "REFERRAL_STEP"]


def test_of_two_who_wait_for_each_other_one_is_told_to_try_again(bench, other, pool):
    mine, theirs = bench.a_consent(), bench.a_consent(person="P-2")

    def crossing(store, first, second, met):
        with store.shared() as tx:
            tx.consents.get(first.id)
            met.wait(SURELY)
            tx.consents.get(second.id)

    met = Barrier(2)
    ways = [
        pool.submit(crossing, bench.store, mine, theirs, met),
        pool.submit(crossing, other.store, theirs, mine, met),
    ]
    assert sorted(str(type(way.exception(SURELY)).__name__) for way in ways) == ["Contended", "NoneType"]


def travel(bench, number, chance):
    """One referral goes its way while somebody else may withdraw its consent at any moment."""
    consent = bench.a_consent(person=f"P-{number}")
    referral = bench.draft(person={"reference": f"P-{number}"})
    moves = [partial(bench.release, referral), partial(bench.worker.once), partial(bench.withdraw, consent)]
    chance.shuffle(moves)
    return moves, referral


def tried(move):
    try:
        move()
    except Refusal:
        return


def test_releases_deliveries_and_withdrawals_in_any_order_leave_nothing_half_done(bench, place, pool):
    chance, matters, moves = random.Random(3), [], []
    benches = [elsewhere(bench, place) for _ in range(4)]
    for number in range(MATTERS):
        more, referral = travel(benches[number % 4], number, chance)
        matters.append(referral)
        moves += more
    list(pool.map(tried, moves))
    while bench.worker.once():
        pass
    offered = set(collect(CENTRE, limit=100, acks=(), errors={}, hub=bench.hub).sets)
    assert verify_log(hub=bench.hub).findings == ()
    assert offered == set()
    for matter in map(bench.now, matters):
        assert matter.state in {State.CONSENT_WITHDRAWN, State.DRAFT, State.AWAITING_CONSENT}
        assert matter.delivery in {None, Delivery.WITHDRAWN_BEFORE_DELIVERY}


def test_a_poll_with_parcels_skips_who_is_held_and_brings_them_the_next_time(bench, other, pool):
    for number in (1, 2):
        bench.a_consent(person=f"P-{number}")
    held, free = (bench.refer(person={"reference": f"P-{number}"}) for number in (1, 2))
    bench.worker.once()
    asked = {"limit": 9, "acks": (), "errors": {}, "offer": announce_with_parcels}
    with bench.store.shared() as tx:
        assert tx.referrals.lock(held.id)
        found = pool.submit(collect, CENTRE, hub=other.hub, **asked).result(SURELY)
        assert (set(found.parcels), len(found.sets), found.more) == ({free.packet}, 1, True)
    again = collect(CENTRE, hub=other.hub, **asked)
    assert (set(again.parcels), len(again.sets)) == ({held.packet}, 1)


def test_a_withdrawal_and_a_poll_with_parcels_meet_and_one_of_them_comes_first(bench, other, pool):
    for number in range(MATTERS):
        consent = bench.a_consent(person=f"P-{number}")
        referral = bench.refer(person={"reference": f"P-{number}"})
        bench.worker.once()
        found = pool.submit(collect, CENTRE, limit=9, acks=(), errors={}, offer=announce_with_parcels, hub=other.hub)
        done = pool.submit(bench.withdraw, consent)
        done.result(SURELY)
        left = set(found.result(SURELY).parcels)
        lines = [line.packet for line in bench.ledger(bench.now(referral).person)]
        assert (lines, left - {referral.packet}) == (sorted(left), set())
        assert bench.now(referral).state is State.CONSENT_WITHDRAWN


def test_what_is_undone_of_a_part_gives_its_locks_back_and_they_are_taken_again(bench, other, pool, has_to_wait):
    consent, referral = bench.a_consent(), bench.refer()
    with bench.store.shared() as tx:
        with suppress(Forbidden), tx.savepoint():
            assert tx.referrals.lock(referral.id)
            raise Forbidden
        assert tx.referrals.lock(referral.id)
        withdrawn = pool.submit(other.withdraw, consent)
        assert has_to_wait(withdrawn)
    withdrawn.result(SURELY)


def test_of_several_events_those_of_a_held_person_have_no_verdict_and_are_taken_the_next_time(bench, other, pool):
    voices = []
    for number in (1, 2):
        bench.a_consent(person=f"P-{number}")
        voices.append(bench.voice(bench.refer(person={"reference": f"P-{number}"})))
        voices[-1].fetch()
    held, free = voices
    sets = {jti(compact): compact for compact in (voice.signed("received") for voice in voices)}
    with bench.store.shared() as tx:
        assert tx.referrals.lock(held.referral.id)
        said = pool.submit(receive_several, sets, client=CENTRE, hub=other.hub).result(SURELY)
        alone = {one: compact for one, compact in sets.items() if one not in said.taken}
        with pytest.raises(Contended):
            pool.submit(receive_several, alone, client=CENTRE, hub=other.hub).result(SURELY)
    assert (len(said.taken), said.rejected, free.referral.received) == (1, {}, True)
    assert receive_several(sets, client=CENTRE, hub=other.hub).taken == list(sets)
    assert held.referral.received
