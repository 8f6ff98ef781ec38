"""Beside a worker all exchanges are reviewed at night, and what the last review counted is known."""

import math
from threading import Event

from exchange.core.compliance.kind import FactKind
from exchange.core.errors import GeleitError
from exchange.runtime.night_review import NightReview
from tests.support.hubs import Bench
from tests.support.program import running


def watching(bench):
    return NightReview(bench.hub, running=lambda: running(bench))


def test_whoever_made_it_all_know_what_it_counted():
    bench = Bench()
    bench.sent()
    made, other = watching(bench), watching(bench)
    assert (math.isnan(made.age_seconds), made.counts) == (True, {})
    made.once(Event())
    bench.clock.advance(seconds=30)
    other.once(Event())
    assert made.counts == other.counts
    assert (made.counts["ST-03", "fail"], made.counts["CO-05", "pass"], made.counts["CO-05", "fail"]) == (1, 1, 0)
    assert other.age_seconds == 30
    assert len(bench.leaves("REVIEW_KEPT")) == 1


def test_a_review_that_cannot_be_made_is_said_in_the_log_and_tried_again(caplog):
    bench = Bench()

    def away():
        raise GeleitError("away")

    NightReview(bench.hub, running=away).once(Event())
    assert [(one.message, one.error) for one in caplog.records] == [("review not made", GeleitError.code)]
    bench.clock.advance(hours=1)
    review = watching(bench)
    review.once(Event())
    assert review.counts


def test_it_ends_when_it_is_asked_to():
    stop = Event()
    stop.set()
    watching(Bench()).run(stop)


def test_how_the_hub_is_reached_is_written_down_once_and_again_where_it_is_another_way():
    bench = Bench()
    for listener in ("tls", "tls", "proxy", ""):
        review = NightReview(bench.hub, running=lambda: running(bench, listener=listener))  # noqa: B023 asked in the loop
        review.once(Event())
        review.once(Event())
    with bench.store.reading() as tx:
        assert [one.document["listener"] for one in tx.facts.history(FactKind.LISTENER)] == ["tls", "proxy"]
