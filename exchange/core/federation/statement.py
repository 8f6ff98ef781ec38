"""Entity statement (OpenID Federation 1.1 section 3): what is said in it of whom, for how long, and by whom.

Two kinds: an entity configuration, by which somebody speaks of itself, and a subordinate statement, by which the anchor
speaks of somebody else. What a claim looks like the schema `statement` has settled, and whose signature it bears those
who verified it; here stands what the standard asks beyond that. Where we are narrower, it is refused, never ignored:

| claim | configuration | subordinate statement |
|---|---|---|
| `crit` | refused: whatever it names, it is nothing that is understood here | refused |
| `metadata_policy_crit` | refused | refused |
| `authority_hints` | names who stands above; the anchor has none | refused |
| `trust_marks`, `trust_mark_issuers`, `trust_mark_owners` | taken | refused |
| `constraints`, `metadata_policy`, `source_endpoint` | refused | taken |
| any other, unknown one | left aside, as the standard has it | left aside |
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from exchange.core.errors import NotAnEntity
from exchange.core.federation.errors import StatementInvalid, StatementOutOfTime, StatementRolledBack
from exchange.core.ids import read_entity, show_instant
from exchange.core.said import Said

HUB_LIFE = timedelta(days=7)
"""So long a hub's configuration may live: it is online, and renews it."""
LIFE = timedelta(days=92)
"""So long every other may: what an anchor signs without network, what a partner signs without a server."""
AHEAD = timedelta(seconds=60)
"""So far a clock may go before ours."""
HUB, PARTNER, ANCHOR, FEDERATION = "rx_hub", "rx_partner", "rx_anchor", "federation_entity"
"""Entity types that mean something here (protocol sections 1 and 7)."""
_NEVER = frozenset({"crit", "metadata_policy_crit"})
_OF_ONESELF = frozenset({"authority_hints", "trust_marks", "trust_mark_issuers", "trust_mark_owners"})
_OF_OTHERS = frozenset({"constraints", "metadata_policy", "source_endpoint"})
Metadata = Mapping[str, Mapping[str, Any]]
"""Parameters by their name, by entity type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement whose claims are in order. `sha256` is the digest of its compact form; `jwks` are of the subject."""

    iss: str
    sub: str
    iat: datetime
    exp: datetime
    jwks: Mapping[str, Any]
    metadata: Metadata
    claims: Mapping[str, Any]
    sha256: str

    @property
    def hints(self) -> Sequence[str]:
        """Who stands above the subject, as it says itself."""
        return tuple(self.claims.get("authority_hints", ()))

    @property
    def kids(self) -> frozenset[str]:
        """The names of the subject's federation keys."""
        return frozenset(str(one["kid"]) for one in self.jwks["keys"])


def read_configuration(claims: Mapping[str, Any], *, sha256: str, at: datetime, demo: bool) -> Statement:
    """Read what somebody says of itself.

    Raises:
        StatementInvalid: it speaks of somebody else, or says what only an anchor may say. StatementOutOfTime: not now.
    """
    if claims["iss"] != claims["sub"]:
        raise StatementInvalid("sub", pointer="/sub")
    _check_members(claims, forbidden=_NEVER | _OF_OTHERS)
    for at_place, hint in enumerate(claims.get("authority_hints", ())):
        _check_entity(hint, pointer=f"/authority_hints/{at_place}", demo=demo)
    longest = HUB_LIFE if HUB in claims.get("metadata", {}) else LIFE
    return _read(claims, sha256=sha256, longest=longest, at=at, demo=demo)


def read_subordinate(claims: Mapping[str, Any], *, sha256: str, at: datetime, demo: bool) -> Statement:
    """Read what an anchor says of somebody else.

    Raises:
        StatementInvalid: it speaks of itself, or says what only the subject may say. StatementOutOfTime: not now.
    """
    if claims["iss"] == claims["sub"]:
        raise StatementInvalid("sub", pointer="/sub")
    _check_members(claims, forbidden=_NEVER | _OF_ONESELF)
    return _read(claims, sha256=sha256, longest=LIFE, at=at, demo=demo)


def check_newer(statement: Statement, *, highest: datetime | None) -> None:
    """Let pass a statement that was not made before the newest one accepted of the same issuer about the same subject.

    Raises:
        StatementRolledBack: it was, whatever directory names it.
    """
    if highest is not None and statement.iat < highest:
        raise StatementRolledBack("iat", pointer="/iat")


def check_time(*, iat: int, exp: int, longest: timedelta, at: datetime) -> tuple[datetime, datetime]:
    """From when and until when something signed holds, if it holds now: [iat − 60 s, exp).

    Raises:
        StatementOutOfTime: it does not, or was made for longer than `longest`; both times are named.
    """
    begins, ends = _instant(iat), _instant(exp)
    if begins > at + AHEAD:
        raise _out_of_time("iat", begins, at)
    if ends <= at:
        raise _out_of_time("exp", ends, at)
    if not begins < ends <= begins + longest:
        raise _out_of_time("lifetime", ends, at)
    return begins, ends


def _read(claims: Mapping[str, Any], *, sha256: str, longest: timedelta, at: datetime, demo: bool) -> Statement:
    for member in ("iss", "sub"):
        _check_entity(claims[member], pointer=f"/{member}", demo=demo)
    begins, ends = check_time(iat=claims["iat"], exp=claims["exp"], longest=longest, at=at)
    _check_kids(claims["jwks"]["keys"])
    metadata = claims.get("metadata", {})
    for kind, parameters in metadata.items():
        _check_not_null(kind, parameters)
    return Statement(
        iss=claims["iss"],
        sub=claims["sub"],
        iat=begins,
        exp=ends,
        jwks=claims["jwks"],
        metadata=metadata,
        claims=claims,
        sha256=sha256,
    )


def _check_members(claims: Mapping[str, Any], *, forbidden: frozenset[str]) -> None:
    misplaced = sorted(forbidden & claims.keys())
    if misplaced:
        raise StatementInvalid(misplaced[0], pointer=f"/{misplaced[0]}")


def _check_entity(text: object, *, pointer: str, demo: bool) -> None:
    try:
        read_entity(text, demo=demo)
    except NotAnEntity as error:
        raise StatementInvalid("entity", pointer=pointer) from error


def _check_kids(keys: Sequence[Mapping[str, Any]]) -> None:
    kids = [one["kid"] for one in keys]
    if len(set(kids)) != len(kids):
        raise StatementInvalid("duplicate-kid", pointer="/jwks/keys")


def _check_not_null(kind: str, parameters: Mapping[str, Any]) -> None:
    # The standard has null for what a policy removes; a participant cannot say it.
    for name, value in parameters.items():
        if value is None:
            raise StatementInvalid("null", pointer=f"/metadata/{kind}/{name}")


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _out_of_time(what: str, said: datetime, at: datetime) -> StatementOutOfTime:
    both = Said(
        f"Genannt ist {show_instant(said)}, hier ist es {show_instant(at)}.",
        f"It names {show_instant(said)}, here it is {show_instant(at)}.",
    )
    return StatementOutOfTime(what, pointer=f"/{'exp' if what == 'lifetime' else what}").saying(what=both)
