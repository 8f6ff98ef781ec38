"""Standing of a consent, in sentences: what became of it when, how long it still holds, how it came about."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from exchange.cli.terminal.language import either
from exchange.cli.terminal.words import day, moment, word, yes_or_no
from exchange.core.calendar import day_of
from exchange.core.consent.clause import last_instant
from exchange.core.consent.consent import Consent
from exchange.core.consent.states import WARNED_BEFORE, events_of, status_at
from exchange.core.ids import show_instant
from exchange.core.vocabulary import GIVEN


def days_left(consent: Consent, *, at: datetime) -> int | None:
    """How many days a yes still holds, today included; None where nothing runs."""
    ends = last_instant(consent.clauses)
    if ends is None or status_at(consent, at) not in GIVEN:
        return None
    return max(0, (day_of(ends) - day_of(at)).days)


def standing_lines(consent: Consent, *, at: datetime) -> Iterator[str]:
    """How a consent stands now, and what became of it."""
    left = days_left(consent, at=at)
    if left is not None and left <= max(WARNED_BEFORE):
        yield either(f"    endet in {left} Tagen", f"    ends in {left} days")
    for one in events_of(consent):
        if one.at <= at:
            whom = f", {one.entity}" if one.entity else ""
            yield f"    {moment(one.at)}: {word('consent-status', one.status)}{whom}"
    if consent.renews:
        yield f"    {either('verlängert', 'renews')} {consent.renews}"


def circumstance_lines(consent: Consent) -> Iterator[str]:
    """How it came about: the words, who interpreted, judged, represented."""
    yield f"    {either('Text', 'Text')}: {consent.text_version} ({consent.language})"
    known = consent.circumstances
    if known.interpreter:
        yield f"    {either('gedolmetscht', 'interpreted')}: {known.interpreter}"
    if known.capacity:
        yield f"    {either('Einschätzung', 'judgement')}: {known.capacity.by}, {day(known.capacity.at)}"
    if known.guardian:
        reserved = yes_or_no(known.guardian.reservation_1825)
        yield f"    {either('Betreuung, Einwilligungsvorbehalt', 'guardian, consent reserved')}: {reserved}"


def standing_facts(consent: Consent, *, at: datetime) -> dict[str, Any]:
    """The same for scripts."""
    now = status_at(consent, at)
    return {
        "state_now": now.value if now else None,
        "days_left": days_left(consent, at=at),
        "states": [
            {"at": show_instant(one.at), "status": one.status.value, "entity": one.entity}
            for one in events_of(consent)
            if one.at <= at
        ],
    }
