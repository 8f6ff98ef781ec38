"""Half a form is kept for its owner alone, fourteen days, and a draft takes its place."""

from datetime import timedelta

import pytest

from exchange.core.errors import Malformed, NotFound, TooLarge
from exchange.core.referral.sheet import SheetChanged
from exchange.core.typed_key import NotAKey
from exchange.flows.operations.sweep import forget_sheets
from exchange.flows.sending.drafting.draft import draft
from exchange.flows.sending.drafting.sheet import begin_sheet, drop_sheet, look_at_sheets, open_sheet, save_sheet
from tests.support.hubs import ALEX, BOSS, KIM, VERA, Bench, claim, encoded, refer_document

HALF = {"service": "debt-counselling", "typed": {"/person/given_name": ["Erika"]}}


def begun(reference="P-1001"):
    bench = Bench()
    return bench, begin_sheet(reference, by=claim(KIM), hub=bench.hub).sheet


def save(bench, sheet, content, seen, by=KIM):
    return save_sheet(sheet.id, content, seen=seen, by=claim(by), hub=bench.hub)


def test_what_was_typed_comes_back_whatever_is_missing():
    bench, sheet = begun()
    saved = save(bench, sheet, HALF, seen=1)
    found = open_sheet(sheet.id, by=claim(KIM), hub=bench.hub)
    assert (found.sheet, found.reference, found.sheet.content) == (saved, "P-1001", HALF)
    assert [one["what"] for one in bench.leaves("STAFF_ACCESS")] == ["sheet", "sheet"]


def test_open_cases_of_the_person_are_shown_to_who_may_see_them():
    bench = Bench()
    bench.a_consent()
    case = bench.draft()
    seen = [begin_sheet("P-1001", by=claim(one), hub=bench.hub).cases for one in (KIM, ALEX)]
    assert [[one.id for one in found] for found in seen] == [[case.id], []]


@pytest.mark.parametrize("other", [ALEX, BOSS, VERA])
def test_it_is_nobody_elses_not_even_a_leads_or_deputys(other):
    bench, sheet = begun()
    for act in (
        lambda: open_sheet(sheet.id, by=claim(other), hub=bench.hub),
        lambda: save(bench, sheet, HALF, seen=1, by=other),
        lambda: drop_sheet(sheet.id, by=claim(other), hub=bench.hub),
        lambda: draft(encoded(refer_document()), files=(), sheet=sheet.id, by=claim(other), hub=bench.hub),
    ):
        with pytest.raises(NotFound):
            act()
    assert open_sheet(sheet.id, by=claim(KIM), hub=bench.hub).sheet == sheet


def test_of_two_windows_the_second_is_told_what_the_first_changed():
    bench, sheet = begun()
    save(bench, sheet, {"typed": {"a": ["1"], "b": ["2"]}}, seen=1)
    with pytest.raises(SheetChanged) as refused:
        save(bench, sheet, {"typed": {"a": ["9"], "b": ["2"]}, "service": "x"}, seen=1)
    assert set(refused.value.allowed) == {"/typed/a", "/service"}
    assert open_sheet(sheet.id, by=claim(KIM), hub=bench.hub).sheet.writes == 2


@pytest.mark.parametrize(
    ("content", "error"),
    [({"x": "a" * 262_144}, TooLarge), ({"x": float("nan")}, Malformed), (["x"], Malformed)],
    ids=["large", "nan", "list"],
)
def test_what_is_no_sheet_is_refused(content, error):
    bench, sheet = begun()
    with pytest.raises(error):
        save(bench, sheet, content, seen=1)


def test_it_is_over_after_fourteen_days_without_a_word_and_then_swept():
    bench, sheet = begun()
    bench.clock.advance(days=13)
    sheet = save(bench, sheet, HALF, seen=1)
    bench.clock.advance(days=13)
    assert (forget_sheets(hub=bench.hub), open_sheet(sheet.id, by=claim(KIM), hub=bench.hub).sheet) == (0, sheet)
    bench.clock.advance(days=1)
    with pytest.raises(NotFound):
        open_sheet(sheet.id, by=claim(KIM), hub=bench.hub)
    bench.clock.advance(seconds=1)
    assert (forget_sheets(hub=bench.hub), forget_sheets(hub=bench.hub)) == (1, 0)


def test_a_draft_takes_its_place_and_only_if_it_is_kept():
    bench, sheet = begun()
    unfit = refer_document()
    del unfit["data"]["referral"]
    with pytest.raises(Exception, match="schema"):
        draft(encoded(unfit), files=(), sheet=sheet.id, by=claim(KIM), hub=bench.hub)
    assert open_sheet(sheet.id, by=claim(KIM), hub=bench.hub)
    draft(encoded(refer_document()), files=(), sheet=sheet.id, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NotFound):
        open_sheet(sheet.id, by=claim(KIM), hub=bench.hub)


def test_it_can_be_thrown_away_and_needs_a_person():
    bench, sheet = begun()
    drop_sheet(sheet.id, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NotFound):
        open_sheet(sheet.id, by=claim(KIM), hub=bench.hub)
    with pytest.raises(NotAKey):
        begin_sheet(" ", by=claim(KIM), hub=bench.hub)
    assert timedelta(days=14) == sheet.ends_at() - sheet.saved_at


def test_ones_own_sheets_are_listed_as_long_as_they_are_kept():
    bench, sheet = begun()
    other = begin_sheet("P-2", by=claim(ALEX), hub=bench.hub).sheet
    listed = [[one.sheet for one in look_at_sheets(by=claim(name), hub=bench.hub)] for name in (KIM, ALEX, VERA)]
    assert listed == [[sheet], [other], []]
    bench.clock.advance(days=14)
    assert look_at_sheets(by=claim(KIM), hub=bench.hub) == ()
