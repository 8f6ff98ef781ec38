"""The protocol of a review: all four counts of every rule, what is open in sentences, and never a clearance alone."""

from dataclasses import replace
from datetime import date

import pytest

from exchange.core.compliance.outcome import Result
from exchange.flows.compliance.review import Span, review
from exchange.reports.document import Heading, Items, Signature, Table, Text
from exchange.reports.protocol import MOST_NAMED, protocol
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
def test_every_open_finding_says_what_is_wrong_what_to_do_and_where(done, language):
    document = written(done, language)
    points = [item.text for one in document.blocks if isinstance(one, Items) for item in one.items]
    open_ = [finding for one in done.rules for finding in one.open]
    assert open_
    for finding in open_:
        says, fix = (said.de if language == "de" else said.en for said in (finding.says, finding.fix))
        assert any(text.startswith(says) and fix in text and finding.subject in text for text in points)
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


def test_what_says_the_same_is_told_once_with_its_ids_and_how_many_more(done):
    (first, *_) = [one for one in done.rules if one.open]
    told = [replace(first.open[0], subject=f"id-{number:02}") for number in range(MOST_NAMED + 7)]
    late = replace(told[0], belated=date(2026, 11, 30), waiver="f1")
    many = replace(first, open=[*told, late])
    (items,) = [one for one in written(replace(done, rules=[many])).blocks if isinstance(one, Items)]
    together, apart = items.items
    assert together.lead == "17 Fälle, der älteste vom 24. November 2026:"
    assert together.text.endswith("id-08, id-09 und 7 weitere (alle in der angehängten Datei).")
    assert apart.lead == "24. November 2026:"
    assert "Eine Ausnahme ist eingetragen. Nachgetragen am 30. November 2026. Kennungen: id-00." in apart.text


def test_younger_cases_that_do_not_stand_there_are_counted(done):
    (first, *_) = [one for one in done.rules if one.open]
    counted = replace(first.tally, counts={Result.FAIL: len(first.open) + 3})
    few = replace(first, tally=counted)
    (items,) = [one for one in written(replace(done, rules=[few])).blocks if isinstance(one, Items)]
    assert items.items[-1].text.startswith("Noch 3 jüngere Fälle stehen hier nicht einzeln.")


def test_where_nothing_is_open_it_says_so_beside_the_counts():
    document = written(review(span=Span(), only="CO-05", hub=Bench().hub), since=NOON, until=NOON)
    assert "Nichts ist offen." in texts(document)
    assert "Zeitraum: 24. November 2026 bis 24. November 2026." in texts(document)[0]


def test_it_is_a_paper_to_be_signed(done):
    document = written(done)
    assert isinstance(document.blocks[-1], Signature)
    assert Heading("Alle Regeln") in document.blocks
    assert render(document).unprintable == frozenset()
