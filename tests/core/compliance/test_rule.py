"""A rulebook holds together, or is refused whole with file and line."""

import json
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest

import schemas
from exchange.core.compliance.catalogue import FUNCTIONS
from exchange.core.compliance.outcome import Look, Result
from exchange.core.compliance.rule import RuleFile, RulesInvalid, judged, read_rulebook
from exchange.core.compliance.subject import SUBJECTS
from exchange.flows.compliance.rulebook import rulebook
from tests.support.clock import NOON
from tests.support.examples import a_fact

ROW = next(row for _, said in schemas.rules().values() for row in said["rules"] if row["id"] == "CO-05")


def source(*rows):
    text = json.dumps({"family": "CO", "rules": rows}, ensure_ascii=False, indent=2)
    return RuleFile("consent.json", text, rows)


def changed(**changes: object):
    return deepcopy(ROW) | changes


def version(day, **changes: object):
    return deepcopy(ROW["versions"][0]) | {"from": day} | changes


def read(*rows, functions=("CO-05",)):
    return read_rulebook([source(*rows)], functions=functions, sha256="x")


def test_the_rulebook_of_this_program_holds_together():
    book = rulebook()
    assert {one.id for one in book.rules} == set(FUNCTIONS)
    assert {letter for one in book.rules for letter in one.subject} <= set(SUBJECTS)
    assert sum(one.core for one in book.rules) >= 10
    assert {gate for one in book.rules for gate in one.gates} <= set(schemas.codes()["gates"])
    assert len(book.sha256) == 43


@pytest.mark.parametrize(
    ("rows", "functions", "what"),
    [
        ([changed(serverity="B")], ["CO-05"], "members"),
        ([{name: value for name, value in ROW.items() if name != "severity"}], ["CO-05"], "members"),
        ([changed(severity="X")], ["CO-05"], "members"),
        ([changed(id="CO5")], ["CO5"], "members"),
        ([changed(title={"de": "", "en": "x"})], ["CO-05"], "members"),
        ([changed(title={"de": "x", "en": 1})], ["CO-05"], "members"),
        ([changed(versions=[])], ["CO-05"], "versions"),
        ([changed(versions=[version("2018-05-25", lwa="x")])], ["CO-05"], "versions"),
        ([changed(versions=[version("2018-02-30")])], ["CO-05"], "members"),
        ([changed(versions=[version("2020-01-01"), version("2020-01-01")])], ["CO-05"], "two-versions-at-one-instant"),
        ([changed(versions=[version("2020-01-01"), version("2019-01-01")])], ["CO-05"], "two-versions-at-one-instant"),
        ([changed(), changed()], ["CO-05"], "twice"),
        ([changed()], [], "no-function"),
    ],
)
def test_what_does_not_hold_together_is_refused_with_its_line(rows, functions, what):
    with pytest.raises(RulesInvalid) as refused:
        read(*rows, functions=functions)
    assert refused.value.detail.endswith(what)
    assert refused.value.pointer == "consent.json:5"


def test_a_function_without_a_row_is_none_either():
    with pytest.raises(RulesInvalid) as refused:
        read(changed(), functions=["CO-05", "CO-99"])
    assert refused.value.detail == "CO-99: no-row"


def test_the_law_and_the_sentence_are_those_of_the_day():
    before, after = version("2018-05-25", law="alt"), version("2026-07-01", law="neu")
    book = read(changed(versions=[before, after]))
    (rule,) = book.rules
    for at, law in ((datetime(2026, 6, 30, 21, tzinfo=UTC), "alt"), (datetime(2026, 7, 1, tzinfo=UTC), "neu")):
        assert judged(rule, Look().fails(), subject="x", at=at, rulebook=book).law == law
    too_early = judged(rule, Look().fails(), subject="x", at=datetime(2017, 1, 1, tzinfo=UTC), rulebook=book)
    assert (too_early.result, too_early.law) == (Result.NOT_APPLICABLE, "")


def test_each_result_has_its_sentence():
    book = read(changed())
    (rule,) = book.rules
    look = Look()
    said = {
        outcome.result: judged(rule, outcome, subject="x", at=NOON, rulebook=book)
        for outcome in (
            look.passes(holds=True), look.fails(), look.misses("das A", "the A"),
            look.does_not_concern("weil B", "because B"),
        )
    }  # fmt: skip
    assert {result: one.says.de for result, one in said.items()} == {
        Result.PASS: "In Ordnung: Einwilligung galt im Augenblick.",
        Result.FAIL: "Die Einwilligung galt in diesem Augenblick nicht mehr.",
        Result.UNDECIDABLE: "Nicht prüfbar: das A fehlt. Das ist keine Freigabe.",
        Result.NOT_APPLICABLE: "Betrifft diesen Fall nicht: weil B.",
    }
    assert [any(one.fix) for one in said.values()] == [False, True, False, False]


def test_what_was_looked_at_stands_in_the_outcome_and_the_latest_entry_makes_it_belated():
    look = Look()
    for days in (0, 3, 1):
        look.fact(a_fact(recorded_at=NOON + timedelta(days=days)), at=NOON, day=datetime.date)
    outcome = look.passes(holds=True)
    assert [one.what for one in outcome.looked] == ["contract"] * 3
    assert outcome.belated == (NOON + timedelta(days=3)).date()
