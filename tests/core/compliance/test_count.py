"""However many findings are open: all are counted, and the oldest so many are kept."""

from dataclasses import replace
from datetime import timedelta

from exchange.core.compliance.count import FindingCount
from exchange.core.compliance.outcome import Result, RuleFinding
from exchange.core.said import NOTHING
from tests.support.clock import NOON

FINDING = RuleFinding(
    rule="CO-05", rulebook_sha256="", result=Result.FAIL, severity="B", subject="", at=NOON, law="", looked_at=(),
    says=NOTHING, fix=NOTHING,
)  # fmt: skip


def test_all_are_counted_and_the_oldest_are_kept_in_whatever_order_they_come():
    count = FindingCount(most=3)
    for hours in (5, 1, 9, 3, 8, 2, 7, 4, 6, 0):
        count.add(replace(FINDING, at=NOON + timedelta(hours=hours), subject=str(hours)))
    count.add(replace(FINDING, result=Result.UNDECIDABLE, at=NOON - timedelta(days=1), subject="unknown"))
    count.add(replace(FINDING, result=Result.PASS, at=NOON - timedelta(days=9)))
    assert count.tally.counts == {Result.FAIL: 10, Result.UNDECIDABLE: 1, Result.PASS: 1}
    assert count.tally.oldest == NOON - timedelta(days=1)
    assert [one.subject for one in count.open] == ["unknown", "0", "1"]
    assert len(count._open) <= 6
