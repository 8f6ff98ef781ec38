"""An error is a page for people and a document for programs, and says the same to both."""

import pytest

from tests.support.hubs import KIM
from tests.support.site import Site


@pytest.fixture(scope="module")
def site():
    return Site()


def test_a_browser_gets_a_page_with_the_words_of_the_document(site):
    page = site.browser().get("/gibt-es-nicht")
    document = site.browser().send("GET", "/gibt-es-nicht", headers={"accept": "application/json"}).json()
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    for said in (document["title"], document["detail"], document["code"]):
        assert said in page.text
    assert "default-src 'none'; script-src 'self'" in page.headers["content-security-policy"]


def test_a_browser_that_speaks_english_reads_english(site):
    browser = site.browser()
    browser.get("/gibt-es-nicht", **{"accept-language": "en"})
    assert 'lang="en"' in browser.shown
    assert "Sign in" in browser.text


def test_a_method_that_a_page_does_not_take_is_refused_as_a_page(site):
    answer = site.signed_in(KIM).send("POST", "/hilfe", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert "SENDER_METHOD_NOT_ALLOWED" in answer.text


@pytest.mark.parametrize("shown", ["<script>alert(1)</script>", "'\"><img src=x>", "\u202eumgedreht", "ا" * 300])
def test_what_somebody_typed_is_shown_as_text_and_nothing_else(site, shown):
    browser = site.browser()
    browser.get("/anmelden")
    answer = browser.post("/anmelden", staff=shown, passphrase="falsch")
    assert answer.status_code < 500
    assert "<script>alert" not in answer.text
    assert "<img" not in answer.text


def test_a_form_of_another_media_type_or_too_large_is_refused_in_words(site):
    browser = site.signed_in(KIM)
    browser.get("/ich")
    for body, media, code in (
        (b"{}", "application/json", "SENDER_UNSUPPORTED_MEDIA_TYPE"),
        (b"a=" + b"x" * 300_000, "application/x-www-form-urlencoded", "SENDER_TOO_LARGE"),
        (b"a=1&" * 600 + b"a=1", "application/x-www-form-urlencoded", "SENDER_FORM_UNREADABLE"),
    ):
        answer = browser.send("POST", "/abmelden", content=body, headers={"content-type": media})
        assert code in answer.text
        assert answer.status_code in {400, 413, 415}
