"""Fail-safe result: what a rule answers; a refusal is a value, and falsy, so forgetting to look cannot grant."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Granted:
    """The rule has nothing against it. `detail` names what carried it, such as a clause id."""

    detail: tuple[str, ...] = ()

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """The rule says no.

    `reason` is a short code of `core.errors` or of the rule's own table; `pointer` is the JSON Pointer
    (RFC 6901) of the place it concerns; `allowed` the legal next steps, where there are any.
    """

    reason: str
    pointer: str = ""
    allowed: tuple[str, ...] = ()

    def __bool__(self) -> Literal[False]:
        return False


Verdict = Granted | Refused
