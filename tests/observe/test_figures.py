"""Figures of the compliance review: rule and result, never an id."""

from exchange.observe.figures import Figures
from tests.support.hubs import Bench


def test_each_rule_and_result_is_a_figure_and_without_a_review_there_is_none():
    counts = {}
    figures = Figures(Bench().hub)
    figures.count("geleit_compliance_findings", "What was counted.", lambda: counts)
    assert b"geleit_compliance_findings{" not in figures.page("")[0]
    counts["CO-05", "fail"] = 2
    assert b'geleit_compliance_findings{result="fail",rule="CO-05"} 2.0' in figures.page("")[0]
