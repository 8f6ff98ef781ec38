"""The table: what was measured, on what, and how to read it."""

import platform
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import median

from tests.bench.loop import STAGES, Run
from tests.bench.operations import Operation
from tests.bench.usage import machine

MB = 1_000_000
_NOTES = """\
How to read it:

- Medians of the runs named; other work on the machine moves the times, so compare within one table.
- Bare is the least code on `cryptography` for the same bytes (the signed packet, padded to its bucket, with its
  manifest); the rules of consent are held against one validation of the same data. `pack` does all of the above, once
  each, except `verify` and `open`, and signs a second, small object.
- One referral of the loop: `draft` and `release_and_send` in the measuring process (on the hub's own database, as
  `geleit refer` does), delivery by the worker inside `geleit serve`, then over HTTP with DPoP-bound tokens: long poll,
  fetch, the recipient's whole order of checks, `received` signed and sent; it ends when the measuring process reads
  in the database that it was received. Everything is durable: SQLite, WAL, `synchronous=FULL`.
- Consents are recorded before the clock starts. Staff prove themselves in both calls, but their passphrase hashes are
  made with the smallest Argon2id parameters, so that no passphrase is stretched within a referral.
- Partners keep no inbox: what a partner's own disk costs is not in these numbers. Caseworkers, partners and the hub
  share the machine. CPU is user and system time from /proc, of the hub and of the measuring process with all its
  caseworkers and partners. MB are 10^6 bytes.
"""


def shown(*, command: str, rows: Sequence[Operation], loops: dict[int, list[Run]], files: dict) -> str:
    """The whole report as Markdown. `loops` by how many at once, `files` by (size in bytes, how many at once)."""
    lines = [
        "# How fast it is",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, Python {platform.python_version()}; made by `{command}`.",
        "",
        "## Single operations, on the packet of a referral with 8 KiB of data",
        "",
        *_operations(rows),
        "",
        "## Closed loop: 8 KiB, submitted until its acknowledgement is seen",
        "",
        *_loops(loops),
        "",
        "Where the time of one referral goes, mean ms:",
        "",
        *_stages(loops),
        "",
        "## Attachments: one a referral, the same loop",
        "",
        *_files(files),
        "",
        _NOTES,
    ]
    return "\n".join(lines)


def _operations(rows: Sequence[Operation]) -> Iterator[str]:
    yield "| operation | median µs | against | median µs | ratio |"
    yield "|---|--:|---|--:|--:|"
    for row in rows:
        yield f"| {row.name} | {row.ours:,.0f} | {row.against} | {row.bare:,.1f} | {row.ours / row.bare:.1f} |"


def _loops(loops: dict[int, list[Run]]) -> Iterator[str]:
    yield "| at once | per second | p50 ms | p99 ms | CPU ms a referral: all | hub | peak MB: hub | measuring | runs |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for concurrent, runs in loops.items():
        cells = (
            _of(runs, "per_second"),
            1000 * _of(runs, "p50"),
            1000 * _of(runs, "p99"),
            median(run.hub_cpu + run.own_cpu for run in runs),
            _of(runs, "hub_cpu"),
            _of(runs, "hub_peak"),
            _of(runs, "own_peak"),
        )
        yield _row(str(concurrent), *(f"{cell:,.1f}" for cell in cells), str(len(runs)))


def _stages(loops: dict[int, list[Run]]) -> Iterator[str]:
    yield _row("at once", *STAGES)
    yield "|--:|" + "--:|" * len(STAGES)
    for concurrent, runs in loops.items():
        means = (1000 * median(run.stages[number] for run in runs) for number in range(len(STAGES)))
        yield _row(str(concurrent), *(f"{mean:,.1f}" for mean in means))


def _files(files: dict) -> Iterator[str]:
    yield "| size | at once | MB/s | p50 ms | CPU ms a referral: all | hub | peak MB: hub | measuring | runs |"
    yield "|--:|--:|--:|--:|--:|--:|--:|--:|--:|"
    for (size, concurrent), runs in files.items():
        cells = (
            size / MB * _of(runs, "per_second"),
            1000 * _of(runs, "p50"),
            median(run.hub_cpu + run.own_cpu for run in runs),
            _of(runs, "hub_cpu"),
            _of(runs, "hub_peak"),
            _of(runs, "own_peak"),
        )
        yield _row(f"{size / MB:.0f} MB", str(concurrent), *(f"{cell:,.1f}" for cell in cells), str(len(runs)))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _of(runs: Sequence[Run], name: str) -> float:
    return median(getattr(run, name) for run in runs)
