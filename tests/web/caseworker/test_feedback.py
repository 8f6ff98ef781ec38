"""What a partner reported stands on the case's page in the words of its schema, and for who may read it alone."""

from dataclasses import replace

import pytest

from exchange.web.caseworker.feedback import told_of
from tests.support.feedback import content
from tests.support.hubs import DPO, KIM, Bench
from tests.support.site import Site


@pytest.fixture(scope="module")
def told():
    bench = Bench()
    voice = bench.under_way("under-review", "accepted", level=6, no_show=False)
    assert voice.says("feedback", **content("appointment", "progress", "outcome", "recommendation")) == "accepted"
    site = Site(bench=bench)
    site.code, site.referral = bench.now(voice.referral).code, voice.referral
    return site


def test_each_thing_has_its_title_and_codes_and_times_are_said_in_words(told):
    browser = told.signed_in(KIM)
    browser.get(f"/vorgang/{told.code}")
    assert "Das hat die Stelle gemeldet Di, 24. Nov." in browser.text
    said = browser.text.partition("Das hat die Stelle gemeldet")[2].partition("Was bisher geschah")[0]
    for words in ("Verlauf: Erledigt 2", "Verlauf: Geplant 10", "Ergebnis Hilfe erhalten"):
        assert words in said
    assert "Termin 8. Dezember 2026, 09:00 Uhr" in said
    # No code, no instant as programs write it.
    assert not [word for word in ("got-help", "other-service", "T09:00", "fb.") if word in said]


def test_in_english_too(told):
    browser = told.signed_in(KIM)
    browser.get("/ich?lang=en")
    browser.get(f"/vorgang/{told.code}")
    assert "Progress: Done 2" in browser.text
    browser.get("/ich?lang=de")


def test_who_watches_over_data_sees_nothing_of_it(told):
    browser = told.signed_in(DPO)
    assert browser.get(f"/vorgang/{told.code}").status_code == 200
    assert "Das hat die Stelle gemeldet" not in browser.text
    assert "Geplant" not in browser.text


def test_what_was_refused_is_told_to_nobody():
    voice = Bench().under_way("under-review", "accepted", level=4, no_show=False)
    assert voice.says("feedback", **content("workcapacity")) == "clause:category"
    assert told_of(voice.bench.view(voice.referral).events, language="de") == []


def test_what_waits_for_its_turn_is_not_told_before(told):
    (heard,) = [one for one in told.bench.view(told.referral).events if one.name == "feedback"]
    assert told_of([heard], language="de")
    assert told_of([replace(heard, verdict="parked")], language="de") == []
