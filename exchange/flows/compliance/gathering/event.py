"""Cases of events: what a partner told of a referral, when it was taken."""

from collections.abc import Iterator, Sequence

from exchange.core.compliance.case import Case, EventCase
from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.partner.identity import ALWAYS_BOUND
from exchange.core.referral.referral import Referral
from exchange.core.rights.line import LineKind
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_TOLD = frozenset({LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL})


def event_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[Case]:
    """Everything a partner told of a referral."""
    told = [line for line in known.lines if line.kind in _TOLD and line.referral == referral.id]
    versions = tx.facts.history(FactKind.PARTNER, referral.partner) if told else ()
    for line in told:
        yield EventCase(
            subject=referral.id,
            at=line.at,
            referral=referral,
            line=line,
            consent=tx.consents.get(line.basis.consent) if line.basis.consent else None,
            hub=known.hub.origin,
            bound=_bound(holding(versions, at=line.at, known_at=known.known_at)),
        )


def _bound(versions: Sequence[Fact]) -> bool | None:
    """Whether § 203 StGB bound the partner then: by its profession whatever its document said, else by that."""
    if not versions:
        return None
    return any(one.document["kind"] in ALWAYS_BOUND or one.document["bound_by_203"] for one in versions)
