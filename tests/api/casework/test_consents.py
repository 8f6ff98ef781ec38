"""Case-management systems: a consent is recorded, shown to whom it concerns, and withdrawn."""

from dataclasses import replace

from exchange.core.ids import show_instant
from tests.support.casework import CONSENTS
from tests.support.hubs import ALEX, BOSS, CENTRE, KIM, ORIGIN, consent_document


def test_a_consent_is_recorded_and_found_again(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    made = cases.post(CONSENTS, document)
    assert (made.status_code, made.json()["status"]) == (201, "ConsentGiven")
    found = cases.get(made.headers["location"].removeprefix(ORIGIN)).json()
    assert (found["consent"], found["status"]) == (made.json()["consent"], "ConsentGiven")
    assert found["clauses"][0]["recipient"] == {"entity": CENTRE, "service_line": "beratung"}


def test_a_release_from_secrecy_is_shown_as_it_was_declared_and_of_before_as_within_the_consent(cases):
    bench = cases.office.bench
    consent = bench.a_consent()
    place = f"{CONSENTS}/{consent.id}"
    (own,) = cases.get(place).json()["releases"]
    assert (own["declared"], own["id"], own["professional"]) == ("own-declaration", "release-1", CENTRE)
    assert own["signed_at"] == show_instant(consent.signers[0].signed_at)
    with bench.store.transaction() as tx:
        (release,) = consent.releases
        tx.consents.put(replace(consent, releases=(replace(release, declaration=None),)))
    (within,) = cases.get(place).json()["releases"]
    assert within["declared"] == "within-consent"
    assert "signed_at" not in within


def test_a_yes_and_a_release_under_one_signature_are_refused(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    del document["releases"][0]["declaration"]
    answer = cases.post(CONSENTS, document)
    assert (answer.status_code, answer.json()["code"]) == (422, "SENDER_CONSENT_INVALID")
    assert answer.json()["pointer"] == "/releases/0/declaration"


def test_a_consent_is_withdrawn_and_ends_what_stood_on_it(cases):
    bench = cases.office.bench
    consent = bench.a_consent()
    referral = cases.create()
    answer = cases.post(f"{CONSENTS}/{consent.id}/withdrawal", {})
    ended = [{"referral": referral, "state": "consent-withdrawn"}]
    assert answer.json() == {"consent": consent.id, "status": "ConsentWithdrawn", "ended": ended}


def test_a_consent_is_shown_to_who_recorded_it_and_to_who_leads(cases):
    consent = cases.office.bench.a_consent()
    seen = []
    for cases.staff in (KIM, BOSS, ALEX):
        seen.append(cases.get(f"{CONSENTS}/{consent.id}").status_code)
    assert seen == [200, 200, 404]
