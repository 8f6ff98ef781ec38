"""Case-management systems: a consent is recorded, shown to whom it concerns, and withdrawn."""

from tests.support.casework import CONSENTS
from tests.support.hubs import ALEX, BOSS, CENTRE, KIM, ORIGIN, consent_document


def test_a_consent_is_recorded_and_found_again(cases):
    document = consent_document(cases.office.bench.clock.now(), level=6, no_show=True, to=CENTRE, days=200)
    made = cases.post(CONSENTS, document)
    assert (made.status_code, made.json()["status"]) == (201, "ConsentGiven")
    found = cases.get(made.headers["location"].removeprefix(ORIGIN)).json()
    assert (found["consent"], found["status"]) == (made.json()["consent"], "ConsentGiven")
    assert found["clauses"][0]["recipient"] == {"entity": CENTRE, "service_line": "beratung"}


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
