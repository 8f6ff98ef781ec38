"""Cases of events: what a partner told of a referral, when it was taken."""

from collections.abc import Iterator

from exchange.core.compliance.case import Case, EventCase
from exchange.core.referral.referral import Referral
from exchange.core.rights.line import LineKind
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_TOLD = frozenset({LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL})


def event_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[Case]:
    """Everything a partner told of a referral."""
    for line in known.lines:
        if line.kind in _TOLD and line.referral == referral.id:
            consent = tx.consents.get(line.basis.consent) if line.basis.consent else None
            yield EventCase(subject=referral.id, at=line.at, referral=referral, line=line, consent=consent)
