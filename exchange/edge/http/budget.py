"""Memory budget: what the bodies of all calls under way may take up together, in this process.

Each body has a limit of its own; a thousand callers who send theirs slowly would be a thousand times that. What is
counted is what came, not what was announced: whoever only announces takes nothing from the others. Files that are
uploaded pass through and are not held, so they are not counted.
"""

from collections.abc import MutableMapping
from typing import Any

from exchange.core.errors import Unavailable

_HELD, _WHO = "body_held", "partner"
_SHARE = 4
"""A known caller may hold this part of the whole. Strangers, whose bodies are small, share all of it."""


class BodiesCrowded(Unavailable):
    """Too many requests are being received at once."""

    code = "HUB_BODIES_CROWDED"
    de = "Gerade werden zu viele Anfragen zugleich empfangen. Es ist nichts verloren."
    fix_de = "Warten Sie so viele Sekunden, wie der Kopf `Retry-After` nennt, dann noch einmal."
    fix_en = "Wait as many seconds as the header `Retry-After` says, then try again."


class BodyBudget:
    """Counts the bytes that are held, of all and of each caller. On the event loop alone, so without a lock.

    `most` are the bytes all may hold; `held` those they do; `refused` counts the calls that found no room.
    """

    def __init__(self, most: int) -> None:
        self.most, self.held, self.refused = most, 0, 0
        self._of: dict[str, int] = {}

    def take(self, state: MutableMapping[str, Any], count: int) -> None:
        """Count bytes that came for a call; `state` is its own, and `give` clears it.

        Raises:
            BodiesCrowded: there is no room for them.
        """
        who = state.get(_WHO, "")
        share = self.most // _SHARE if who else self.most
        if self.held + count > self.most or self._of.get(who, 0) + count > share:
            self.refused += 1
            raise BodiesCrowded
        before, _ = state.get(_HELD, (0, who))
        state[_HELD] = (before + count, who)
        self.held += count
        self._of[who] = self._of.get(who, 0) + count

    def give(self, state: MutableMapping[str, Any]) -> None:
        """Give back what a call held, once it is answered."""
        count, who = state.pop(_HELD, (0, ""))
        self.held -= count
        left = self._of.pop(who, 0) - count
        if left > 0:
            self._of[who] = left
