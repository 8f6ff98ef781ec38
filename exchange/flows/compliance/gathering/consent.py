"""Cases of consents: each when it was put on record."""

from collections.abc import Iterator

from exchange.core.compliance.case import Case, ConsentCase
from exchange.core.ids import made_at
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx


def consent_cases(tx: Tx, known: Known) -> Iterator[Case]:
    """Every consent of a person."""
    for consent in tx.consents.of(known.person.id):
        yield ConsentCase(subject=consent.id, at=made_at(consent.id), consent=consent)
