"""The doctor says what the last nightly review counted, and where there was none."""

from exchange.core.operations.finding import Grade
from exchange.operations.rules import check_rules
from tests.flows.compliance.test_nightly import reviews
from tests.support.hubs import Bench


def test_without_a_review_it_says_who_makes_one():
    (found,) = check_rules(Bench().hub)
    assert (found.result, "geleit work" in found.do.en) == (Grade.OK, True)


def test_what_failed_is_said_with_its_counts_and_a_review_that_is_late_is_too():
    bench = Bench()
    bench.sent()
    reviews(bench)
    (found,) = check_rules(bench.hub)
    assert found.result is Grade.WARN
    assert " rules failed, " in found.do.en
    assert "0 rules failed" not in found.do.en
    bench.clock.advance(days=2)
    assert [one.result for one in check_rules(bench.hub)] == [Grade.WARN, Grade.WARN]
