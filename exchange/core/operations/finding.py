"""HealthFinding: one thing that was looked at in an installation, how it stands, and what to do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from exchange.core.said import NOTHING, Said


class Grade(StrEnum):
    """How something stands: in order, in order but worth a look, or such that the hub cannot do its work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class HealthFinding:
    """What was looked at, how it stands, and what to do in both languages; empty where there is nothing to do.

    `names` says that it names members of staff, persons or cases, if only by their ids: for nobody who is not known.
    """

    check: str
    result: Grade
    do: Said = NOTHING
    names: bool = False

    @property
    def advice(self) -> str:
        """What to do, in both languages one after the other, for programs that show it."""
        return joined(self.do)


def plain(text: str) -> Said:
    """What is the same in both languages, such as a command."""
    return Said(text, text)


def after(before: object, said: Said, behind: object = "") -> Said:
    """The same words in both languages, with what is the same before and behind them."""
    return Said(*(f"{before}{one}{behind}" for one in said))


def joined(said: Said) -> str:
    """Both languages in one text, for programs; once where both are the same."""
    return said.de if said.de == said.en else f"{said.de} / {said.en}"


def overall(findings: Iterable[HealthFinding]) -> Grade:
    """The result of all of them together: a warning does not stop a hub, a failure does."""
    return Grade.FAIL if any(one.result is Grade.FAIL for one in findings) else Grade.OK
