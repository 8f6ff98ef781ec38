"""Expiry of consent: the clock writes that all of a consent's clauses have ended; nobody declares it."""

from dataclasses import replace
from datetime import datetime

from exchange.core.consent.answers import declared_at
from exchange.core.consent.clause import last_instant
from exchange.core.evidence.entry import EntryType
from exchange.core.vocabulary import GIVEN, ConsentStatus
from exchange.flows.append_entry import append_entry
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

BATCH = 50


def expire_due(*, hub: Hub) -> int:
    """Write down consents whose last clause has ended, and return how many were looked at."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        found = tx.consents.ending(at, limit=BATCH)
    for consent_id in found:
        with hub.store.shared() as tx:
            tx.only_restricts()
            _expire(tx, consent_id, hub=hub, at=at)
    return len(found)


def _expire(tx: Tx, consent_id: str, *, hub: Hub, at: datetime) -> None:
    consent = tx.consents.get(consent_id)
    if consent is None or not consent.is_readable:
        tx.consents.unwatch(consent_id)
        return
    ends = last_instant(consent.clauses)
    if consent.status not in GIVEN or ends is None or ends > at:
        # It was never looked at: putting it again writes when it really ends.
        tx.consents.put(consent)
        return
    tx.consents.put(replace(consent, status=ConsentStatus.EXPIRED, answered_at=declared_at(consent)))
    record = {"consent": consent.id, "status": ConsentStatus.EXPIRED.value}
    append_entry(tx, EntryType.CONSENT_EXPIRED, record, hub=hub, at=at, person=consent.person)
