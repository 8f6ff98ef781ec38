"""Every case somebody may see is on a list: what is under way, what is not sent yet, what has ended; and no other's."""

import pytest

from exchange.web.caseworker import cases
from tests.support.hubs import ALEX, BOSS, KIM
from tests.support.site import Site


@pytest.fixture(scope="module")
def site():
    site = Site()
    site.running = site.case("under-review", "accepted", person="P-1")
    site.draft = site.case(person="P-2", drafted=True)
    site.ended = site.case("declined", person="P-3")
    return site


def listed(site, staff, query=""):
    browser = site.signed_in(staff)
    assert browser.get(f"/vorgaenge{query}").status_code == 200
    return browser


@pytest.mark.parametrize(
    ("query", "which", "sentence"),
    [
        ("", "running", "Das ist unterwegs."),
        ("?stand=entwurf", "draft", "Das ist noch nicht gesendet."),
        ("?stand=ende", "ended", "Das ist zu Ende."),
        ("?stand=unsinn", "running", "Das ist unterwegs."),
    ],
)
def test_each_case_is_on_the_list_that_says_how_it_stands(site, query, which, sentence):
    browser = listed(site, KIM, query)
    assert sentence in browser.text
    shown = {code for code in (site.running, site.draft, site.ended) if f">{code}</a>" in browser.shown}
    assert shown == {getattr(site, which)}
    assert "Erika" in browser.text


def test_what_is_not_sent_yet_goes_on_from_its_page_to_consent_and_sending(site):
    on = f'href="/neu/{site.draft}/einwilligung"'
    site.signed_in(KIM).get(f"/vorgang/{site.draft}")
    assert on in site.signed_in(KIM).shown
    assert site.signed_in(KIM).get(f"/neu/{site.draft}/einwilligung").headers["location"].endswith("/senden")
    for code in (site.running, site.ended):
        site.signed_in(KIM).get(f"/vorgang/{code}")
        assert "/einwilligung" not in site.signed_in(KIM).shown


def test_nobody_sees_a_colleagues_and_a_lead_sees_whose_each_is(site):
    for stands in cases.STANDS:
        assert "row__code" not in listed(site, ALEX, f"?stand={stands}").shown
    assert "Gerade ist nichts unterwegs." in listed(site, ALEX).text
    assert "bei kim" in listed(site, BOSS).text
    assert "bei kim" not in listed(site, KIM).text


def test_a_long_list_goes_on_and_ends_in_words(monkeypatch):
    monkeypatch.setattr(cases, "_MOST", 2)
    site = Site()
    codes = [site.case(person=f"P-{number}", drafted=True) for number in range(4)]
    browser, seen, path = site.signed_in(KIM), [], "/vorgaenge?stand=entwurf"
    while path:
        browser.get(path)
        seen += [code for code in codes if f">{code}</a>" in browser.shown]
        path = browser.shown.partition('<p class="no-print"><a href="')[2].partition('"')[0].replace("&amp;", "&")
    assert seen == codes
    assert "Mehr ist nicht da." in browser.text
