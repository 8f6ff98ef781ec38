"""Content review: what a text may hold that a person has to look at: medicines, and other people.

These are guesses: the text is shown to nobody for it, and whoever wrote it says whether it may stand there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from exchange.core.detection.health.medication import has_medication
from exchange.core.detection.people.birth_date import has_birth_date
from exchange.core.detection.people.kin import has_kin
from exchange.core.detection.people.name import has_name
from exchange.core.detection.plain import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFacts:
    """What is the person's own and no finding: the words of their name, folded, and their birth date."""

    names: frozenset[str] = frozenset()
    birth_dates: frozenset[str] = frozenset()


NOBODY = OwnFacts()
GUESSES: Mapping[str, Callable[[str, OwnFacts], bool]] = {
    "medication": lambda text, _: has_medication(text),
    "name": lambda text, own: has_name(text, own=own.names),
    "birth-date": lambda text, own: has_birth_date(text, own=own.birth_dates),
    "kin": lambda text, _: has_kin(text),
}
"""By kind, in the order of `kind.KINDS`."""


def warned_in(text: str, *, own: OwnFacts = NOBODY) -> tuple[str, ...]:
    """Say which kinds a text may hold that a person has to confirm (`kind.KINDS`), in their order."""
    shown = plain(text)
    return tuple(kind for kind, holds in GUESSES.items() if holds(shown, own))
