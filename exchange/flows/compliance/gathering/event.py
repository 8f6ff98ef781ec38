"""Cases of events: what a partner told of a referral, when it was taken."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from exchange.core.compliance.case import EventCase
from exchange.core.compliance.fact import Fact, holding
from exchange.core.compliance.kind import FactKind
from exchange.core.delivery.messages import ACCEPTED, InboxMessage
from exchange.core.evidence.entry import EntryType
from exchange.core.ids import read_instant
from exchange.core.partner.identity import ALWAYS_BOUND
from exchange.core.referral.referral import Referral
from exchange.core.rights.line import Line, LineKind
from exchange.flows.compliance.gathering.person import Known
from exchange.ports.store import Tx
from keys.compact import read_header
from keys.encoding import unb64url
from keys.strictjson import loads

_FEEDBACK = "feedback"
_TOLD = frozenset({LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL})


def event_cases(tx: Tx, referral: Referral, known: Known) -> Iterator[EventCase]:
    """Everything a partner told of a referral."""
    told = [line for line in known.lines if line.kind in _TOLD and line.referral == referral.id]
    if not told:
        return
    versions = known.reading.history(FactKind.PARTNER, referral.partner)
    shown = tx.facts.history(FactKind.SHOWN, referral.person)
    messages = _messages(tx, referral, known)
    for line in told:
        message = None if line.channel else messages.get((line.at, _name(line)))
        said = _said(message) if message else None
        came_at = message.received_at if message else line.at
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
            shown_at=_shown(shown, message.jti if message else ""),
            members=_members(said) if said else None,
            sent=tx.referrals.packet(message.packet) if message else None,
            kid=str(read_header(message.content.partition(".")[0])["kid"]) if message and said else "",
            signed_at=datetime.fromtimestamp(said["iat"], tz=UTC) if said else None,
            signers=_signers(holding(versions, at=came_at, known_at=known.known_at)),
        )


def _name(line: Line) -> str:
    return _FEEDBACK if line.listed == "categories" else line.what[0]


def _messages(tx: Tx, referral: Referral, known: Known) -> Mapping[tuple[datetime, str], InboxMessage]:
    """The events of a referral that were taken, by when that was and what they are called."""
    accepted = {one.jti: one for one in tx.inbox.of(referral.id) if one.verdict == ACCEPTED}
    told = [one for one in known.whole if one.type is EntryType.ACKNOWLEDGEMENT and one.said["jti"] in accepted]
    return {(one.at, str(one.said["event"])): accepted[one.said["jti"]] for one in told}


def _said(message: InboxMessage) -> Mapping[str, Any] | None:
    said: Mapping[str, Any] | None = loads(unb64url(message.content.split(".")[1])) if message.content else None
    return said


def _members(said: Mapping[str, Any]) -> Mapping[str, Any]:
    (members,) = said["events"].values()
    return dict(members)


def _signers(versions: Sequence[Fact]) -> Sequence[Mapping[str, Any]] | None:
    """The keys a partner had published for signing then."""
    if not versions:
        return None
    return [key for one in versions for key in one.document["keys"]["ack"]["keys"]]


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
