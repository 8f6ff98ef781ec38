"""Finding: one thing that was looked at in an installation, how it stands, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """How something stands: in order, in order but worth a look, or such that the hub cannot do its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do in both languages; empty where there is nothing to do."""

    check: str
    result: Result
    advice: str = ""


def overall(findings: Iterable[Finding]) -> Result:
    """The result of all of them together: a warning does not stop a hub, a failure does."""
    return Result.FAIL if any(one.result is Result.FAIL for one in findings) else Result.OK
