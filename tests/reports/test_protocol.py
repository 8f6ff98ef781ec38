"""The protocol of a review: all four counts of every rule, what is open in sentences, and never a clearance alone."""

from dataclasses import replace

import pytest

from exchange.core.compliance.outcome import Result
from exchange.flows.compliance.review import Span, review
from exchange.reports.document import Heading, Items, Signature, Table, Text
from exchange.reports.protocol import MOST_OPEN, protocol
from exchange.reports.render import render
from tests.support.clock import NOON
from tests.support.hubs import Bench


@pytest.fixture(scope="module")
def done():
    bench = Bench()
    bench.under_way("under-review", "accepted", level=1)
    return review(span=Span(), only="", hub=bench.hub)


def written(done, language="de", **span: object):
    return protocol(done, span=Span(**span), language=language, sender="Jobcenter", attached={})


def texts(document):
    return [one.text for one in document.blocks if isinstance(one, Text)]


def test_every_rule_is_a_row_with_all_four_counts_and_the_oldest_open(done):
    (table,) = [one for one in written(done).blocks if isinstance(one, Table)]
    assert [row[0] for row in table.rows] == [one.rule.id for one in done.rules]
    for row, judged in zip(table.rows, done.rules, strict=True):
        assert row[2:6] == [str(judged.tally.counts.get(result, 0)) for result in Result]
        assert (row[6] == "–") is (judged.tally.oldest is None)
    assert {row[6] for row in table.rows} == {"–", "2026-11-24"}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_open_finding_says_what_is_wrong_and_what_to_do(done, language):
    document = written(done, language)
    points = [item.text for one in document.blocks if isinstance(one, Items) for item in one.items]
    open_ = [finding for one in done.rules for finding in one.open]
    assert len(points) == len(open_) > 0
    for finding, text in zip(open_, points, strict=True):
        assert text.startswith(f"{finding.subject}. {finding.says.de if language == 'de' else finding.says.en}")
        assert (finding.fix.de if language == "de" else finding.fix.en) in text
    assert any(("Nicht prüfbar: " if language == "de" else "Cannot be checked: ") in one for one in points)


def test_what_is_not_armed_and_what_cannot_be_checked_is_said_above_the_table(done):
    said = texts(written(done))
    assert f"{done.unarmed} von {len(done.rules)} Regeln sind noch nicht scharf. Sie warnen nur." in said
    failed = sum(bool(one.tally.counts.get(Result.FAIL)) for one in done.rules)
    unknown = sum(bool(one.tally.counts.get(Result.UNDECIDABLE)) for one in done.rules)
    assert failed
    assert unknown
    assert any(f"verletzt ist: {failed}." in one and f"nicht prüfbar ist: {unknown}." in one for one in said)
    assert "Nicht prüfbar heißt: Eine Angabe fehlt. Es ist keine Freigabe." in said


def test_more_than_fifty_open_findings_of_a_rule_are_counted(done):
    (first, *_) = [one for one in done.rules if one.open]
    many = replace(first, open=[first.open[0]] * (MOST_OPEN + 7))
    (items,) = [one for one in written(replace(done, rules=[many])).blocks if isinstance(one, Items)]
    assert len(items.items) == MOST_OPEN + 1
    assert items.items[-1].text == "und 7 weitere, in der angehängten Datei"


def test_where_nothing_is_open_it_says_so_beside_the_counts():
    document = written(review(span=Span(), only="CO-05", hub=Bench().hub), since=NOON, until=NOON)
    assert "Nichts ist offen." in texts(document)
    assert "Zeitraum: 24. November 2026 bis 24. November 2026." in texts(document)[0]


def test_it_is_a_paper_to_be_signed(done):
    document = written(done)
    assert isinstance(document.blocks[-1], Signature)
    assert Heading("Alle Regeln") in document.blocks
    assert render(document).unprintable == frozenset()
