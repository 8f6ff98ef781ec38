"""A partner's page says what it takes in words; one person suspends it, two let it come back."""

import pytest

from exchange.core.partner.partner import PartnerStatus
from exchange.core.rate_limit import Limits
from exchange.core.session.attempts import OF_NAME, OF_NETWORK
from tests.support.hubs import BOSS, CENTRE, DPO, KIM, OPS, PASSPHRASE
from tests.support.site import Site

PAGE = "/stelle/suchtberatung.example"


@pytest.fixture
def site():
    return Site()


def standing(site):
    with site.bench.store.reading() as tx:
        return tx.partners.get(CENTRE).standing


def shown(site, staff=KIM):
    browser = site.signed_in(staff)
    assert browser.get(PAGE).status_code == 200
    return browser


def suspended(site):
    shown(site, OPS).post(f"{PAGE}/anhalten")
    assert standing(site) is PartnerStatus.SUSPENDED


def test_it_says_who_it_is_and_what_it_needs_takes_and_refuses(site):
    text = shown(site).text
    assert "Suchtberatung Beispielstadt (erfunden)" in text
    assert "Diese Stelle nimmt Überleitungen an." in text
    for words in ("Das braucht die Stelle", "Dazu kann sie Angaben bekommen", "Fingerabdruck", "ja, § 203 StGB"):
        assert words in text


def test_whom_nobody_knows_has_no_page(site):
    assert site.signed_in(KIM).get("/stelle/niemand.example").status_code == 404


def test_one_person_suspends_it_at_once(site):
    browser = shown(site, OPS)
    assert browser.post(f"{PAGE}/anhalten").headers["location"] == f"{PAGE}?getan=anhalten"
    assert standing(site) is PartnerStatus.SUSPENDED
    assert "Diese Stelle ist angehalten." in shown(site).text


@pytest.mark.parametrize("staff", [DPO])
def test_who_may_not_is_offered_nothing_and_refused(site, staff):
    browser = shown(site, staff)
    assert "anhalten" not in browser.shown
    assert browser.post(f"{PAGE}/anhalten").status_code == 403
    assert standing(site) is PartnerStatus.ACTIVE


def back(site, **given: str):
    browser = shown(site, OPS)
    usual = {"reason": "Schlüssel geprüft.", "second": BOSS, "second_passphrase": PASSPHRASE.decode()}
    return browser.post(f"{PAGE}/fortsetzen", **usual | given)


def test_two_let_it_come_back_and_say_why(site):
    suspended(site)
    assert back(site).headers["location"] == f"{PAGE}?getan=fortsetzen"
    assert standing(site) is PartnerStatus.ACTIVE
    (line,) = site.bench.leaves("PARTNER_RESUMED")
    assert (line["by"], line["approved_by"], line["reason"]) == (OPS, BOSS, "Schlüssel geprüft.")


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"second": OPS}, 403, "SENDER_FOUR_EYES"),
        ({"second_passphrase": "die von gestern"}, 403, "SENDER_WRONG_PASSPHRASE"),
        ({"second": ""}, 403, "SENDER_WRONG_PASSPHRASE"),
        ({"second": "boss\u200b"}, 403, "SENDER_WRONG_PASSPHRASE"),
        ({"reason": " "}, 422, "SENDER_SCHEMA_INVALID"),
        ({"reason": "F10.2"}, 422, "SENDER_FORBIDDEN_TEXT"),
    ],
)
def test_without_a_second_person_and_a_reason_it_stays_suspended_and_what_was_typed_stays(site, given, status, code):
    suspended(site)
    answer = back(site, **given)
    assert (answer.status_code, code in answer.text) == (status, True)
    assert given.get("second_passphrase", PASSPHRASE.decode()) not in answer.text
    assert f'value="{given.get("reason", "Schlüssel geprüft.")}"' in answer.text
    assert standing(site) is PartnerStatus.SUSPENDED


def test_nobody_guesses_a_colleagues_passphrase_beside_their_own_session(site):
    suspended(site)
    for _ in range(OF_NAME.free):
        assert back(site, second_passphrase="die von gestern").status_code == 403
    assert back(site).status_code == 429
    assert standing(site) is PartnerStatus.SUSPENDED
    site.bench.clock.advance(minutes=2)
    assert back(site).status_code == 303


def test_nobody_tries_one_passphrase_under_many_names_there():
    site = Site(limits=Limits(shared_addresses=frozenset()))
    suspended(site)
    for at in range(OF_NETWORK.free):
        assert back(site, second=f"name-{at}").status_code == 403
    assert back(site).status_code == 429


def test_a_passphrase_that_was_right_counts_nothing(site):
    for _ in range(OF_NAME.free + 1):
        suspended(site)
        assert back(site).status_code == 303


def test_after_five_minutes_the_own_passphrase_is_asked_for(site):
    browser = shown(site, OPS)
    site.bench.clock.advance(minutes=6)
    assert browser.post(f"{PAGE}/anhalten").status_code == 403
    assert standing(site) is PartnerStatus.ACTIVE
