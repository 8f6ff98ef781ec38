"""Nightly review: every rule over every case once a night, in slices, so that deliveries are not held up.

What is kept of it are counts and instants alone: ids of cases in a row that rests under nobody's key would outlive the
erasure of a person. It is a fact of the house, so that it stays, has its leaf, and cannot be changed unnoticed.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from threading import Event
from typing import Any

from exchange.core.calendar import BERLIN, day_of
from exchange.core.compliance.fact import Fact, Written
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.running import Running
from exchange.core.ids import show_instant
from exchange.flows.compliance.gathering.gather import FirstUse, cases_of, cases_of_house, cases_of_services
from exchange.flows.compliance.gathering.log import LogRead, read_log
from exchange.flows.compliance.gathering.reading import Reading
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.flows.compliance.review import Judging, Review, Span
from exchange.flows.compliance.rulebook import rulebook
from exchange.ports.hub import Hub

BEGINS = time(2)
"""In Berlin: by then nobody works, and what the day before should have brought is there."""
SLICE = 50
"""So many persons are looked at in one view of the store."""
_LONGEST_REST = 5.0
_AN_HOUR, _A_DAY = timedelta(hours=1), timedelta(days=1)


def last_reviewed(*, hub: Hub) -> Fact | None:
    """The newest nightly review of the last week; None where there was none."""
    at = hub.clock.now()
    with hub.store.reading() as tx:
        days = (day_of(at - back * _A_DAY).isoformat() for back in range(8))
        kept = (tx.facts.history(FactKind.REVIEW, day) for day in days)
        return next((found[-1] for found in kept if found), None)


def review_nightly(*, hub: Hub, running: Callable[[], Running], stop: Event) -> Fact | None:
    """Review everything, if it is time and nobody else does it; what is kept of it, None where nothing was done.

    Between two slices it rests as long as the last one took. Gives up when `stop` is set; the next hour begins anew.

    Raises:
        RulesInvalid: the rulebook does not hold together.
    """
    at = hub.clock.now()
    if not _claimed(hub, at=at):
        return None
    book = rulebook()
    judging, first, now = Judging(book.rules, book=book, span=Span(), most=0), FirstUse(), running()
    with hub.store.reading() as tx:
        log = read_log(tx)
        judging.take(cases_of_house(Reading(tx=tx, hub=hub, known_at=at, running=now, log=log)))
    after: str | None = ""
    while after is not None:
        began = hub.clock.monotonic()
        after = _slice(judging, first, after, log=log, hub=hub, at=at)
        if stop.wait(min(hub.clock.monotonic() - began, _LONGEST_REST)):
            return None
    with hub.store.transaction() as tx:
        judging.take(cases_of_services(first, reading=Reading(tx=tx, hub=hub, known_at=at, log=log)))
        done = _document(judging.result(tx, at=at))
        day = Written(day_of(at).isoformat(), "", at, None, done)
        return record_fact(tx, FactKind.REVIEW, day, people=Recorders(), hub=hub, at=hub.clock.now())


def _claimed(hub: Hub, *, at: datetime) -> bool:
    day = day_of(at).isoformat()
    if at.astimezone(BERLIN).time() < BEGINS:
        return False
    with hub.store.shared() as tx:
        if tx.facts.history(FactKind.REVIEW, day):
            return False
        return tx.single_use.spend("review", show_instant(at)[:13], until=at + _AN_HOUR)


def _slice(judging: Judging, first: FirstUse, after: str, *, log: LogRead, hub: Hub, at: datetime) -> str | None:
    """Judge the next persons; the last of them, None where there are no more."""
    with hub.store.reading() as tx:
        reading = Reading(tx=tx, hub=hub, known_at=at, log=log)
        page = tx.people.page(after=after, limit=SLICE)
        for person in page:
            judging.take(first.follow(cases_of(person, reading=reading)))
    return page[-1].id if page else None


def _document(done: Review) -> Mapping[str, Any]:
    return {
        "rulebook_sha256": done.rulebook_sha256,
        "rules": {
            one.rule.id: {
                "armed": one.armed,
                **one.tally.show(),
                "oldest": show_instant(one.tally.oldest) if one.tally.oldest else "",
            }
            for one in done.rules
        },
    }
