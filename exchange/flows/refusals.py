"""Refusal to exception: turn a refusal, which is a value, into the error a caller is answered with."""

from exchange.core.errors import (
    Duplicate,
    FourEyes,
    IllegalStep,
    NotCovered,
    NotTrained,
    Refusal,
    SchemaInvalid,
    StaleVersion,
)
from exchange.core.packet.media import AttachmentRefused
from exchange.core.verdict import Refused, Verdict

_CLASSES: dict[str, type[Refusal]] = {
    "stale-version": StaleVersion,
    "not-trained": NotTrained,
    "four-eyes": FourEyes,
    "duplicate": Duplicate,
    "not-permitted": NotCovered,
    "schema": SchemaInvalid,
    "attachment": AttachmentRefused,
}


def raise_if_refused(verdict: Verdict) -> None:
    """Let a granted verdict pass.

    Raises:
        Refusal: the class that fits the refusal's reason, IllegalStep (409) where none does.
    """
    if isinstance(verdict, Refused):
        raise as_error(verdict)


def as_error(refused: Refused) -> Refusal:
    """The error for a refusal, with the reason as its detail."""
    wanted = _CLASSES.get(refused.reason, IllegalStep)
    return wanted(refused.reason, pointer=refused.pointer, allowed=refused.allowed)
