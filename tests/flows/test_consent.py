"""Nothing leaves without a clause, and nothing comes back without one."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.core.errors import ConsentEnded, ConsentInvalid, FourEyes, Gone, NotCovered, NotFound
from exchange.core.vocabulary import Category, ConsentStatus, Delivery, State
from exchange.flows.casework.remind import BATCH, return_uncollected
from exchange.flows.consent.record import record_consent
from exchange.flows.evidence.verify import verify_log
from exchange.flows.referral.worklist import settle
from exchange.flows.sending.release import request_consent
from tests.fakes import NOON
from tests.flows.hubs import BOSS, CENTRE, DPO, KIM, OTHER, Bench, a_file, claim, consent_document, document_of, encoded

ALL = [str(one) for one in Category if not one.startswith("fb.") and one is not Category.HOUSEHOLD]
NEEDED = ["referral.core", "person.identity", "person.contact", "person.communication"]


def test_without_a_consent_nothing_leaves():
    bench = Bench()
    with pytest.raises(NotCovered) as refused:
        bench.release(bench.draft())
    assert (refused.value.detail, refused.value.pointer[:10]) == ("clause:missing", "/referral/")
    assert (bench.mail(), bench.leaves("PACKET_SEALED")) == ([], [])


def test_a_required_field_beyond_consent_stops_the_release_and_is_named():
    bench = Bench()
    bench.a_consent(categories=["referral.core", "person.identity", "person.communication"])
    referral = bench.draft()
    with pytest.raises(NotCovered) as refused:
        bench.release(referral)
    assert (refused.value.detail, refused.value.pointer) == ("clause:category", "/contact/phone")
    assert bench.now(referral).state is State.DRAFT


def test_an_optional_field_beyond_consent_stays_here_and_is_named():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    sent = bench.release(bench.draft())
    assert ("/note", "clause:category") in sent.left_out
    assert set(bench.voice(sent.referral).opened().data) == {"referral", "person", "contact", "communication"}


def test_an_attachment_beyond_consent_stays_here_and_is_named():
    bench = Bench()
    bench.a_consent(categories=NEEDED)
    sent = bench.release(bench.draft(files=[a_file(category="housing"), a_file()]))
    assert [reason for pointer, reason in sent.left_out if pointer.startswith("attachment:")] == ["clause:category"]
    assert len(bench.voice(sent.referral).opened().attachments) == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(given=st.sets(st.sampled_from(ALL), min_size=1))
def test_whatever_is_agreed_every_leaf_that_left_is_of_an_agreed_category(given):
    bench = Bench()
    bench.a_consent(categories=given)
    referral = bench.draft()
    try:
        bench.release(referral)
    except NotCovered:
        assert bench.leaves("PACKET_SEALED") == []
        return
    assert {row["category"] for row in bench.packet(bench.now(referral).packet).manifest} <= given


def test_a_required_section_that_is_not_covered_is_named():
    bench = Bench()
    bench.a_consent(categories=["referral.core", "person.identity", "person.contact"])
    with pytest.raises(NotCovered) as refused:
        bench.release(bench.draft())
    assert refused.value.pointer.startswith("/communication/")


def test_a_consent_for_another_partner_does_not_help():
    bench = Bench()
    bench.a_consent(to=OTHER)
    with pytest.raises(NotCovered):
        bench.release(bench.draft())


def test_a_consent_that_ended_a_second_ago_stops_the_release():
    bench = Bench()
    bench.a_consent(days=1)
    referral = bench.draft()
    bench.clock.advance(days=1)
    with pytest.raises(NotCovered) as refused:
        bench.release(referral)
    assert refused.value.detail == "clause:expired"


def test_a_consent_that_ends_in_the_mailbox_stops_the_pick_up():
    bench = Bench()
    voice = bench.voice(bench.sent(days=1))
    bench.clock.advance(days=1)
    with pytest.raises(ConsentEnded):
        voice.fetch()
    assert (voice.referral.state, voice.stored.delivery) == (
        State.AWAITING_CONSENT,
        Delivery.WITHDRAWN_BEFORE_DELIVERY,
    )
    assert (bench.ledger(voice.referral.person), bench.leaves("DISCLOSURE")) == ((), [])


def test_a_consent_that_ends_in_the_mailbox_is_noticed_without_a_pick_up():
    bench = Bench()
    referral = bench.sent(days=1)
    bench.clock.advance(days=1)
    return_uncollected(hub=bench.hub)
    assert bench.now(referral).state is State.AWAITING_CONSENT
    assert bench.mail() == []


def test_however_many_parcels_wait_each_has_its_turn():
    bench = Bench()
    for _ in range(BATCH):
        with bench.store.transaction() as tx:
            number = len(tx.referrals.page(states=(), after="", limit=999))
        bench.a_consent(person=f"P-{number}")
        bench.refer(person={"reference": f"P-{number}"})
    last = bench.sent(days=1)
    bench.clock.advance(days=1)
    after = return_uncollected(hub=bench.hub)
    assert bench.now(last).state is State.SENT
    assert return_uncollected(hub=bench.hub, after=after) == last.packet
    assert bench.now(last).state is State.AWAITING_CONSENT
    assert return_uncollected(hub=bench.hub, after=last.packet) == after


def test_what_waits_of_a_matter_that_has_ended_never_leaves():
    bench = Bench()
    voice = bench.under_way("under-review", "declined")
    with bench.store.transaction() as tx:
        tx.referrals.set_delivery(voice.stored.id, Delivery.SENDING, at=bench.clock.now())
    bench.clock.advance(seconds=1)
    return_uncollected(hub=bench.hub)
    assert voice.stored.delivery is Delivery.WITHDRAWN_BEFORE_DELIVERY


def test_what_came_back_goes_out_again_on_a_new_consent_under_a_new_id():
    bench = Bench()
    bench.a_consent(days=1)
    first = bench.refer(files=[a_file()])
    bench.clock.advance(days=1)
    return_uncollected(hub=bench.hub)
    again = bench.a_consent(level=2)
    sent = bench.release(first).referral
    packet = bench.voice(sent).opened()
    assert (sent.consent, sent.feedback_level, packet.id != first.packet) == (again.id, 2, True)
    assert bench.blobs.size(packet.attachments[0].sha256) == packet.attachments[0].sealed_length


def test_a_draft_without_consent_is_sent_once_the_person_has_agreed():
    bench = Bench()
    referral = bench.draft()
    consent = bench.a_consent()
    assert bench.release(referral).referral.consent == consent.id


def test_a_refused_consent_is_recorded_and_lets_nothing_out():
    bench = Bench()
    consent = bench.a_consent(status="ConsentRefused")
    assert consent.status is ConsentStatus.REFUSED
    with pytest.raises(NotCovered):
        bench.release(bench.draft(consent=consent.id))


def test_a_consent_that_was_not_given_as_it_must_be_is_not_recorded():
    bench = Bench()
    notices = {"purpose": True, "refusal_without_consequence": False, "withdrawal_any_time": True}
    with pytest.raises(ConsentInvalid) as refused:
        bench.a_consent(notices=notices)
    assert (refused.value.detail, refused.value.pointer) == ("consent:notices", "/notices")
    assert bench.leaves("CONSENT_RECORDED") == []


def test_another_persons_consent_is_none():
    bench = Bench()
    consent = bench.a_consent(person="P-2002")
    with pytest.raises(NotFound):
        bench.draft(consent=consent.id)


def test_who_records_never_stands_by():
    bench = Bench()
    document = consent_document(NOON, level=1, no_show=False, to=CENTRE, days=9)
    with pytest.raises(FourEyes):
        record_consent(encoded(document), by=claim(KIM), approve_by=claim(KIM), hub=bench.hub)


# Withdrawal


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
    consent = answered(bench, status)
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
    assert voice.says("withdrawal-answered", result="kept", law=" ") == "law-missing"
    assert voice.says("withdrawal-answered", result="kept", law="§ 630f BGB") == "accepted"
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


def test_a_referral_stays_on_the_consent_it_names():
    bench = Bench()
    named = bench.a_consent(level=1)
    referral = bench.draft(consent=named.id)
    bench.a_consent(level=6)
    sent = bench.release(referral).referral
    assert (sent.consent, sent.feedback_level) == (named.id, 1)


def test_what_was_meant_for_an_offer_that_is_gone_does_not_leave():
    bench = Bench()
    voice = bench.voice(bench.sent())
    document = document_of(CENTRE)
    document["service_lines"][0]["id"] = "anderes"
    bench.enrol(document)
    with pytest.raises(ConsentEnded):
        voice.fetch()
    assert bench.ledger(voice.referral.person) == ()


# A refusal


def answered(bench, status, **changes: object):
    document = consent_document(bench.clock.now(), level=1, no_show=False, to=CENTRE, days=9)
    document |= {"status": status} | changes
    return record_consent(encoded(document), by=claim(KIM), approve_by=None, hub=bench.hub)


def waiting(bench, **changes: object):
    referral = bench.draft(**changes)
    return request_consent(referral.id, by=claim(KIM), hub=bench.hub)


@pytest.mark.parametrize("status", ["ConsentRefused", "ConsentRequestDeferred"])
def test_who_says_no_or_not_now_takes_what_waited_back_to_the_draft(status):
    bench = Bench()
    referral = waiting(bench)
    consent = answered(bench, status)
    now = bench.now(referral)
    assert (now.state, now.consent) == (State.DRAFT, consent.id)
    assert bench.view(referral).history[-1].who == KIM


def test_what_waits_for_another_partner_or_person_goes_on_waiting():
    bench = Bench()
    elsewhere, other = waiting(bench, to=OTHER), waiting(bench, person={"reference": "JC-999999"})
    answered(bench, "ConsentRefused")
    assert {bench.now(one).state for one in (elsewhere, other)} == {State.AWAITING_CONSENT}


def test_after_a_no_nothing_leaves_and_after_a_later_yes_it_may():
    bench = Bench()
    referral = waiting(bench)
    answered(bench, "ConsentRefused")
    with pytest.raises(NotCovered):
        bench.release(referral)
    bench.a_consent()
    assert bench.release(referral).referral.state is State.SENT


def test_what_never_left_is_withdrawn_once():
    bench = Bench()
    referral = bench.sent()
    bench.cancel(referral)
    for _ in range(2):
        bench.withdraw(referral.consent)
    assert len(bench.leaves("CONSENT_WITHDRAWN")) == 1


def test_whose_missing_answer_was_settled_is_not_told_again():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.withdraw(voice.referral.consent)
    settle(voice.referral.id, by=claim(BOSS), hub=bench.hub)
    bench.mail()
    bench.withdraw(voice.referral.consent)
    assert (bench.mail(), len(bench.leaves("CONSENT_WITHDRAWN"))) == ([], 1)
