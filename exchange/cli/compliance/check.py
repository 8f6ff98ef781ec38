"""Compliance review at the command line: every rule with all four counts, what is open, what to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

import typer

from exchange.cli.compliance.last import show_last
from exchange.cli.compliance.leaving import Files, Oscal, Pdf
from exchange.cli.compliance.words import COLUMNS, facts_of_review, line_of
from exchange.cli.context import CommandContext, Json, Options, acting_on
from exchange.cli.output import EXIT_REFUSED, say, show, working
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import folded, table
from exchange.cli.terminal.usage import unfit_value
from exchange.cli.terminal.words import day
from exchange.core.calendar import end_of_day
from exchange.core.compliance.alike import alike
from exchange.core.compliance.outcome import OPEN, Result
from exchange.core.staff.deputy import DaysUnfit, read_day
from exchange.core.text.forms import DAY
from exchange.flows.compliance.review import Judged, Review, Span, review
from exchange.flows.register.look import begin_review
from exchange.operations.program import running

SHOWN = 5
"""How many open findings of a rule are told where nobody asked for that rule alone."""
_DAY = timedelta(days=1)
SPAN: Options = {
    "since": (
        Annotated[str, typer.Option("--since", help="Ab diesem Tag / from this day", metavar="2026-01-01")],
        "",
    ),
    "until": (
        Annotated[str, typer.Option("--until", help="Bis zu diesem Tag / up to this day", metavar="2026-12-31")],
        "",
    ),
}
Last = Annotated[bool, typer.Option("--last", help="Was die letzte Nacht ergab / what the last night found")]
Only = Annotated[str, typer.Option("--rule", help="Nur diese Regel / this rule only", metavar="RULE")]


@dataclass(frozen=True, slots=True)
class _Asked:
    context: CommandContext
    span: Span


def _asked(context: CommandContext, given: dict[str, Any]) -> _Asked:
    return _Asked(context, Span(since=_begin(given["since"]), until=_end(given["until"])))


def _check(
    asked: _Asked,
    *,
    rule: Only = "",
    pdf: Pdf = None,
    oscal: Oscal = None,
    last: Last = False,
    as_json: Json = False,
) -> None:
    """Alles, was war, gegen alle Regeln prüfen: je Regel vier Zahlen, nie „alles grün“. / Review all exchanges.

    Endet mit 3, wenn eine Regel verletzt ist. / Ends with 3 where a rule failed.
    """
    context, span, files = asked.context, asked.span, Files(pdf, oscal)
    files.check()
    begin_review(by=context.by, hub=context.hub)
    if last:
        show_last(context.hub, as_json=as_json)
        return
    with working(either("Prüfen", "Reviewing")):
        done = review(span=span, only=rule, hub=context.hub, running=running(context.opened))
    if as_json:
        show(facts_of_review(done), as_json=True)
    else:
        table(either("Regeln", "Rules"), COLUMNS, [_row(one) for one in done.rules])
        say("\n".join(_text(done, most=None if rule else SHOWN)))
    files.write(done, span=span, context=context, as_json=as_json)
    if any(one.tally.counts.get(Result.FAIL) for one in done.rules):
        raise typer.Exit(EXIT_REFUSED)


check = acting_on(_check, SPAN, gather=_asked)


def _row(one: Judged) -> list[str]:
    counts = one.tally.show()
    return [one.rule.id, *(str(counts[result.value]) for result in Result), day(one.tally.oldest)]


def _text(done: Review, *, most: int | None) -> Iterator[str]:
    for one in done.rules:
        if one.open:
            yield f"{one.rule.id}  {either(*one.rule.title)} ({one.open[0].law})"
            for group in alike(one.open):
                yield folded(line_of(group.first, of=len(group.findings)), indent="  ")
                others = [each.subject for each in group.findings[1:most]]
                if others:
                    yield folded(", ".join(others), indent="    ")
            told = sum(len(group.findings[:most]) for group in alike(one.open))
            left = sum(one.tally.counts.get(result, 0) for result in OPEN) - told
            if left:
                more = f"--rule {one.rule.id}"
                yield either(f"  … und {left} weitere: {more}", f"  … and {left} more: {more}")
    yield either(
        f"Noch nicht scharf: {done.unarmed} von {len(done.rules)} Regeln.",
        f"Not armed yet: {done.unarmed} of {len(done.rules)} rules.",
    )


def _begin(text: str) -> datetime | None:
    return end_of_day(_day(text, "--since") - _DAY) if text else None


def _end(text: str) -> datetime | None:
    return end_of_day(_day(text, "--until")) if text else None


def _day(text: str, option: str) -> date:
    try:
        return read_day(text)
    except DaysUnfit as error:
        raise unfit_value(option, form=DAY) from error
