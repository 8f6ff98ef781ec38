import pytest

from tests.support.hubs import ALEX, KIM, VERA
from tests.support.site import Site


@pytest.fixture(scope="module")
def busy():
    site = Site()
    site.codes = {
        "asked": site.case("under-review", "question", person="P-1001"),
        "waiting": site.case("under-review", person="P-1002"),
        "draft": site.case(person="P-1003", drafted=True),
    }
    site.bench.clock.advance(days=1)
    return site


@pytest.mark.parametrize("staff", [KIM, VERA])
def test_one_sentence_and_then_what_needs_somebody_for_its_owner_and_who_stands_in(busy, staff):
    browser = busy.signed_in(staff)
    assert browser.get("/heute").status_code == 200
    assert "Ein Vorgang braucht Sie. Er wartet seit Dienstag." in browser.text
    assert f"{busy.codes['asked']} Erika Beispiel (erfunden) Die Stelle hat eine Rückfrage" in browser.text
    assert "Heute, Mittwoch, 25. November 2026" in browser.text
    assert busy.codes["draft"] in browser.shown


def test_somebody_elses_cases_stand_on_nobodys_list(busy):
    browser = busy.signed_in(ALEX)
    browser.get("/heute")
    assert "Heute ist nichts offen. Schön." in browser.text
    assert not [code for code in busy.codes.values() if code in browser.shown]


def test_names_can_be_hidden_where_others_see_the_screen(busy):
    browser = busy.signed_in(KIM)
    browser.get("/heute?namen=aus")
    assert "Erika" not in browser.shown
    assert busy.codes["asked"] in browser.text


def test_one_reason_alone_can_be_shown_and_one_there_is_not_shows_all(busy):
    browser = busy.signed_in(KIM)
    browser.get("/heute?grund=question")
    assert (busy.codes["asked"] in browser.shown, busy.codes["draft"] in browser.shown) == (True, False)
    browser.get("/heute?grund=nichts")
    assert busy.codes["draft"] in browser.shown


def test_an_address_and_a_title_hold_no_name_and_no_id(busy):
    browser = busy.signed_in(KIM)
    browser.get("/heute")
    assert "<title>Heute · Geleit</title>" in browser.shown
    with busy.bench.store.reading() as tx:
        ids = [tx.referrals.by_code(code) for code in busy.codes.values()]
    assert not [one for one in ids if one in browser.shown]


@pytest.mark.parametrize("after", ["x", "2026-11-24T12:00:00.000Z", "~", "' or 1=1"])
def test_a_place_in_the_list_that_is_none_is_refused_in_words(busy, after):
    answer = busy.signed_in(KIM).send("GET", "/heute", params={"nach": after}, headers={"accept": "text/html"})
    assert answer.status_code in {200, 400}


def test_it_is_said_in_english_too(busy):
    browser = busy.browser()
    browser.cookies = busy.signed_in(KIM).cookies
    browser.get("/heute", **{"accept-language": "en"})
    assert "One matter needs you." in browser.text
    assert "The partner waits for your answer." in browser.text
