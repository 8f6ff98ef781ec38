"""The nightly review is made once a night by one of those who may, in slices, and what is kept of it are counts."""

from datetime import timedelta
from threading import Event

from exchange.core.compliance.kind import FactKind
from exchange.flows.compliance import nightly
from exchange.flows.compliance.nightly import last_reviewed, review_nightly
from exchange.flows.compliance.review import Span, review
from exchange.flows.compliance.rulebook import rulebook
from tests.support.clock import NOON
from tests.support.hubs import Bench
from tests.support.program import running
from tests.support.reviewed import kept

DAY = timedelta(days=1)


def reviews(bench, stop=None):
    return review_nightly(hub=bench.hub, running=lambda: running(bench), stop=stop or Event())


def of_three():
    bench = Bench()
    bench.sent()
    for reference in ("P-2", "P-3"):
        bench.a_consent(person=reference)
    return bench


def test_it_is_made_once_a_night_and_again_the_next():
    bench = Bench()
    bench.clock.at = NOON.replace(hour=0, minute=59)
    assert reviews(bench) is None
    bench.clock.advance(minutes=1)
    assert reviews(bench).subject == "2026-11-24"
    bench.clock.advance(hours=3)
    assert reviews(bench) is None
    bench.clock.advance(days=1)
    assert reviews(bench).subject == "2026-11-25"
    assert [one["subject"] for one in bench.leaves("REVIEW_KEPT")] == ["2026-11-24", "2026-11-25"]


def test_slices_count_what_one_review_counts(monkeypatch):
    bench = of_three()
    monkeypatch.setattr(nightly, "SLICE", 1)
    counted = reviews(bench).document["rules"]
    whole = review(span=Span(), only="", hub=bench.hub, running=running(bench)).rules
    assert {rule: {name: said[name] for name in ("pass", "fail", "undecidable")} for rule, said in counted.items()} == {
        one.rule.id: {name: one.tally.show()[name] for name in ("pass", "fail", "undecidable")} for one in whole
    }
    assert set(counted) == {one.id for one in rulebook().rules}


def test_what_is_kept_names_no_case_and_no_person():
    bench = of_three()
    said = repr(reviews(bench).document)
    ids = [*kept(bench).persons, *kept(bench).referrals, *kept(bench).packets, *kept(bench).consents]
    assert ids
    assert [one for one in ids if one in said] == []


def test_one_that_was_stopped_keeps_nothing_and_the_next_hour_begins_anew():
    bench, stop = of_three(), Event()
    stop.set()
    assert reviews(bench, stop) is None
    assert reviews(bench) is None
    bench.clock.advance(hours=1)
    assert reviews(bench).kind is FactKind.REVIEW


def test_the_last_one_is_that_of_the_last_days():
    bench = Bench()
    assert last_reviewed(hub=bench.hub) is None
    done = reviews(bench)
    bench.clock.advance(days=6)
    assert last_reviewed(hub=bench.hub) == done
    bench.clock.advance(days=2)
    assert last_reviewed(hub=bench.hub) is None


def test_each_slice_reads_in_a_view_of_its_own(monkeypatch):
    bench, views = of_three(), []
    monkeypatch.setattr(nightly, "SLICE", 1)
    reading = bench.store.reading
    monkeypatch.setattr(bench.store, "reading", lambda: views.append(1) or reading())
    reviews(bench)
    assert len(views) == len(["the house", "P-1", "P-2", "P-3", "nobody more"])
