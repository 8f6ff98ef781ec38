"""Key pinning with a hold: when a participant's changed keys are believed (protocol section 7).

Whoever can make an anchor sign can name a false key, but only in view: for 72 hours the key known before goes on, and
the participant's own software, which looks at the anchor every day, raises the alarm.

| the offered keys | the old federation key signed the same | seen here for | an old key can be used | |
|---|---|---|---|---|
| nothing was known before | | | | believed: two people have compared the fingerprint |
| none that is new; some left out or revoked | | | | believed at once |
| a new one | and the anchor's log has it, witnessed | | | believed at once |
| a new one | not so | 72 h, to the second | | believed |
| a new one | not so | less | yes | held, the old one is used |
| a new one | not so | less | no | waits: no new referral to this participant |
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

HOLD = timedelta(hours=72)
Kids = Mapping[str, frozenset[str]]
"""Names of keys by purpose."""


class KeyChange(StrEnum):
    """What becomes of changed keys."""

    BELIEVED = "believed"
    HELD = "held"
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """Keys that an anchor's statement names, and what speaks for them."""

    kids: Kids
    vouched: bool
    """A configuration that a key of the statement accepted before has signed holds the same sets."""
    witnessed: bool
    """The statement stands in the anchor's log, under a checkpoint with the anchor's quorum."""
    first_seen: datetime


def judge(offered: Offered, *, known: Kids | None, old_usable: bool, at: datetime) -> KeyChange:
    """Say what becomes of the offered keys, as the table says."""
    if known is None or not _new(offered.kids, known):
        return KeyChange.BELIEVED
    if (offered.vouched and offered.witnessed) or at >= held_until(offered):
        return KeyChange.BELIEVED
    return KeyChange.HELD if old_usable else KeyChange.WAITS


def held_until(offered: Offered) -> datetime:
    """Until when keys are held for which nobody speaks."""
    return offered.first_seen + HOLD


def kids_of(sets: Mapping[str, Any]) -> Kids:
    """The names of the keys in JWK Sets by purpose; what is revoked is no key that is offered."""
    return {
        purpose: frozenset(one["kid"] for one in jwks["keys"] if "revoked" not in one) for purpose, jwks in sets.items()
    }


def _new(offered: Kids, known: Kids) -> bool:
    return any(kids - known.get(purpose, frozenset()) for purpose, kids in offered.items())
