"""A consent is recorded as it was given; a no, or not now, takes back what waited for it."""

from dataclasses import replace

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import ConsentInvalid, FourEyes, NotCovered
from exchange.core.ids import show_instant
from exchange.core.vocabulary import ConsentStatus, State
from exchange.flows.consent.record import record_consent
from tests.flows.consent.answers import answered, waiting
from tests.support.clock import NOON
from tests.support.hubs import ALEX, CENTRE, KIM, OTHER, Bench, claim, consent_document, encoded


def test_a_refused_consent_is_recorded_and_lets_nothing_out():
    bench = Bench()
    consent = answered(bench, "ConsentRefused").consent
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


def test_who_records_never_stands_by():
    bench = Bench()
    document = consent_document(NOON, level=1, no_show=False, to=CENTRE, days=9)
    with pytest.raises(FourEyes):
        record_consent(encoded(document), by=claim(KIM), approve_by=claim(KIM), hub=bench.hub)


@pytest.mark.parametrize("status", ["ConsentRefused", "ConsentRequestDeferred"])
def test_who_says_no_or_not_now_takes_what_waited_back_to_the_draft(status):
    bench = Bench()
    referral = waiting(bench)
    consent = answered(bench, status).consent
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
    bench.clock.advance(hours=1)
    bench.a_consent()
    assert bench.release(referral).referral.state is State.SENT


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("/oral/reason", {"oral": {"reason": "wegen F32.1", "second_witness": ALEX}}),
        ("/oral/second_witness", {"oral": {"reason": "eilig", "second_witness": "Kundennummer 123A456789"}}),
        (
            "/signers/0/name",
            {"signers": [{"role": "person", "name": "Mara 123A456789", "signed_at": show_instant(NOON)}]},
        ),
        ("/text/version", {"text": {"version": "ICD F20", "sha256": "A" * 43}}),
    ],
)
def test_free_text_with_a_number_or_a_diagnosis_is_not_kept(place, changes):
    bench = Bench()
    with pytest.raises(ForbiddenText) as refused:
        bench.a_consent(**changes)
    assert (refused.value.pointer, refused.value.detail.startswith("forbidden:")) == (place, True)
    assert bench.leaves("CONSENT_RECORDED") == []


def test_nor_is_it_in_the_declaration_of_a_release():
    bench = Bench()
    (release,) = consent_document(NOON, level=0, no_show=False, to=CENTRE, days=9)["releases"]
    release["declaration"]["text"]["version"] = "ICD F20"
    with pytest.raises(ForbiddenText) as refused:
        bench.a_consent(releases=[release])
    assert refused.value.pointer == "/releases/0/declaration/text/version"


def test_a_consent_is_recorded_for_somebody_known_as_for_somebody_new():
    """The person declares it to whom they please: whether they are known already, nobody learns from the answer."""
    bench = Bench()
    bench.draft(person={"reference": "P-2"})
    document = consent_document(NOON, level=2, no_show=False, to=CENTRE, days=9)
    known, new = (
        record_consent(encoded(document | {"person": one}), by=claim(ALEX), approve_by=None, hub=bench.hub).consent
        for one in ("P-2", "P-9")
    )
    assert replace(known, id="", person="") == replace(new, id="", person="")
