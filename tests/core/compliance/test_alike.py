"""What says the same is told once: the oldest speaks for all, and what failed stands before what nobody could check."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exchange.core.compliance.alike import alike
from exchange.core.compliance.outcome import Result, RuleFinding
from exchange.core.said import Said
from tests.support.clock import NOON

ONE = RuleFinding(
    rule="CO-02",
    rulebook_sha256="",
    result=Result.UNDECIDABLE,
    severity="B",
    subject="c1",
    at=NOON,
    law="",
    looked_at=(),
    says=Said("Es fehlt.", "It is missing."),
    fix=Said(),
)
OPEN = st.builds(
    lambda days, result, says, belated, waiver: replace(
        ONE, at=NOON - timedelta(days=days), result=result, says=Said(says, says), belated=belated, waiver=waiver
    ),
    st.integers(0, 9),
    st.sampled_from([Result.FAIL, Result.UNDECIDABLE]),
    st.sampled_from(["a", "b"]),
    st.sampled_from([None, date(2026, 11, 30)]),
    st.sampled_from(["", "f1", "f2"]),
)


@given(st.lists(OPEN, max_size=20))
def test_nothing_is_lost_and_nothing_told_twice(findings):
    groups = alike(findings)
    assert sorted(map(id, findings)) == sorted(id(one) for group in groups for one in group.findings)
    said = [(one.first.result, one.first.says, one.first.belated, bool(one.first.waiver)) for one in groups]
    assert len(said) == len(set(said))
    assert all(group.first.at == min(one.at for one in group.findings) for group in groups)


@given(st.lists(OPEN, max_size=20))
def test_what_failed_stands_first_then_the_oldest(findings):
    order = [(one.first.result is not Result.FAIL, one.first.at) for one in alike(findings)]
    assert order == sorted(order)


def test_what_to_do_tells_them_apart_too():
    assert len(alike([ONE, replace(ONE, fix=Said("Tun.", "Do."))])) == 2
