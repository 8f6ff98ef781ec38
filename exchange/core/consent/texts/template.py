"""Template: a text with places for what the person chooses, and the services it is meant for."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PLACE = re.compile(r"\{([^{}]*)\}")
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
    plain = words.replace("{{", "").replace("}}", "")
    named = _PLACE.findall(plain)
    odd = [name for name in named if name not in PLACES]
    stray = ["{"] if set("{}") & set(_PLACE.sub("", plain)) else []
    return next(iter([*odd, *stray, *sorted(NEEDED[declares] - set(named))]), None)
