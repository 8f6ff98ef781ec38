"""A receipt says all a person declared, signed; the record of the standard beside it says the same."""

from dataclasses import replace
from datetime import datetime

import pytest

from exchange.core.errors import NotFound
from exchange.core.rights.receipt import CONTEXT, consent_record
from exchange.flows.consent.receipt import hand_out_receipt
from keys.objects import CONSENT
from keys.sign import verify
from tests.support.hubs import ALEX, CENTRE, DPO, KIM, ORIGIN, OTHER, Bench, claim, consent_document


@pytest.fixture(scope="module")
def bench():
    return Bench()


@pytest.fixture(scope="module")
def consent(bench):
    document = consent_document(bench.clock.now(), level=2, no_show=False, to=CENTRE, days=60)
    other = consent_document(bench.clock.now(), level=2, no_show=False, to=OTHER, days=9)["clauses"][0]
    return bench.a_consent(level=2, no_show=False, clauses=[*document["clauses"], other | {"id": "out-2"}])


def handed(bench, consent, by=KIM):
    return hand_out_receipt(consent.id, language="de", by=claim(by), hub=bench.hub)


def test_it_is_signed_as_a_consent_receipt_with_the_clauses_of_every_recipient(bench, consent):
    done = handed(bench, consent)
    claims = verify(done.compact, kind=CONSENT, keys=bench.ring.public()).claims
    assert claims == done.claims
    assert (claims["iss"], claims["sub"], claims["rx"]["status"]) == (ORIGIN, consent.person, "ConsentGiven")
    assert {one["recipient"]["entity"] for one in claims["rx"]["clauses"]} == {CENTRE, OTHER}
    assert len(claims["rx"]["clauses"]) == len(consent.clauses)
    assert claims["rx"]["release"][0]["professional"] == CENTRE


def test_that_it_was_handed_out_is_a_line_of_the_persons(bench, consent):
    before = len(bench.leaves("RECEIPT_HANDED_OUT"))
    handed(bench, consent, by=DPO)
    assert len(bench.leaves("RECEIPT_HANDED_OUT")) == before + 1


def test_whose_case_it_is_not_hands_out_nothing(bench, consent):
    before = bench.log()
    with pytest.raises(NotFound):
        handed(bench, consent, by=ALEX)
    assert bench.log() == before


def test_the_record_says_the_same_in_terms_of_the_vocabulary(bench, consent):
    done = handed(bench, consent)
    record, rx = done.record, done.claims["rx"]
    assert record["dct:identifier"] == consent.id
    assert record["dpv:hasNotice"]["dct:identifier"] == rx["text_version"]
    assert [one["@type"][0] for one in record["dpv:hasConsentStatus"]] == [
        f"dpv:{one['status']}" for one in rx["states"]
    ]
    assert [one["dct:identifier"] for one in record["dpv:hasProcess"]] == [one["id"] for one in rx["clauses"]]
    for process, clause in zip(record["dpv:hasProcess"], rx["clauses"], strict=True):
        assert [one["@id"].rpartition(":")[2] for one in process["dpv:hasPersonalData"]] == clause["categories"]
        assert process["dpv:hasDuration"]["rdf:value"]["@value"] == clause["valid_until"]
        hears = clause["recipient"]["entity"] if clause["direction"] == "out" else ORIGIN
        assert process["dpv:hasRecipient"]["@id"] == hears


TERMS = """
ConsentRecord ConsentNotice ConsentGiven ConsentWithdrawn ExplicitlyExpressedConsent DataSubject DataController Process
Purpose PersonalData SpecialCategoryPersonalData Recipient UntilTimeDuration DiscloseByTransmission
DataSubjectDataSource DataControllerDataSource ThirdPartyDataSource hasDataSubject hasDataController hasJurisdiction
hasNotice hasConsentStatus hasProcess hasPurpose hasProcessing hasPersonalData hasDataSource hasRecipient hasService
hasLegalBasis hasDuration isIndicatedAtTime isIndicatedBy
"""
"""Terms of DPV 2 that a record may use; whoever adds one looks it up at https://w3id.org/dpv first."""


def terms(value):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from () if name == "@context" else terms(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from terms(inner)
    elif isinstance(value, str):
        yield value


def test_no_term_is_made_up_and_every_prefix_is_declared(bench, consent):
    over = replace(consent, renews=consent.id, status=consent.status)
    at = bench.clock.now()
    record = consent_record(over, controller=ORIGIN, at=at, title=lambda listed, code: f"{listed} {code}")
    used = {one for one in terms(record) if one.partition(":")[0] in CONTEXT}
    assert {one.partition(":")[2] for one in used if one.startswith("dpv:")} <= set(TERMS.split())
    assert {one for one in used if one.startswith("eu-gdpr:")} == {"eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"}
    assert record["dct:replaces"] == {"@id": f"urn:uuid:{consent.id}"}


def test_after_a_withdrawal_the_receipt_says_so_with_its_time(bench):
    consent = bench.a_consent(person="JC-77")
    bench.clock.advance(hours=1)
    bench.withdraw(consent)
    rx = handed(bench, consent).claims["rx"]
    assert rx["status"] == "ConsentWithdrawn"
    assert datetime.fromisoformat(rx["states"][-1]["at"]) == bench.clock.now()
    assert handed(bench, consent).record["dpv:hasConsentStatus"][-1]["@type"] == ["dpv:ConsentWithdrawn"]
