"""A withdrawal stops what waits and tells whoever holds something, once, whatever else is on its way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import Gone, NotFound
from exchange.core.ids import show_instant
from exchange.core.vocabulary import ConsentStatus, Delivery, State
from exchange.flows.consent.record import record_consent
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.evidence.verify import verify_log
from exchange.flows.referral.worklist import settle
from tests.flows.consent.answers import answered, waiting
from tests.support.clock import NOON
from tests.support.examples import an_outgoing
from tests.support.hubs import ALEX, BOSS, CENTRE, DPO, ORIGIN, OTHER, Bench, claim, consent_document, encoded


def test_a_withdrawal_stops_what_waits():
    bench = Bench()
    voice = bench.voice(bench.sent())
    bench.withdraw(voice.referral.consent)
    assert (voice.referral.state, voice.stored.delivery) == (
        State.CONSENT_WITHDRAWN,
        Delivery.WITHDRAWN_BEFORE_DELIVERY,
    )
    with pytest.raises(Gone):
        voice.fetch()
    assert (bench.mail(), bench.ledger(voice.referral.person)) == ([], ())


def test_a_withdrawal_stops_what_the_worker_has_not_taken_up():
    bench = Bench()
    consent = bench.a_consent()
    bench.refer()
    bench.withdraw(consent)
    assert bench.mail() == []


def test_a_withdrawal_is_signalled_to_who_has_the_packet_with_ids_only():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    bench.withdraw(voice.referral.consent)
    (signal,) = bench.mail()
    assert (signal["name"], signal["packet"]) == ("withdrawn", voice.packet)
    thread = {"jwe_sha256", "packet_sha256", "version", "seq", "prev_sha256"}
    assert set(signal) <= thread | {"name", "packet", "txn"}


@pytest.mark.parametrize(
    ("recipient", "standing"), [(CENTRE, {(OTHER, ORIGIN)}), (OTHER, {(CENTRE, ORIGIN)}), (None, set())]
)
def test_with_a_recipient_go_the_releases_in_which_it_speaks_or_hears_and_no_others(recipient, standing):
    bench = Bench()
    usual = consent_document(NOON, level=0, no_show=False, to=CENTRE, days=100)
    clause = usual["clauses"][0]
    other = clause | {"id": "out-2", "recipient": clause["recipient"] | {"entity": OTHER}}
    until = show_instant(NOON + timedelta(days=100))
    pairs = [(CENTRE, ORIGIN), (OTHER, ORIGIN), (OTHER, CENTRE)]
    (usually,) = usual["releases"]
    releases = [
        usually
        | {"professional": speaks, "recipient": hears, "categories": ["referral.core"], "until": until}
        | {"declaration": usually["declaration"] | {"id": f"release-{place}"}}
        for place, (speaks, hears) in enumerate(pairs)
    ]
    consent = bench.recorded(document=usual | {"clauses": [clause, other], "releases": releases}).consent
    after = bench.withdraw(consent, recipient=recipient).consent
    assert {(one.professional, one.recipient) for one in after.releases if one.until > NOON} == standing
    assert len(after.releases) == len(pairs)


def test_a_withdrawal_goes_before_everything_else_in_the_mailbox():
    bench = Bench()
    voice = bench.under_way("under-review")
    voice.says("under-review")
    bench.withdraw(voice.referral.consent)
    assert [event["name"] for event in bench.mail()] == ["withdrawn", "refused", "packet-available"]


def test_the_signal_is_in_the_outbox_in_the_transaction_of_the_withdrawal():
    bench = Bench()
    voice = bench.under_way()
    with bench.store.reading() as tx:
        before = len(tx.referrals.history(voice.referral.id))
    bench.withdraw(voice.referral.consent)
    signals = [way.outgoing for way in bench.store._tables.ways.values() if way.outgoing.prio == 0]
    assert [one.referral for one in signals] == [voice.referral.id]
    assert before + 1 == len(bench.view(voice.referral).history)


def test_a_withdrawal_for_one_recipient_leaves_the_other_alone():
    bench = Bench()
    document = consent_document(NOON, level=3, no_show=False, to=CENTRE, days=100)
    other = consent_document(NOON, level=3, no_show=False, to=OTHER, days=100)["clauses"][0] | {"id": "out-2"}
    consent = bench.a_consent(clauses=[*document["clauses"], other])
    here, there = bench.refer(), bench.refer(to=OTHER)
    done = bench.withdraw(consent, recipient=CENTRE)
    assert [one.id for one in done.ended] == [here.id]
    assert (done.consent.status, bench.now(there).state) == (ConsentStatus.GIVEN, State.SENT)
    bench.voice(there, OTHER).fetch()


def test_withdrawing_twice_changes_nothing():
    bench = Bench()
    voice = bench.under_way()
    bench.withdraw(voice.referral.consent)
    before = len(bench.log())
    assert bench.withdraw(voice.referral.consent).ended == ()
    assert len(bench.log()) == before


def agreed_for_both(bench, *, days=100, other_days=100):
    """A consent that names two partners, each with a window of its own."""
    document = consent_document(NOON, level=1, no_show=False, to=CENTRE, days=days)
    other = consent_document(NOON, level=1, no_show=False, to=OTHER, days=other_days)["clauses"][0] | {"id": "out-2"}
    return bench.a_consent(level=1, days=days, clauses=[*document["clauses"], other])


def received(bench, to=CENTRE):
    """A referral its partner has received, and the partner's voice."""
    referral = bench.refer(to=to)
    bench.worker.once()
    voice = bench.voice(referral, to)
    voice.fetch()
    assert voice.says("received") == "accepted"
    return voice


def test_a_withdrawal_for_a_recipient_whose_clause_ran_out_still_tells_it_to_stop_once():
    bench = Bench()
    consent = agreed_for_both(bench, days=5)
    voice = received(bench)
    bench.clock.advance(days=6)
    bench.mail()
    for _ in range(2):
        bench.withdraw(consent, recipient=CENTRE)
    assert voice.referral.state is State.CONSENT_WITHDRAWN
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]
    assert [one["recipient"] for one in bench.leaves("CONSENT_WITHDRAWN")] == [CENTRE]


def test_a_withdrawal_for_the_last_recipient_running_lets_the_others_be_withdrawn_later():
    bench = Bench()
    consent = agreed_for_both(bench, days=5)
    here, there = received(bench), received(bench, to=OTHER)
    bench.clock.advance(days=6)
    bench.mail()
    assert bench.withdraw(consent, recipient=OTHER).consent.status is ConsentStatus.WITHDRAWN
    assert there.referral.state is State.CONSENT_WITHDRAWN
    assert [one.id for one in bench.withdraw(consent).ended] == [here.referral.id]
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def test_who_holds_the_packet_of_a_matter_that_is_over_is_told_after_the_clause_ran_out_and_only_once():
    bench = Bench()
    consent = agreed_for_both(bench, days=5)
    voice = received(bench)
    assert voice.says("declined", reason="no-capacity") == "accepted"
    bench.clock.advance(days=6)
    bench.mail()
    for _ in range(2):
        bench.withdraw(consent, recipient=CENTRE)
    assert voice.says("withdrawal-answered", result="deleted") == "accepted"
    bench.withdraw(consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def test_who_was_told_for_itself_is_not_told_again_with_the_whole():
    bench = Bench()
    consent = agreed_for_both(bench)
    voice = received(bench)
    assert voice.says("declined", reason="no-capacity") == "accepted"
    bench.mail()
    bench.withdraw(consent, recipient=CENTRE)
    bench.withdraw(consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


@pytest.mark.parametrize("status", ["ConsentRefused", "ConsentRequestDeferred"])
def test_a_consent_that_was_never_given_has_nothing_to_withdraw(status):
    bench = Bench()
    referral = waiting(bench)
    consent = answered(bench, status).consent
    before = len(bench.log())
    assert bench.withdraw(consent).ended == ()
    assert (bench.now(referral).state, len(bench.log())) == (State.DRAFT, before)


def test_a_withdrawal_for_somebody_the_consent_never_named_is_refused():
    bench = Bench()
    with pytest.raises(NotFound):
        bench.withdraw(bench.a_consent(), recipient=OTHER)


@pytest.mark.parametrize("who", [BOSS, DPO])
def test_a_team_lead_and_the_data_protection_officer_may_write_a_withdrawal_down(who):
    bench = Bench()
    assert bench.withdraw(bench.a_consent(), by=who).consent.status is ConsentStatus.WITHDRAWN


def test_acceptance_then_withdrawal_ends_withdrawn():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.withdraw(voice.referral.consent)
    assert voice.referral.state is State.CONSENT_WITHDRAWN


def test_withdrawal_then_acceptance_ends_withdrawn():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.withdraw(voice.referral.consent)
    assert voice.says("accepted") == "clause:missing"
    assert voice.referral.state is State.CONSENT_WITHDRAWN


def test_who_holds_a_packet_is_told_even_if_its_answer_had_not_left_yet():
    bench = Bench()
    voice = bench.under_way("under-review", "question")
    bench.answer(voice.referral, data={"note": "Ja, gerne."})
    bench.mail()
    bench.withdraw(voice.referral.consent)
    assert [(one["name"], one["packet"]) for one in bench.mail()] == [("withdrawn", voice.packet)]


def test_who_holds_a_packet_is_told_even_when_the_matter_is_over():
    bench = Bench()
    voice = bench.under_way("under-review", "declined")
    bench.mail()
    bench.withdraw(voice.referral.consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]
    assert voice.referral.state is State.DECLINED


def test_a_withdrawal_is_answered():
    bench = Bench()
    voice = bench.under_way("under-review")
    assert voice.says("withdrawal-answered", result="deleted") == "illegal-step"
    bench.withdraw(voice.referral.consent)
    assert voice.says("withdrawal-answered", result="kept") == "malformed"
    assert voice.says("withdrawal-answered", result="kept", law=" ") == "malformed"
    assert voice.says("withdrawal-answered", result="kept", law="bgb-630f") == "accepted"
    assert verify_log(hub=bench.hub).findings == ()


def test_a_stop_signal_waits_ninety_days_longer_than_the_packet_lives():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    bench.withdraw(voice.referral.consent)
    bench.clock.advance(days=21 + 89)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def test_what_is_told_months_after_the_packet_still_arrives():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", "in-service")
    bench.mail()
    bench.clock.advance(days=60)
    assert voice.says("accepted") == "illegal-step"
    assert [one["name"] for one in bench.mail()] == ["refused"]
    assert bench.clock.now() > NOON + timedelta(days=21)


def test_what_never_left_is_withdrawn_once():
    bench = Bench()
    referral = bench.sent()
    bench.cancel(referral)
    for _ in range(2):
        bench.withdraw(referral.consent)
    assert len(bench.leaves("CONSENT_WITHDRAWN")) == 1


def test_a_stop_signal_that_cannot_be_read_has_told_nobody():
    bench = Bench()
    consent = agreed_for_both(bench)
    voice = received(bench)
    assert voice.says("declined", reason="no-capacity") == "accepted"
    bench.mail()
    for number, words in ((8, "a.b.c"), (9, "")):
        spoiled = an_outgoing(number, prio=0, packet=None, referral=voice.referral.id, set_jws=words)
        with bench.store.transaction() as tx:
            tx.outbox.add(replace(spoiled, state=Delivery.HANDED_OVER))
    bench.withdraw(consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def settled_of_a_matter_that_is_over(bench, consent):
    """A partner that declined, was told of its withdrawal, and whose missing answer somebody settled by hand."""
    voice = received(bench)
    assert voice.says("declined", reason="no-capacity") == "accepted"
    bench.withdraw(consent, recipient=CENTRE)
    settle(voice.referral.id, by=claim(BOSS), hub=bench.hub)
    return voice


def test_of_a_matter_that_is_over_whose_missing_answer_was_settled_is_not_told_again_with_the_whole():
    bench = Bench()
    consent = agreed_for_both(bench)
    settled_of_a_matter_that_is_over(bench, consent)
    assert [one["name"] for one in bench.mail()].count("withdrawn") == 1
    bench.withdraw(consent)
    assert bench.mail() == []


def test_nor_with_a_no_that_follows():
    bench = Bench()
    settled_of_a_matter_that_is_over(bench, agreed_for_both(bench))
    bench.mail()
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused")
    assert bench.mail() == []


def test_who_was_only_told_of_a_cancellation_is_told_of_the_withdrawal():
    bench = Bench()
    consent = agreed_for_both(bench)
    voice = received(bench)
    bench.cancel(voice.referral)
    assert "cancelled" in [one["name"] for one in bench.mail()]
    bench.withdraw(consent)
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]


def test_whose_missing_answer_was_settled_is_not_told_again():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.withdraw(voice.referral.consent)
    settle(voice.referral.id, by=claim(BOSS), hub=bench.hub)
    bench.mail()
    bench.withdraw(voice.referral.consent)
    assert (bench.mail(), len(bench.leaves("CONSENT_WITHDRAWN"))) == ([], 1)


def test_a_colleague_who_withdraws_their_own_hears_of_a_case_of_anothers_only_that_it_ends():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    said = encoded(consent_document(bench.clock.now(), level=0, no_show=False, to=CENTRE, days=100))
    own = record_consent(said, by=claim(ALEX), approve_by=claim(BOSS), hub=bench.hub).consent
    done = withdraw(own.id, recipient=None, by=claim(ALEX), hub=bench.hub)
    assert (done.ended, done.elsewhere, voice.referral.state) == ((), 1, State.CONSENT_WITHDRAWN)
