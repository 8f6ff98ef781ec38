"""The newest answer of the person decides: a yes, a no or a withdrawal, ordered by when it was declared."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import ConsentEnded, ConsentInvalid, Gone, NotCovered, NotFound, Refusal
from exchange.core.ids import show_instant
from exchange.core.vocabulary import ConsentStatus, Delivery, State
from exchange.flows.sending.release import release_and_send
from exchange.flows.sending.update import update
from tests.flows.consent.answers import answered, told, waiting
from tests.support.clock import NOON
from tests.support.examples import uid
from tests.support.hubs import BOSS, CENTRE, KIM, OTHER, Bench, claim, consent_document, encoded
from tests.support.statute import BODY, HELP, on_a_power

HOUR = timedelta(hours=1)
MINUTES = timedelta(minutes=30)


def said_yes(bench, at, **changes: object):
    """A yes that was signed at `at` and is recorded now."""
    return bench.a_consent(**told(at, **changes))


def more_sent(bench, voice, leave_out=()):
    """The packet of an update sent now."""
    document = encoded({"data": {"contact": {"email": "erika@example.org"}}, "leave_out": list(leave_out)})
    sent = update(voice.referral.id, document, files=(), by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)
    return bench.packet(sent.packet)


def test_a_no_after_a_yes_lets_nothing_out_any_more():
    bench = Bench()
    bench.a_consent()
    referral = bench.draft()
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused")
    with pytest.raises(NotCovered):
        bench.release(referral)


def test_a_no_stops_what_waits_to_be_picked_up_in_the_same_transaction():
    bench = Bench()
    voice = bench.voice(bench.sent())
    bench.clock.advance(hours=1)
    done = answered(bench, "ConsentRefused")
    assert [one.id for one in done.ended] == [voice.referral.id]
    assert (voice.referral.state, voice.stored.delivery) == (
        State.CONSENT_WITHDRAWN,
        Delivery.WITHDRAWN_BEFORE_DELIVERY,
    )
    with pytest.raises((Gone, ConsentEnded)):
        voice.fetch()
    assert (bench.mail(), bench.ledger(voice.referral.person)) == ([], ())


def test_a_no_is_signalled_to_who_holds_something_and_ends_the_older_yes():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.mail()
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused")
    assert [one["name"] for one in bench.mail()] == ["withdrawn"]
    assert voice.referral.state is State.CONSENT_WITHDRAWN
    with bench.store.reading() as tx:
        assert tx.consents.get(voice.stored.consent).status is ConsentStatus.WITHDRAWN
    assert voice.says("accepted") == "clause:missing"


def test_a_no_that_names_no_line_counts_for_all_lines_of_the_partner():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused", line=None)
    assert voice.referral.state is State.CONSENT_WITHDRAWN


@pytest.mark.parametrize("no", [{"to": OTHER}, {"purpose": "debt-support"}, {"line": "schulden"}])
def test_a_no_to_another_partner_line_or_for_another_purpose_leaves_the_yes_alone(no):
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused", **no)
    assert voice.referral.state is State.UNDER_REVIEW
    assert voice.says("accepted") == "accepted"


def test_a_no_recorded_late_and_older_than_the_yes_changes_nothing():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused", answered_at=show_instant(NOON - HOUR))
    assert voice.referral.state is State.UNDER_REVIEW
    assert voice.says("accepted") == "accepted"


def test_of_a_yes_and_a_no_declared_at_one_instant_the_no_wins():
    bench = Bench()
    referral = bench.sent()
    answered(bench, "ConsentRefused", answered_at=show_instant(NOON - MINUTES))
    assert bench.now(referral).state is State.CONSENT_WITHDRAWN


def test_a_paper_signed_before_the_no_and_recorded_after_it_opens_nothing():
    bench = Bench()
    referral = bench.draft()
    bench.clock.advance(hours=2)
    answered(bench, "ConsentRefused")
    said_yes(bench, NOON)
    with pytest.raises(NotCovered):
        bench.release(referral)
    bench.clock.advance(hours=1)
    bench.a_consent()
    assert bench.release(referral).referral.state is State.SENT


def test_a_paper_signed_before_the_withdrawal_and_recorded_after_it_opens_nothing():
    bench = Bench()
    bench.withdraw(bench.a_consent())
    bench.clock.advance(hours=2)
    said_yes(bench, NOON - timedelta(minutes=1))
    with pytest.raises(NotCovered):
        bench.release(bench.draft())
    said_yes(bench, NOON + HOUR)
    assert bench.release(bench.draft()).referral.state is State.SENT


def test_a_withdrawal_for_one_recipient_opens_nothing_for_an_older_paper_either():
    bench = Bench()
    bench.withdraw(bench.a_consent(), recipient=CENTRE)
    bench.clock.advance(hours=2)
    said_yes(bench, NOON - timedelta(minutes=1))
    with pytest.raises(NotCovered):
        bench.release(bench.draft())


def test_a_withdrawal_ends_what_stands_on_another_yes_for_the_same_that_is_older():
    bench = Bench()
    first = bench.a_consent()
    bench.clock.advance(hours=1)
    bench.a_consent()
    voice = bench.voice(bench.refer())
    assert voice.stored.consent != first.id
    assert [one.id for one in bench.withdraw(first).ended] == [voice.referral.id]
    with pytest.raises(Refusal):
        voice.fetch()


@pytest.mark.parametrize("status", ["ConsentRequested", "ConsentRequestDeferred"])
def test_what_was_only_asked_or_put_off_changes_nothing_that_runs(status):
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    answered(bench, status)
    assert voice.says("accepted") == "accepted"


def test_a_no_to_the_renewal_leaves_the_old_yes_to_its_end_and_no_renewal_opens():
    bench = Bench()
    voice = bench.under_way("under-review")
    old = voice.stored.consent
    bench.clock.advance(hours=2)
    answered(bench, "ConsentRefused", renews=old)
    assert voice.referral.state is State.UNDER_REVIEW
    assert voice.says("accepted") == "accepted"
    bench.clock.advance(hours=1)
    renewed = said_yes(bench, NOON + HOUR, status="RenewedConsentGiven", renews=old, days=300, evidence_sha256="E" * 43)
    assert renewed.status is ConsentStatus.WITHDRAWN
    assert more_sent(bench, voice).consent == old


def test_a_no_to_the_renewal_that_also_ends_ends_the_old_yes_too():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused", renews=voice.stored.consent, also_ends=True)
    assert voice.referral.state is State.CONSENT_WITHDRAWN


def test_a_no_names_a_yes_of_this_person_or_none():
    bench = Bench()
    other = bench.a_consent(person="JC-2")
    with pytest.raises(NotFound):
        answered(bench, "ConsentRefused", renews=other.id)


def test_a_newer_yes_governs_new_packets_and_what_is_under_way_keeps_its_clause():
    bench = Bench()
    voice = bench.voice(bench.sent())
    bench.clock.advance(hours=1)
    newer = bench.a_consent(categories=["referral.core", "person.identity", "person.contact", "person.communication"])
    voice.fetch()
    assert voice.says("received") == "accepted"
    assert more_sent(bench, voice, leave_out=["/addiction", "/plan", "/note"]).consent == newer.id


def test_an_oral_yes_replaces_nothing_written():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    an_oral_yes(bench)
    assert more_sent(bench, voice).consent == voice.stored.consent


def an_oral_yes(bench):
    document = consent_document(bench.clock.now(), level=0, no_show=False, to=CENTRE, days=13)
    clause = document["clauses"][0] | {"categories": ["person.contact"]}
    oral = {"reason": "Telefon, eilig", "second_witness": "alex"}
    return bench.a_consent(level=0, no_show=False, form="oral-exception", oral=oral, clauses=[clause])


def test_for_the_way_back_the_narrower_of_two_holds():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted")
    bench.clock.advance(hours=1)
    bench.a_consent(level=1)
    assert voice.says("in-service") == "clause:category"
    assert bench.now(voice.referral).feedback_level == 1


def test_a_wider_yes_does_not_widen_what_may_come_back_of_what_is_under_way():
    bench = Bench()
    voice = bench.under_way("under-review", level=1)
    bench.clock.advance(hours=1)
    bench.a_consent(level=6)
    assert voice.says("waitlisted", weeks=3) == "clause:category"


@pytest.mark.parametrize("status", ["ConsentExpired", "ConsentWithdrawn", "ConsentInvalidated"])
def test_a_state_nobody_declared_is_not_recorded(status):
    with pytest.raises(ConsentInvalid) as refused:
        answered(Bench(), status)
    assert (refused.value.detail, refused.value.pointer) == ("consent:status", "/status")


@pytest.mark.parametrize("at", [None, show_instant(NOON + HOUR)])
def test_a_no_says_when_it_was_declared_and_not_later_than_now(at):
    with pytest.raises(ConsentInvalid) as refused:
        answered(Bench(), "ConsentRefused", answered_at=at)
    assert (refused.value.detail, refused.value.pointer) == ("consent:answered", "/answered_at")


def test_a_no_names_who_it_is_about():
    with pytest.raises(ConsentInvalid) as refused:
        answered(Bench(), "ConsentRefused", clauses=[])
    assert (refused.value.detail, refused.value.pointer) == ("consent:clauses", "/clauses")


def test_a_yes_that_names_no_line_is_no_yes():
    bench = Bench()
    document = consent_document(NOON, level=1, no_show=False, to=CENTRE, days=9)
    del document["clauses"][0]["recipient"]["service_line"]
    with pytest.raises(ConsentInvalid) as refused:
        bench.a_consent(level=1, clauses=document["clauses"])
    assert refused.value.detail == "consent:recipient"


def test_a_no_to_a_waiting_referral_that_is_older_than_the_yes_leaves_it_waiting():
    bench = Bench()
    referral = waiting(bench)
    bench.a_consent()
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused", answered_at=show_instant(NOON - HOUR))
    assert bench.now(referral).state is State.AWAITING_CONSENT


def test_what_the_law_allows_without_consent_is_closed_after_a_no():
    bench = Bench()
    referral = on_a_power(bench)
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused", to=BODY, line="hilfe", purpose=HELP)
    with pytest.raises(NotCovered) as refused:
        release_and_send(referral.id, by=claim(KIM), approve_by=claim(BOSS), hub=bench.hub)
    assert refused.value.detail == "clause:refused"


def test_what_went_without_consent_is_not_handed_over_after_a_no():
    bench = Bench()
    voice = bench.voice(bench.release(on_a_power(bench)).referral, BODY)
    bench.clock.advance(hours=1)
    answered(bench, "ConsentRefused", to=BODY, line=None, purpose=HELP)
    with pytest.raises(Refusal):
        voice.fetch()
    assert bench.ledger(voice.referral.person) == ()


def test_the_answer_says_what_a_newer_yes_replaces_and_narrows():
    bench = Bench()
    voice = bench.under_way("under-review")
    bench.clock.advance(hours=1)
    done = bench.recorded(level=1)
    assert (done.replaced, done.ended) == ((voice.stored.consent,), ())
    assert [(one.referral, "fb.outcome" in one.categories) for one in done.narrowed] == [(voice.referral.id, True)]


def test_a_no_on_record_is_enough_at_pick_up_whatever_else_was_done_about_it():
    bench = Bench()
    voice = bench.voice(bench.sent())
    with bench.store.transaction() as tx:
        yes = tx.consents.get(voice.stored.consent)
        said = {"status": ConsentStatus.REFUSED, "answered_at": bench.clock.now(), "id": uid(99)}
        tx.consents.put(replace(yes, **said))
    with pytest.raises(ConsentEnded):
        voice.fetch()


def test_a_no_on_record_is_enough_at_arrival():
    bench = Bench()
    voice = bench.under_way("under-review")
    with bench.store.transaction() as tx:
        yes = tx.consents.get(voice.stored.consent)
        no = {"status": ConsentStatus.REFUSED, "answered_at": bench.clock.now(), "id": uid(99)}
        tx.consents.put(replace(yes, **no))
    assert voice.says("accepted") == "clause:missing"
