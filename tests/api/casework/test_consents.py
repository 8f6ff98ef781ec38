"""Case-management systems: a consent is recorded, shown to whom it concerns, and withdrawn."""

from dataclasses import replace

import pytest

from exchange.core.ids import show_instant
from exchange.core.vocabulary import State
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


def a_no(bench, **changes: object):
    document = consent_document(bench.clock.now(), level=0, no_show=False, to=CENTRE, days=200)
    said = {"status": "ConsentRefused", "answered_at": show_instant(bench.clock.now())}
    return document | said | changes


def test_what_an_answer_would_end_is_seen_beforehand_and_nothing_happens(cases):
    bench = cases.office.bench
    sent = bench.sent()
    bench.clock.advance(minutes=1)
    seen = cases.post(f"{CONSENTS}/check", a_no(bench))
    assert (seen.status_code, [one["referral"] for one in seen.json()["ended"]]) == (200, [sent.id])
    assert bench.now(sent).state is State.SENT
    done = cases.post(CONSENTS, a_no(bench))
    assert done.json()["ended"] == seen.json()["ended"]
    assert bench.now(sent).state is State.CONSENT_WITHDRAWN


def test_a_no_to_the_renewal_ends_the_earlier_yes_only_where_it_says_so(cases):
    bench = cases.office.bench
    sent = bench.sent()
    bench.clock.advance(minutes=1)
    renewal = a_no(bench, renews=sent.consent)
    assert cases.post(f"{CONSENTS}/check", renewal).json()["ended"] == []
    also = cases.post(CONSENTS, renewal | {"also_ends": True})
    assert [one["referral"] for one in also.json()["ended"]] == [sent.id]


def test_a_newer_yes_says_what_it_replaces_and_narrows(cases):
    bench = cases.office.bench
    voice = bench.under_way("under-review")
    bench.clock.advance(minutes=1)
    newer = consent_document(bench.clock.now(), level=0, no_show=False, to=CENTRE, days=200)
    said = cases.post(CONSENTS, newer).json()
    assert said["replaced"] == [voice.referral.consent]
    ((narrowed,),) = (said["narrowed"],)
    assert (narrowed["referral"], "fb.decision" in narrowed["categories"]) == (voice.referral.id, True)


@pytest.mark.parametrize("place", [CONSENTS, f"{CONSENTS}/check"])
@pytest.mark.parametrize("status", ["ConsentExpired", "ConsentWithdrawn"])
def test_a_state_nobody_declares_is_refused(cases, place, status):
    answer = cases.post(place, a_no(cases.office.bench, status=status))
    assert (answer.status_code, answer.json()["code"]) == (422, "SENDER_CONSENT_INVALID")


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
