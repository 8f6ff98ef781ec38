"""The doctor names each row that differs, and says what to do about a row of its kind."""

import pytest

from exchange.core.evidence.row import RowFault
from exchange.core.operations.finding import Grade
from exchange.flows.evidence.sequence import place_waiting
from exchange.operations.rows import check_rows
from tests.support.hubs import Bench
from tests.support.places import SqlPlace

TAKEN_AWAY = ("DELETE FROM record WHERE about LIKE 'staff:%'", "DELETE FROM staff")
"""A row, and what tells that it was there."""
CHANGES = {
    "partner": "geleit partner enrol",
    "staff": "geleit staff deactivate",
    "consent": "geleit withdraw",
    "training": "Sicherung",
}


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


def test_where_every_row_is_whole_there_is_nothing_to_do(place):
    assert [(one.result, one.advice) for one in check_rows(Bench(store=place.open()).hub)] == [(Grade.OK, "")]


@pytest.mark.parametrize("table", CHANGES)
def test_it_says_first_who_did_it_then_how_two_end_it_and_what_to_do_where_it_is_wrong(place, table):
    bench = Bench(store=place.open())
    bench.a_consent()
    place.change(f"UPDATE {table} SET seal = NULL")  # noqa: S608 names of ours
    found = list(check_rows(bench.hub))
    assert {one.check.split(":")[0] for one in found} == {f"row {table}"}
    for one in found:
        name = one.check.removeprefix("row ").removesuffix(f": {RowFault.UNSEALED}")
        who, end, wrong = (one.advice.index(words) for words in ("wer die", f"restate DIR {name}", CHANGES[table]))
        assert (one.result, who < end < wrong) == (Grade.FAIL, True)


def test_it_says_so_where_what_told_of_a_row_was_taken_away_with_it(place):
    hub = Bench(store=place.open()).hub
    place_waiting(hub=hub)
    for words in TAKEN_AWAY:
        place.change(words)
    (found,) = check_rows(hub)
    assert (found.result, found.do.de.split(" ")[0].isdigit(), "log verify" in found.do.en) == (
        Grade.FAIL,
        True,
        True,
    )
