"""The operator's page: one sentence, what to do, what waits; of nobody a name, and not blank where all is away."""

import asyncio
from contextlib import contextmanager

import httpx
import pytest

from exchange.core.operations.finding import Grade, HealthFinding
from exchange.core.said import Said
from exchange.core.unavailable import DatabaseUnavailable
from exchange.edge.application import app
from tests.support.hubs import BOSS, CENTRE, KIM, OPS, ORIGIN
from tests.support.site import Site

NOTE = HealthFinding("attachments", Grade.WARN, Said("Ungeprüfte Anhänge", "Unscanned attachments"))
FAULT = HealthFinding("key packet", Grade.FAIL, Said("Bitte tauschen", "Please rotate"))
GOOD = HealthFinding("database", Grade.OK)


@pytest.fixture
def site():
    return Site()


def page(site, *found, **headers: str):
    site.found = found
    browser = site.signed_in(OPS)
    assert browser.get("/betrieb", **headers).status_code == 200
    return browser.text


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        ([GOOD], "Alles läuft."),
        ([GOOD, NOTE], "Alles läuft. Bitte lesen Sie die Hinweise."),
        ([GOOD, NOTE, FAULT], "Eine Sache ist nicht in Ordnung."),
        ([FAULT, FAULT], "2 Sachen sind nicht in Ordnung."),
    ],
)
def test_one_sentence_says_how_it_stands(site, found, sentence):
    assert sentence in page(site, *found)


def test_the_gravest_comes_first_with_what_to_do_and_what_is_in_order_is_named_last(site):
    text = page(site, GOOD, NOTE, FAULT)
    places = [text.index(words) for words in ("Bitte tauschen", "Ungeprüfte Anhänge", "In Ordnung: Datenbank.")]
    assert places == sorted(places)
    assert "Schlüssel (" in text
    site.signed_in(OPS).get("/betrieb?lang=en")
    assert "Please rotate" in page(site, FAULT)


def test_what_waits_for_a_partner_is_counted_and_nobody_it_is_about_is_named(site):
    site.case(person="P-4711")
    site.bench.draft(person={"reference": "P-4712"})
    text = page(site)
    assert "Suchtberatung Beispielstadt (erfunden) 1 zum Abholen bereit · seit heute" in text
    assert "Nichts wartet" not in text
    assert not [word for word in ("P-4711", "P-4712", "Alex", CENTRE) if word in text]


def test_where_nothing_waits_it_says_so_and_keys_ways_log_and_room_are_seen(site):
    text = page(site)
    assert "Nichts wartet. Alles ist angekommen." in text
    assert "mailbox 2 Stellen, wir stellen zu" in text
    assert "gilt bis" in text
    assert "warten auf ihren Platz" in text
    assert " GB" in text


@pytest.mark.parametrize("staff", [KIM, BOSS])
def test_nobody_but_an_operator_opens_it(site, staff):
    assert site.signed_in(staff).get("/betrieb").status_code == 403


class Away:
    """A store whose database does not answer."""

    @contextmanager
    def reading(self):
        raise DatabaseUnavailable("away")
        yield


def inner(site, path):
    """What the listener for operators answers."""
    application = app(list(site.site.inner), hub=site.hub)

    async def asking():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=application), base_url=ORIGIN) as client:
            return await client.get(path, headers={"accept": "text/html", "accept-language": "de"})

    return asyncio.run(asking())


def test_on_the_operators_listener_it_needs_neither_a_session_nor_the_database():
    found = (HealthFinding("database", Grade.FAIL, Said("Bitte starten", "Please start")),)
    seen, away = inner(Site(found=found), "/betrieb"), inner(Site(found=found, store=Away()), "/betrieb")
    for one in (seen, away):
        assert (one.status_code, "Eine Sache ist nicht in Ordnung." in one.text, "Bitte starten" in one.text) == (
            200,
            True,
            True,
        )
        assert ("/anmelden" in one.text, "/hilfe" in one.text) == (False, False)
    assert ["Die Datenbank antwortet nicht." in one.text for one in (seen, away)] == [False, True]


def test_who_is_not_signed_in_reads_of_no_colleague_and_of_no_case():
    named = HealthFinding("staff passphrases", Grade.WARN, Said("kim", "kim"), names=True)
    site = Site(found=(named, NOTE))
    text = inner(site, "/betrieb").text
    assert ("Ungeprüfte Anhänge" in text, "kim" in text, "Passphrasen" in text) == (True, False, False)
    assert "Passphrasen kim" in page(site, named)


def test_the_listener_has_what_the_page_is_shown_with_and_no_other_page():
    site = Site()
    sheet = inner(site, "/betrieb").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert inner(site, sheet).status_code == 200
    assert inner(site, "/heute").status_code == 404
