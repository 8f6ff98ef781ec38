"""Health in words: what was found of an installation, the gravest first, as a page for operators says it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from exchange.core.operations.checks import name_of
from exchange.core.operations.finding import Grade, HealthFinding
from exchange.core.text.dates import Language
from exchange.web.foundation.wording import word

Examine = Callable[[], Sequence[HealthFinding]]
"""What looks at the installation that runs; it raises nothing, whatever is away."""
_NUMBERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthLine:
    """One thing that was found: how it stands, what it is, and what to do, empty where there is nothing to do."""

    grade: Grade
    name: str
    do: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """All of it: what needs somebody now, what is worth a look, and the names of what is in order.

    `sentence` is the key of the one sentence that says it, to be filled with how many need somebody.
    """

    faults: Sequence[HealthLine]
    notes: Sequence[HealthLine]
    good: Sequence[str]

    @property
    def sentence(self) -> str:
        """The key of the sentence."""
        if self.faults:
            return "operation.fault" if len(self.faults) < _NUMBERS else "operation.faults"
        return "operation.noted" if self.notes else "operation.well"


def health(found: Sequence[HealthFinding], *, language: Language) -> Health:
    """Say what was found in one language."""
    told = [_told(one, language) for one in found]
    return Health(
        faults=[one for one in told if one.grade is Grade.FAIL],
        notes=[one for one in told if one.grade is Grade.WARN],
        # Each key stands there with its last day already.
        good=[one.name for one, of in zip(told, found, strict=True) if one.grade is Grade.OK and not _is_key(of)],
    )


def _is_key(one: HealthFinding) -> bool:
    return one.check.startswith("key ")


def _told(one: HealthFinding, language: Language) -> HealthLine:
    name = name_of(
        one.check,
        say=lambda words: words.de if language == "de" else words.en,
        word=lambda listed, code: word(listed, code, language),
    )
    return HealthLine(grade=one.result, name=name, do=one.do.de if language == "de" else one.do.en)
