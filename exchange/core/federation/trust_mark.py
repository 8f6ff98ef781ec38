"""Trust mark (OpenID Federation 1.1 section 7): that a participant is accredited, said by who may say it, for a time.

An expired or false mark takes away the accreditation, never the keys: who reads a list of marks leaves that one out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exchange.core.federation.errors import StatementOutOfTime, TrustMarkInvalid
from exchange.core.federation.statement import Statement, check_time

LONGEST = timedelta(days=400)
_TEXTS = ("iss", "sub", "trust_mark_type")
_TIMES = ("iat", "exp")
_LATEST = 253_402_300_799
"""The last second that RFC 3339 can name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustMark:
    """What is accredited, by whom, until when."""

    type: str
    iss: str
    exp: datetime


def check_trust_mark(
    claims: Mapping[str, Any], *, sub: str, shown_as: str, anchor: Statement, at: datetime
) -> TrustMark:
    """Check a mark whose signature holds, shown by `sub` as one of a type.

    | the mark | |
    |---|---|
    | for another subject, or of another type than it is shown as | refused |
    | without an end, over, or for more than 400 days | refused; the standard takes one without an end |
    | of a type that the anchor does not list, or lists with nobody | refused; for the standard that is anybody |
    | by somebody who is not listed | refused |
    | of a type that has an owner, or with a delegation | refused: nobody here delegates |

    Raises:
        TrustMarkInvalid: as the table says.
    """
    if not all(isinstance(claims.get(name), str) for name in _TEXTS) or not all(map(_is_time, map(claims.get, _TIMES))):
        raise TrustMarkInvalid("claims")
    if (claims["sub"], claims["trust_mark_type"]) != (sub, shown_as):
        raise TrustMarkInvalid("subject")
    if claims["iss"] not in anchor.claims.get("trust_mark_issuers", {}).get(shown_as, ()):
        raise TrustMarkInvalid("issuer")
    if shown_as in anchor.claims.get("trust_mark_owners", {}) or "delegation" in claims:
        raise TrustMarkInvalid("delegation")
    try:
        _, ends = check_time(iat=claims["iat"], exp=claims["exp"], longest=LONGEST, at=at)
    except StatementOutOfTime as error:
        raise TrustMarkInvalid(error.detail).saying(what=error.what) from error
    return TrustMark(type=shown_as, iss=claims["iss"], exp=ends)


def _is_time(seconds: object) -> bool:
    return isinstance(seconds, int) and not isinstance(seconds, bool) and 0 <= seconds <= _LATEST
