"""What the gates cost: the closed loop with the rules and with an empty rulebook, in turns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.bench.loop import Course, Run, in_a_folder
from tests.bench.unruled import PROGRAM, unruled


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """Runs with the rules and without them, each beside the one it was run with."""

    with_rules: Sequence[Run]
    without: Sequence[Run]

    @property
    def ratios(self) -> Sequence[float]:
        """By how much one took more CPU than the other, turn by turn, least first."""
        return sorted(_cpu(one) / _cpu(other) for one, other in zip(self.with_rules, self.without, strict=True))


def ruled(course: Course, *, turns: int) -> Ruled:
    """Run both so often, in turns."""
    with_rules: list[Run] = []
    without: list[Run] = []
    bare = replace(course, layout=replace(course.layout, program=PROGRAM))
    for _ in range(turns):
        with_rules += in_a_folder(course)
        with unruled():
            without += in_a_folder(bare)
    return Ruled(with_rules=with_rules, without=without)


def _cpu(run: Run) -> float:
    return run.hub_cpu + run.database_cpu + run.own_cpu
