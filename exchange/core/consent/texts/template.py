"""Template: a text with places for what the person chooses, and the services it is meant for."""

from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

PLACES = frozenset({"hub", "categories", "recipient", "line", "purpose", "until", "level", "back"})


class Declares(StrEnum):
    """What somebody declares by signing it; the same list as `declares` in schema `consent-text`."""

    CONSENT = "consent"
    RELEASE = "release"


NEEDED = {
    Declares.CONSENT: frozenset({"categories", "recipient", "purpose", "until", "back"}),
    Declares.RELEASE: frozenset({"recipient", "purpose", "back"}),
}
"""What each has to name, or it would not say to what somebody agrees (Art. 4(11) GDPR)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of a version, with their places empty; `sha256` is base64url, of their UTF-8."""

    version: str
    sha256: str
    words: str


def unfit_places(words: str, declares: Declares) -> str | None:
    """Which place of a template is missing, unknown or written in another way; None where all are as they should be."""
    try:
        parsed = [
            (name, spec, conversion) for _, name, spec, conversion in Formatter().parse(words) if name is not None
        ]
    except ValueError:
        return "{"
    odd = [name for name, spec, conversion in parsed if name not in PLACES or spec or conversion]
    missing = NEEDED[declares] - {name for name, _, _ in parsed}
    return next(iter([*odd, *sorted(missing)]), None)
