"""Approval beforehand: the word a second person gives at the hub, carried to a call by who makes it, of one act alone.

A registered client vouches for one person, never for two; so the second signs in at the hub, and the hub signs that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from exchange.core.errors import FourEyes
from exchange.core.said import Said

OPEN_FOR = timedelta(hours=72)
ACT = "person-merge"
_MEMBERS = frozenset({"iss", "aud", "act", "sub", "kept", "gone", "bound", "iat", "exp"})
_UNFIT = Said(
    "Diese Zustimmung ist nicht von hier, gilt für andere Personen, oder ihre Zeit ist um.",
    "This approval is not of this hub, is for other persons, or its time is over.",
)
_FORM = Said(
    "approval: was die zweite Person an der Vermittlungsstelle bekam, höchstens 72 Stunden alt",
    "approval: what the second person was given at the hub, at most 72 hours old",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeApproval:
    """Somebody let two persons, by their ids, be one: `gone` becomes `kept`. It is good before `until`.

    `bound` is a digest of how their passphrase is kept: who changes it takes back what they gave before.
    """

    staff: str
    kept: str
    gone: str
    bound: str
    until: datetime

    def claims(self, *, origin: str, at: datetime) -> dict[str, Any]:
        """What the hub signs."""
        return {
            "iss": origin,
            "aud": origin,
            "act": ACT,
            "sub": self.staff,
            "kept": self.kept,
            "gone": self.gone,
            "bound": self.bound,
            "iat": int(at.timestamp()),
            "exp": int(self.until.timestamp()),
        }

    @classmethod
    def of_claims(cls, claims: Mapping[str, Any], *, origin: str) -> Self:
        """Read what the hub signed.

        Raises:
            FourEyes: it is no approval of this act and hub.
        """
        if claims.keys() != _MEMBERS or (claims["iss"], claims["aud"], claims["act"]) != (origin, origin, ACT):
            raise unfit()
        until = datetime.fromtimestamp(claims["exp"], tz=UTC)
        named = {"staff": claims["sub"], "kept": claims["kept"], "gone": claims["gone"], "bound": claims["bound"]}
        return cls(**named, until=until)

    def raise_unless_for(self, *, kept: str, gone: str, at: datetime) -> None:
        """Refuse it for anybody else, or later.

        Raises:
            FourEyes: it is for others, or its time is over.
        """
        if (self.kept, self.gone) != (kept, gone) or at >= self.until:
            raise unfit()


def unfit() -> FourEyes:
    """The error for an approval that is none of this act."""
    return FourEyes("approval", pointer="/approval").saying(what=_UNFIT, form=_FORM)
