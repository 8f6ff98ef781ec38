"""The same flows on real databases: what only shows where everything is stored for good, and where others write too."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

import schemas
from adapters.contract import END_TO_END, Offered
from exchange.core.errors import Gone
from exchange.core.unavailable import DatabaseUnavailable
from exchange.core.vocabulary import Delivery, State
from exchange.flows.compliance.gathering.log import read_log
from exchange.flows.delivery.fetch import pick_up
from exchange.flows.delivery.poll import collect
from exchange.flows.evidence.sequence import place_waiting
from exchange.flows.evidence.verify import verify_log
from exchange.flows.sending.update import update
from exchange.runtime.worker import Worker
from exchange.world import SystemEntropy
from tests.partner.sealed.making import LETTER, a_part
from tests.support.examples import an_outgoing, uid
from tests.support.feedback import content
from tests.support.hubs import BOSS, CENTRE, KIM, Bench, claim, encoded
from tests.support.places import DATABASES, PLACES

A_SPACE_MORE = {
    "sqlite": "UPDATE record SET body = CAST(body || X'20' AS BLOB) WHERE person = '' AND position = 1",
    "postgresql": r"UPDATE record SET body = body || '\x20'::bytea WHERE person = '' AND position = 1",
}


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    yield place
    place.close()


def test_the_whole_path_holds(place):
    bench = Bench(store=place.open())
    voice = bench.under_way("under-review", "accepted", "scheduled", "in-service", "completed")
    assert voice.referral.state is State.COMPLETED
    report = verify_log(hub=bench.hub)
    assert (report.findings, report.disclosures, report.ledger_lines) == ((), 1, 1)


def test_question_answer_and_withdrawal_hold(place):
    bench = Bench(store=place.open())
    voice = bench.under_way("under-review", "question")
    bench.answer(voice.referral, data={"note": "Ja."})
    bench.withdraw(voice.referral.consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn", "packet-available"]
    assert verify_log(hub=bench.hub).findings == ()


def test_a_withdrawal_stops_an_update_with_a_sealed_part_and_calls_back_what_was_fetched(place):
    bench = Bench(store=place.open())
    bench.a_consent(categories=[*schemas.example("consent")["clauses"][0]["categories"], "prior.services"])
    looked = [{"kind": "sealed-unread", "pointer": "/sealed/0"}]
    referral = bench.release(bench.draft(data={"sealed": [a_part()]}, confirmed=looked)).referral
    bench.worker.once()
    voice = bench.voice(bench.now(referral))
    voice.fetch()
    bench.mail()
    document = encoded({"data": {"sealed": [a_part(b"%PDF-1.7 Nachtrag")]}, "confirmed": looked})
    newer = update(referral.id, document, files=(), by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)
    bench.withdraw(referral.consent)
    assert bench.packet(newer.packet).delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY
    with pytest.raises(Gone):
        pick_up(newer.packet, client=CENTRE, hub=bench.hub)
    assert [(one["name"], one["packet"]) for one in bench.mail()] == [("withdrawn", voice.packet)]
    assert bench.now(referral).state is State.CONSENT_WITHDRAWN
    assert [one.packet for one in bench.ledger(referral.person)] == [voice.packet]
    assert verify_log(hub=bench.hub).findings == ()
    place.close()
    stored = place.stored()
    assert [word in stored for word in (b"befund.pdf", LETTER, b"Nachtrag")] == [False] * 3


def test_early_events_wait(place):
    voice = Bench(store=place.open()).under_way()
    first, second = voice.signed("under-review"), voice.signed("accepted")
    assert [voice.sends(second), voice.sends(first), voice.sends(second)] == ["parked", "accepted", "accepted"]


def test_no_byte_of_refused_feedback_is_in_any_file(place):
    voice = Bench(store=place.open()).under_way("under-review", level=1)
    compact = voice.signed("feedback", content("recommendation", "appointment"))
    assert voice.sends(compact) == "clause:category"
    place.close()
    stored = place.stored()
    middle = compact.split(".")[1].encode()
    assert voice.packet.encode() in stored
    assert [canary in stored for canary in (middle, middle[400:460], b"other-service", b"2026-12-08T09")] == [False] * 4


def test_a_changed_record_is_found(place):
    bench = Bench(store=place.open())
    bench.under_way("under-review")
    place_waiting(hub=bench.hub)
    assert place.change(A_SPACE_MORE[place.dialect]) == 1
    assert [(one.index, one.what) for one in verify_log(hub=bench.hub).findings] == [(1, "record-changed")]
    with bench.store.reading() as tx:
        assert read_log(tx).state.differing == 1


def test_a_missing_leaf_is_found(place):
    bench = Bench(store=place.open())
    place_waiting(hub=bench.hub)
    assert place.change("DELETE FROM leaf WHERE position = (SELECT max(position) FROM leaf)") == 1
    found = {one.what for one in verify_log(hub=bench.hub).findings}
    assert "leaf-missing" in found


def test_tens_of_thousands_of_odd_acknowledgements_are_nobodys(place):
    bench = Bench(store=place.open())
    bench.sent()
    odd = [str(number) for number in range(70_000)]
    assert len(collect(CENTRE, limit=9, acks=odd, errors={}, hub=bench.hub).sets) == 1


class Carried(list):
    """An adapter that remembers what it carried."""

    contract = 1
    channel = END_TO_END

    def deliver(self, parcel):
        self.append(parcel.id)
        return Offered()


def work(worker):
    while worker.once():
        pass


def test_the_workers_of_two_processes_never_deliver_the_same_thing_twice(place):
    bench, carried = Bench(store=place.open()), Carried()
    with bench.store.transaction() as tx:
        for number in range(100):
            tx.outbox.add(an_outgoing(number, partner=CENTRE, packet=None))
    hubs = [replace(bench.hub, store=place.open(), entropy=SystemEntropy()) for _ in range(2)]
    workers = [Worker(hub, adapters={"mailbox": carried}, delivered=lambda _: None) for hub in hubs for _ in range(3)]
    with ThreadPoolExecutor(len(workers)) as pool:
        list(pool.map(work, workers))
    assert sorted(carried) == [uid(number) for number in range(100)]


@pytest.mark.parametrize("place", ["postgresql"], indirect=True)
def test_a_referral_goes_on_after_its_database_was_away(place, cluster):
    bench = Bench(store=place.open())
    voice = bench.under_way("under-review")
    said = voice.signed("accepted")
    with cluster.stopped(), pytest.raises(DatabaseUnavailable, match="unreachable"):
        voice.sends(said)
    assert (voice.sends(said), voice.referral.state) == ("accepted", State.ACCEPTED)
    assert verify_log(hub=bench.hub).findings == ()
