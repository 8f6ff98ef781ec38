"""What a person answers who is asked for consent, written down."""

from datetime import timedelta

from exchange.core.ids import show_instant
from exchange.flows.consent.record import record_consent
from exchange.flows.sending.release import request_consent
from tests.support.hubs import CENTRE, KIM, LINE, claim, consent_document, encoded


def answered(bench, status, *, to=CENTRE, line=LINE, purpose=None, **changes: object):
    """An answer declared half an hour ago."""
    document = consent_document(bench.clock.now(), level=1, no_show=False, to=to, days=9)
    document["answered_at"] = show_instant(bench.clock.now() - timedelta(minutes=30))
    clause = document["clauses"][0]
    clause["recipient"] = {"entity": to} | ({"service_line": line} if line else {})
    clause["purpose"] = purpose or clause["purpose"]
    document |= {"status": status} | changes
    return record_consent(encoded(document), by=claim(KIM), approve_by=None, hub=bench.hub)


def told(at, **changes: object):
    """What of a consent says that it was signed at an instant."""
    signed = show_instant(at)
    signers = [{"role": "person", "name": "Erika Beispiel (erfunden)", "signed_at": signed}]
    return {"signers": signers, "reviewed_at": signed, "copy_at": signed} | changes


def waiting(bench, **changes: object):
    referral = bench.draft(**changes)
    return request_consent(referral.id, by=claim(KIM), hub=bench.hub)
