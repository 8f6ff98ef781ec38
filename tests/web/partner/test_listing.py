"""Everybody of the house finds who helps with what; a search that finds nothing says so."""

import pytest

from tests.support.hubs import DPO, KIM, OPS, Bench
from tests.support.site import Site


class Alone(Bench):
    """A hub whose partners never came."""

    def enrol(self, *_: object, **__: object) -> None:
        """Enrol nobody."""


@pytest.fixture(scope="module")
def site():
    return Site()


def listed(site, query="", staff=KIM):
    browser = site.signed_in(staff)
    assert browser.get(f"/stellen{query}").status_code == 200
    return browser


@pytest.mark.parametrize("staff", [KIM, DPO, OPS])
def test_who_helps_with_what_is_shown_to_everybody_of_the_house(site, staff):
    browser = listed(site, staff=staff)
    assert "2 Angebote passen." in browser.text
    assert 'href="/stelle/suchtberatung.example"' in browser.shown


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?leistung=addiction-counselling", "2 Angebote passen."),
        ("?leistung=training", "Dazu passt hier keine Stelle."),
        ("?suche=nirgendwo", "Dazu passt hier keine Stelle."),
        ("?sprache=xx&leistung=unsinn", "2 Angebote passen."),
    ],
)
def test_a_search_says_what_it_found(site, query, sentence):
    assert sentence in listed(site, query).text


def test_what_was_searched_for_stands_in_the_form_and_is_shown_as_text(site):
    browser = listed(site, "?suche=%3Cb%3E&leistung=addiction-counselling")
    assert 'value="&lt;b&gt;"' in browser.shown
    assert '<option value="addiction-counselling" selected>' in browser.shown


def test_a_house_without_partners_is_told_who_enrols_them():
    site = Site(bench=Alone())
    assert "Noch ist keine Stelle aufgenommen." in listed(site).text
