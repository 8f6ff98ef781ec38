"""What a person answers who is asked for consent, written down."""

from exchange.flows.consent.record import record_consent
from exchange.flows.sending.release import request_consent
from tests.support.hubs import CENTRE, KIM, claim, consent_document, encoded


def answered(bench, status, **changes: object):
    document = consent_document(bench.clock.now(), level=1, no_show=False, to=CENTRE, days=9)
    document |= {"status": status} | changes
    return record_consent(encoded(document), by=claim(KIM), approve_by=None, hub=bench.hub)


def waiting(bench, **changes: object):
    referral = bench.draft(**changes)
    return request_consent(referral.id, by=claim(KIM), hub=bench.hub)
