"""Before a consent ends, its cases are on their owners' lists; a renewal upon a new signature takes them off."""

from datetime import timedelta

import pytest

from exchange.core.errors import ConsentInvalid
from exchange.core.referral.work_item import WorkItem, items_of
from exchange.core.vocabulary import ConsentStatus, State
from exchange.flows.consent.warn import warn_of_ends
from exchange.flows.referral.worklist import settle
from tests.flows.consent.answers import told
from tests.support.hubs import KIM, Bench, claim, consent_document


def renewed(bench, consent, **changes: object):
    document = consent_document(bench.clock.now(), level=6, no_show=True, to="https://suchtberatung.example", days=200)
    values = {"status": "RenewedConsentGiven", "renews": consent.id, "evidence_sha256": "B" * 43}
    return bench.recorded(document | values | changes).consent


@pytest.fixture
def bench():
    return Bench()


def items(bench, referral):
    return items_of(bench.now(referral))


def test_a_case_is_listed_30_and_again_7_days_before_the_end_and_never_otherwise(bench):
    consent = bench.a_consent(days=60)
    referral = bench.refer()
    bench.clock.advance(days=28)
    assert (warn_of_ends(hub=bench.hub), items(bench, referral)) == (0, ())
    bench.clock.advance(days=3)
    assert (warn_of_ends(hub=bench.hub), items(bench, referral)) == (1, (WorkItem.CONSENT_ENDS,))
    settle(referral.id, by=claim(KIM), hub=bench.hub)
    assert (warn_of_ends(hub=bench.hub), items(bench, referral)) == (0, ())
    bench.clock.advance(days=23)
    assert (warn_of_ends(hub=bench.hub), items(bench, referral)) == (1, (WorkItem.CONSENT_ENDS,))
    assert warn_of_ends(hub=bench.hub) == 0
    assert bench.view(referral).consent.id == consent.id


def test_the_worker_warns_by_the_clock(bench):
    bench.a_consent(days=60)
    referral = bench.refer()
    bench.clock.advance(days=31)
    bench.worker.once()
    assert WorkItem.CONSENT_ENDS in items(bench, referral)


def test_what_was_withdrawn_is_warned_of_no_more(bench):
    consent = bench.a_consent(days=60)
    referral = bench.refer()
    bench.withdraw(consent)
    bench.clock.advance(days=31)
    warn_of_ends(hub=bench.hub)
    assert bench.now(referral).state is State.CONSENT_WITHDRAWN
    assert WorkItem.CONSENT_ENDS not in items(bench, referral)
    assert warn_of_ends(hub=bench.hub) == 0


def test_a_renewal_names_what_it_renews_and_takes_the_warning_off(bench):
    consent = bench.a_consent(days=60)
    referral = bench.refer()
    bench.clock.advance(days=31)
    warn_of_ends(hub=bench.hub)
    new = renewed(bench, consent)
    assert (new.status, new.renews) == (ConsentStatus.RENEWED, consent.id)
    assert items(bench, referral) == ()


def test_nobody_renews_upon_the_old_signature_or_the_old_paper(bench):
    consent = bench.a_consent(days=60)
    bench.clock.advance(days=31)
    for changes, place in (
        (told(bench.clock.now() - timedelta(days=32)), "/signers"),
        ({"evidence_sha256": consent.evidence_sha256}, "/evidence_sha256"),
        ({"renews": ""}, "/renews"),
    ):
        with pytest.raises(ConsentInvalid) as refused:
            renewed(bench, consent, **changes)
        assert (refused.value.detail, refused.value.pointer) == ("consent:renewal", place)
