"""Cases of events: what a partner told of a referral, when it was taken."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from exchange.core.compliance.case import Case, EventCase
from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import read_instant
from exchange.core.partner.identity import ALWAYS_BOUND
from exchange.core.referral.referral import Referral
from exchange.core.rights.line import LineKind
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx

_FEEDBACK = "feedback"
_TOLD = frozenset({LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL})


def event_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[Case]:
    """Everything a partner told of a referral."""
    told = [line for line in known.lines if line.kind in _TOLD and line.referral == referral.id]
    versions = tx.facts.history(FactKind.PARTNER, referral.partner) if told else ()
    shown = tx.facts.history(FactKind.SHOWN, referral.person) if told else ()
    reports = {one.received_at: one.jti for one in tx.inbox.of(referral.id) if one.name == _FEEDBACK} if told else {}
    for line in told:
        yield EventCase(
            subject=referral.id,
            at=line.at,
            referral=referral,
            line=line,
            consent=tx.consents.get(line.basis.consent) if line.basis.consent else None,
            known_at=known.known_at,
            hub=known.hub.origin,
            bound=_bound(holding(versions, at=line.at, known_at=known.known_at)),
            read_at=_read(referral, known, since=line.at),
            shown_at=_shown(shown, reports.get(line.at, "")),
        )


def _read(referral: Referral, known: Known, *, since: datetime) -> datetime | None:
    looks = (one for one in known.whole if one.type is EntryType.STAFF_ACCESS and one.at >= since)
    mine = (one.at for one in looks if (one.said.get("referral"), one.said.get("what")) == (referral.id, _FEEDBACK))
    return min(mine, default=None)


def _shown(shown: Sequence[Fact], event: str) -> datetime | None:
    return min((read_instant(one.document["at"]) for one in shown if one.topic == event), default=None)


def _bound(versions: Sequence[Fact]) -> bool | None:
    """Whether § 203 StGB bound the partner then: by its profession whatever its document said, else by that."""
    if not versions:
        return None
    return any(one.document["kind"] in ALWAYS_BOUND or one.document["bound_by_203"] for one in versions)
