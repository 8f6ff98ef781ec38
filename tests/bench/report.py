"""The table: what was measured, on what, and how to read it."""

import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from tests.bench.flows import ROOMS, Flow, total
from tests.bench.growth import AT_ONCE, Grown
from tests.bench.level import Minute
from tests.bench.loop import STAGES, Run
from tests.bench.operations import Operation
from tests.bench.reviewing import Reviewed
from tests.bench.rules import Ruled
from tests.bench.usage import machine

MB = 1_000_000
_LIMITS = """\
## What limits now

- SQLite has one writer. What a draft, a release, a poll, a pick-up and an acknowledgement do is done before their turn;
  in it what was read is compared and what is new is written, under 1 ms for a release where a processor is free. So
  the processor limits, not the turn; what an attempt costs more is its queries, said twice.
- On PostgreSQL the statements, each a way to the server and back; writes travel with the next question. The log holds
  nobody up: leaves wait beside their change until the sequencer gives them their place.
- Everywhere the interpreter, and no single place in it: about a sixth of the CPU is building and reading SQL
  statements, a fifth signing, checking and strict JSON, a tenth the questions of consent (3 µs for each leaf, twice),
  a quarter HTTP.
- Memory is the libraries: SQLAlchemy alone takes 33 MB; Alembic and psycopg are loaded where they are used.
- What is stored already costs SQLite nothing: every statement finds its rows by an index. On PostgreSQL a million cost
  a third, more in waiting than in CPU: its tables no longer lie in its shared buffers (512 MB).
"""
_NOTES = """\
How to read it:

- Medians of the runs named; other work on the machine moves the times, so compare within one table.
- Bare is the least code on `cryptography` for the same bytes (the signed packet, padded to its bucket, with its
  manifest); the rules of consent are held against one validation of the same data. `pack` does all of the above, once
  each, except `verify` and `open`, and signs a second, small object.
- The flows run one after the other, each for all referrals before the next, with the statements SQLite itself traces;
  an attempt's are said twice, beside everybody and in its turn. CPU goes to the room of ours that is nearest to what
  runs, libraries included: `storage` is SQL, its driver, the commit and its sync.
- One referral of the loop: `draft` and `release_and_send` in the measuring process (on the hub's own database, as
  `geleit refer` does), which puts it into the partner's mailbox; then over HTTP with DPoP-bound tokens: long poll,
  fetch, the recipient's whole order of checks, `received` signed and sent; it ends when the measuring process reads
  in the database that it was received. Everything is durable: SQLite's log is synced before anybody is told, and
  PostgreSQL has its own defaults, so that a commit is on the disk. Every process of a hub answers and delivers.
- The bare relay (tests/bench/relay.py) is what any developer would build of Starlette, SQLAlchemy and joserfc: it
  validates, signs, seals, stores and hands out as durably, but knows no consent, log, client authentication or retry.
- Where eight send to one partner, that partner polls with `include: parcels`, checks what came, and pushes all its
  answers in one call; the relay takes several answers in one call there, too.
- Growth: 50 times a second somebody looks at the sessions of both databases that work or wait, and at what for
  (`pg_stat_activity`); a lock there is one for another transaction. `none` is work.
- A full store holds copies of one referral with 1 KiB of data that was received and whose announcement has left the
  mailbox, its steps and its leaves in the log; all of that log is signed before the clock starts.
- Consents are recorded before the clock starts. Staff prove themselves in both calls, but their passphrase hashes are
  made with the smallest Argon2id parameters, so that no passphrase is stretched within a referral.
- Partners keep no inbox: what a partner's own disk costs is not in these numbers. Caseworkers, partners and the hub
  share the machine. CPU is user and system time from /proc, of the hub's processes, the database server's and the
  measuring one with all its caseworkers and partners. MB are 10^6 bytes.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What was measured: operations and flows; the loop with and without rules; reviews, and the loop beside one.

    Runs by layout and how many at once, each with a partner of their own or
    with `shared` ones; by layout and how many stored; by size; by processes on one PostgreSQL; minute by minute."""

    rows: Sequence[Operation]
    rules: Ruled
    reviews: Reviewed
    flows: Sequence[Flow]
    loops: Mapping[tuple[str, int], list[Run]]
    shared: Mapping[tuple[str, int], list[Run]]
    growth: Mapping[int, Grown]
    stored: Mapping[tuple[str, int], list[Run]]
    files: Mapping[tuple[int, int], list[Run]]
    level: Sequence[Minute]


def shown(table: Table, *, command: str) -> str:
    """The whole report as Markdown."""
    lines = [
        "# How fast it is",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}, Python {platform.python_version()}; made by `{command}`.",
        "",
        "## Single operations, on the packet of a referral with 8 KiB of data",
        "",
        *_operations(table.rows),
        "",
        "## The flows of one referral, in one process on SQLite",
        "",
        *_flows(table.flows),
        "",
        "## Closed loop: 8 KiB, submitted until its acknowledgement is seen",
        "",
        *_loops(table.loops, "at once"),
        "",
        "Where the time of one referral goes, mean ms:",
        "",
        *_stages(table.loops),
        "",
        "## The same where eight send to one partner: its calls carry several referrals",
        "",
        *_loops(table.shared, "at once"),
        "",
        "## The rules of the gates: the same loop, 8 at once on SQLite, beside an empty rulebook",
        "",
        *_rules(table.rules),
        "",
        "## A review of everything, in one process on SQLite",
        "",
        *_reviews(table.reviews),
        "",
        f"## Growth: processes of one hub on PostgreSQL, {AT_ONCE} at once",
        "",
        *_growth(table.growth),
        "",
        "## The same with a full store, 8 at once",
        "",
        *_loops(table.stored, "stored"),
        "",
        "## Attachments: one a referral, the same loop",
        "",
        *_files(table.files),
        "",
        "## Level: one hub on SQLite that goes on, 8 at once",
        "",
        *_level(table.level),
        "",
        _NOTES,
        _LIMITS,
    ]
    return "\n".join(lines)


def _operations(rows: Sequence[Operation]) -> Iterator[str]:
    yield "| operation | median µs | against | median µs | ratio |"
    yield "|---|--:|---|--:|--:|"
    for row in rows:
        yield f"| {row.name} | {row.ours:,.0f} | {row.against} | {row.bare:,.1f} | {row.ours / row.bare:.1f} |"


def _flows(flows: Sequence[Flow]) -> Iterator[str]:
    yield _row("flow", "CPU ms", "statements", *(f"{room} %" for room in ROOMS))
    yield "|---|" + "--:|" * (len(ROOMS) + 2)
    for flow in [*flows, total(flows)]:
        shares = (f"{100 * flow.rooms[room]:,.0f}" for room in ROOMS)
        yield _row(flow.name, f"{flow.cpu:,.2f}", f"{flow.statements:,.1f}", *shares)


def _loops(loops: Mapping[tuple[str, int], list[Run]], what: str) -> Iterator[str]:
    yield _row("hub", what, "per second", "p50 ms", "p99 ms", *_USED, "runs")
    yield "|---|" + "--:|" * (len(_USED) + 5)
    for (name, number), runs in loops.items():
        cells = (_of(runs, "per_second"), 1000 * _of(runs, "p50"), 1000 * _of(runs, "p99"), *_used(runs))
        yield _row(name, f"{number:,}", *(f"{cell:,.1f}" for cell in cells), str(len(runs)))


def _rules(found: Ruled) -> Iterator[str]:
    yield _row("rules", "CPU ms a referral: all", "per second", "p99 ms", "runs")
    yield "|---|--:|--:|--:|--:|"
    for name, runs in (("all", found.with_rules), ("none", found.without)):
        used = _used(runs)[0], _of(runs, "per_second"), 1000 * _of(runs, "p99")
        yield _row(name, *(f"{cell:,.1f}" for cell in used), str(len(runs)))
    ratios = found.ratios
    yield ""
    yield f"CPU, turn by turn: median {median(ratios):.3f} times, from {ratios[0]:.3f} to {ratios[-1]:.3f}."


def _reviews(found: Reviewed) -> Iterator[str]:
    yield _row("exchanges", "CPU s", "times the first", "MB more at the most")
    yield "|--:|--:|--:|--:|"
    first = next(iter(found.passes.values()))
    for size, one in found.passes.items():
        yield _row(f"{size:,}", f"{one.cpu:,.2f}", f"{one.cpu / first.cpu:,.1f}", f"{one.grown:,.1f}")
    alone, beside = (1000 * _of(runs, "p99") for runs in (found.alone, found.beside))
    ratios = found.ratios
    yield ""
    yield (
        f"The same loop beside a process that reviews without end: p99 {beside:,.1f} ms for {alone:,.1f} ms; "
        f"turn by turn median {median(ratios):.2f} times, from {ratios[0]:.2f} to {ratios[-1]:.2f}."
    )


def _stages(loops: Mapping[tuple[str, int], list[Run]]) -> Iterator[str]:
    yield _row("hub", "at once", *STAGES)
    yield "|---|--:|" + "--:|" * len(STAGES)
    for (name, concurrent), runs in loops.items():
        if len(runs[0].stages) == len(STAGES):
            means = (1000 * median(run.stages[number] for run in runs) for number in range(len(STAGES)))
            yield _row(name, str(concurrent), *(f"{mean:,.1f}" for mean in means))


def _files(files: Mapping[tuple[int, int], list[Run]]) -> Iterator[str]:
    yield _row("size", "at once", "MB/s", "p50 ms", *_USED, "runs")
    yield "|--:|--:|" + "--:|" * (len(_USED) + 3)
    for (size, concurrent), runs in files.items():
        cells = (size / MB * _of(runs, "per_second"), 1000 * _of(runs, "p50"), *_used(runs))
        yield _row(f"{size / MB:.0f} MB", str(concurrent), *(f"{cell:,.1f}" for cell in cells), str(len(runs)))


def _growth(growth: Mapping[int, Grown]) -> Iterator[str]:
    yield _row(
        "processes", "per second", "p50 ms", "p99 ms", *_USED, "sessions busy", "waiting for a lock", "most wait for"
    )
    yield "|--:|" + "--:|" * (len(_USED) + 5) + "---|"
    for processes, grown in growth.items():
        runs = grown.runs
        cells = (_of(runs, "per_second"), 1000 * _of(runs, "p50"), 1000 * _of(runs, "p99"), *_used(runs), grown.busy)
        most = ", ".join(f"{event} {many:.1f}" for (_, event), many in list(grown.waits.items())[:3])
        yield _row(str(processes), *(f"{cell:,.1f}" for cell in cells), f"{grown.locked:.2f}", most)


def _level(minutes: Sequence[Minute]) -> Iterator[str]:
    yield _row("minute", "referrals", "per second", "MB", "descriptors")
    yield "|--:|--:|--:|--:|--:|"
    for one in minutes:
        cells = f"{one.referrals:,}", f"{one.per_second:,.1f}", f"{one.resident:,.1f}"
        yield _row(str(one.after), *cells, str(one.descriptors))


_USED = ("CPU ms a referral: all", "hub", "database", "peak MB: hub", "measuring")


def _used(runs: Sequence[Run]) -> tuple[float, ...]:
    together = median(run.hub_cpu + run.database_cpu + run.own_cpu for run in runs)
    return (together, *(_of(runs, name) for name in ("hub_cpu", "database_cpu", "hub_peak", "own_peak")))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _of(runs: Sequence[Run], name: str) -> float:
    return median(getattr(run, name) for run in runs)
