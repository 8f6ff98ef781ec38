"""What one of two entered about a colleague waits for the other; whoever entered it, or is meant, cannot confirm it."""

import pytest

from exchange.core.vocabulary import Role, TrainingTopic
from exchange.flows.staff.enter import enter_account, enter_training
from tests.support.clock import NOON
from tests.support.hubs import ALEX, BOSS, KIM, OPS, YEAR, claim
from tests.support.site import Site


@pytest.fixture
def site():
    return Site()


def training(site, staff=ALEX, by=BOSS):
    enter_training(staff, topic=TrainingTopic.ADDICTION, valid=(NOON, NOON + YEAR), by=claim(by), hub=site.bench.hub)


def trained(site, staff=ALEX):
    with site.bench.store.reading() as tx:
        return [one.topic for one in tx.staff.trainings(staff)]


def test_nothing_waits_in_words(site):
    browser = site.signed_in(OPS)
    browser.get("/bestaetigen")
    assert "Nichts wartet auf Sie." in browser.text


def test_another_confirms_what_one_entered_and_it_counts_then(site):
    training(site)
    first, second = site.signed_in(BOSS), site.signed_in(OPS)
    first.get("/bestaetigen")
    assert "Das muss jemand anders bestätigen alex: Schulung – Sucht" in first.text
    assert "Nichts wartet auf Sie." in first.text
    assert 'name="subject"' not in first.shown
    assert "Eingetragen von boss." in first.text
    second.get("/bestaetigen")
    assert "Das wartet auf eine zweite Person. alex: Schulung – Sucht" in second.text
    assert second.post("/bestaetigen", staff=ALEX, subject="addiction").headers["location"] == "/bestaetigen?getan=1"
    assert trained(site) == ["addiction"]


def test_who_entered_it_cannot_confirm_it_whatever_they_send(site):
    training(site)
    browser = site.signed_in(BOSS)
    browser.get("/bestaetigen")
    answer = browser.post("/bestaetigen", staff=ALEX, subject="addiction")
    assert (answer.status_code, "FOUR_EYES" in answer.text) == (403, True)
    assert trained(site) == []


def test_nobody_confirms_what_is_about_themselves(site):
    training(site, staff=OPS)
    browser = site.signed_in(OPS)
    browser.get("/bestaetigen")
    assert browser.post("/bestaetigen", staff=OPS, subject="addiction").status_code == 403
    assert trained(site, OPS) == []


def test_of_a_new_account_the_half_of_its_code_is_shown_once_and_in_no_address(site):
    enter_account("neu", name="Neu (erfunden)", role=Role.CASEWORKER, by=claim(BOSS), hub=site.bench.hub)
    browser = site.signed_in(OPS)
    browser.get("/bestaetigen")
    assert "Neu (erfunden): neues Konto – Fallmanagement" in browser.text
    answer = browser.post("/bestaetigen", staff="neu", subject="account")
    assert (answer.status_code, "Das ist Ihre Hälfte des Codes:" in answer.text) == (200, True)
    half = answer.text.partition('class="code">')[2].partition("<")[0]
    assert len(half) > 12
    again = browser.post("/bestaetigen", staff="neu", subject="account")
    assert (again.status_code // 100, half in again.text) == (4, False)
    browser.get("/bestaetigen")
    assert half not in browser.shown


def test_a_caseworker_confirms_nothing_here(site):
    assert site.signed_in(KIM).get("/bestaetigen").status_code == 403
