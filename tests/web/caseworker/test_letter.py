"""The letter is printed from the case, for who sees all cases of the person, and its printing is a line of its own."""

from io import BytesIO

import pikepdf
import pytest

from tests.support.hubs import ALEX, BOSS, DPO, KIM, OTHER
from tests.support.site import Site


@pytest.fixture
def case():
    site = Site()
    site.code = site.case("under-review")
    return site


def pdf(site, staff, **asked: str):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return site.signed_in(staff).get(f"/vorgang/{site.code}/brief/brief.pdf?{query}")


def test_it_is_offered_on_the_case_and_says_what_is_in_it(case):
    browser = case.signed_in(KIM)
    browser.get(f"/vorgang/{case.code}")
    assert f'href="/vorgang/{case.code}/brief"' in browser.shown
    browser.get(f"/vorgang/{case.code}/brief")
    assert "wer was bekommen hat, wozu, und was hier bleibt" in browser.text


@pytest.mark.parametrize(("language", "tag"), [("de", "de"), ("en", "en"), ("xx", "de")])
def test_it_is_a_pdf_in_the_language_that_was_chosen(case, language, tag):
    answer = pdf(case, KIM, sprache=language, schrift="gross")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/pdf", "no-store")
    with pikepdf.open(BytesIO(answer.content)) as paper:
        assert str(paper.Root.Lang)[:2] == tag
    assert answer.headers["content-disposition"] == f'inline; filename="Brief-{case.code}.pdf"'


def test_that_it_was_printed_stands_in_the_log(case):
    before = len(case.bench.leaves("STAFF_ACCESS"))
    pdf(case, KIM)
    assert {one["what"] for one in case.bench.leaves("STAFF_ACCESS")[before:]} == {"letter"}


def test_who_does_not_see_the_case_gets_none(case):
    assert pdf(case, ALEX).status_code == 404
    assert pdf(case, DPO).status_code == 403


def test_who_sees_only_some_of_the_persons_cases_is_told_whom_to_ask(case):
    case.bench.draft(to=OTHER, by=BOSS)
    answer = pdf(case, KIM)
    assert (answer.status_code, "SENDER_LETTER_INCOMPLETE" in answer.text) == (403, True)
    assert "Bitten Sie die Teamleitung" in answer.text
    assert pdf(case, BOSS).status_code == 200
