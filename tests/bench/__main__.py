"""`python -m tests.bench`: measure, show the table, and keep it in deploy/BENCH.md."""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.loop import Run, in_a_folder
from tests.bench.operations import operations
from tests.bench.report import MB, shown

_TABLE = Path(__file__).resolve().parents[2] / "deploy" / "BENCH.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is measured: turns per operation, runs, and referrals per run by how many go round at once."""

    rounds: int
    runs: int
    loops: dict[int, int]
    files: dict[tuple[int, int], int]


_WHOLE = Extent(rounds=25, runs=3, loops={1: 40, 8: 160, 32: 256}, files={(1 * MB, 8): 64, (20 * MB, 2): 8})
_QUICK = Extent(rounds=5, runs=1, loops={1: 4, 8: 16, 32: 32}, files={(1 * MB, 8): 8, (20 * MB, 2): 2})


def main() -> None:
    """Measure, print the table, and write it where it belongs."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure, and write deploy/BENCH.md.")
    parser.add_argument("--quick", action="store_true", help="a look of half a minute: one short run of everything")
    parser.add_argument("--output", type=Path, default=_TABLE, help="where the table goes")
    given = parser.parse_args()
    extent = _QUICK if given.quick else _WHOLE
    command = 'make bench ARGS="--quick"' if given.quick else "make bench"
    _say("single operations …")
    rows = operations(rounds=extent.rounds)
    loops = {concurrent: _loop(extent, concurrent, count) for concurrent, count in extent.loops.items()}
    files = {(size, many): _loop(extent, many, count, size) for (size, many), count in extent.files.items()}
    table = shown(command=command, rows=rows, loops=loops, files=files)
    given.output.write_text(table, encoding="utf-8")
    sys.stdout.write(table)


def _loop(extent: Extent, concurrent: int, referrals: int, size: int = 0) -> list[Run]:
    _say(f"{extent.runs} x {referrals} referrals, {concurrent} at once, {size / MB:.0f} MB attached …")
    return in_a_folder(concurrent=concurrent, referrals=referrals, times=extent.runs, size=size)


def _say(what: str) -> None:
    sys.stderr.write(f"{what}\n")


if __name__ == "__main__":
    main()
