"""One's own passkeys on pages: added, shown, removed; what is asked is bound to this browser and this address."""

import json

import pytest

from exchange.flows.session.passkeys import passkeys_of
from exchange.flows.staff.authenticate import SignedIn
from tests.support.hubs import ALEX, BOSS, KIM, PASSPHRASE, Bench
from tests.support.passkeys import Device
from tests.support.site import Site

TYPED = PASSPHRASE.decode()
NAME = "Diensthandy (erfunden)"


@pytest.fixture
def site():
    return Site()


def asked(browser, path):
    """What the script asks the hub; the page it stands on stays the one that is shown."""
    shown = browser.shown
    answer = browser.post(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.headers["cache-control"] == "no-store"
    browser.shown = shown
    return answer.text


def adds(browser, device, **fields: str):
    browser.get("/ich/passkeys")
    made = device.make(asked(browser, "/ich/passkeys/neu"))
    return browser.post("/ich/passkeys", **{"answer": made, "name": NAME} | fields)


def signs_in(browser, device, **fields: str):
    browser.get("/anmelden")
    answer = device.answer(asked(browser, "/anmelden/frage"))
    return browser.post("/anmelden/passkey", **{"answer": answer, "zu": "/ich"} | fields)


def test_one_is_added_shown_used_to_sign_in_and_removed(site):
    kim, device = site.sign_in(KIM), Device()
    assert adds(kim, device).headers["location"] == "/ich/passkeys?getan=neu"
    kim.get("/ich/passkeys?getan=neu")
    assert ("Der Passkey ist hinzugefügt." in kim.text, NAME in kim.text) == (True, True)
    kim.get("/ich")
    assert f"{NAME} hinzugefügt am" in kim.text
    other = site.browser()
    assert signs_in(other, device).headers["location"] == "/ich"
    other.get("/ich")
    assert "Sie sind angemeldet, " in other.text
    kim.get("/ich/passkeys")
    which = kim.shown.partition('name="passkey" value="')[2].partition('"')[0]
    assert kim.post("/ich/passkeys/entfernen", passkey=which).headers["location"] == "/ich/passkeys?getan=weg"
    kim.get("/ich/passkeys?getan=weg")
    assert ("gilt hier nicht mehr" in kim.text, NAME in kim.text) == (True, False)
    refused = signs_in(site.browser(), device)
    assert (refused.status_code, "Diesen Passkey gibt es hier nicht" in refused.text) == (403, True)


def test_after_five_minutes_the_page_asks_for_the_passphrase_and_takes_no_passkey_without_it(site):
    kim, device = site.sign_in(KIM), Device()
    kim.get("/ich/passkeys")
    assert 'type="password"' not in kim.shown
    site.bench.clock.advance(minutes=5)
    answer = adds(kim, device)
    assert (answer.status_code, "SENDER_NOT_FRESH" in answer.text) == (403, True)
    assert 'type="password"' in answer.text
    assert adds(kim, device, passphrase=TYPED).status_code == 303


def test_somebody_elses_is_neither_shown_nor_removed(site):
    boss, kim = site.sign_in(BOSS), site.sign_in(KIM)
    adds(boss, Device())
    with site.bench.store.reading() as tx:
        ((theirs,), session) = tx.passkeys.of(BOSS), tx.sessions.of(BOSS)[-1]
    kim.get("/ich/passkeys")
    assert ("Sie haben noch keinen." in kim.text, NAME in kim.text) == (True, False)
    assert kim.post("/ich/passkeys/entfernen", passkey=theirs.id).status_code == 404
    assert passkeys_of(by=SignedIn(BOSS, session.id), hub=site.hub) == (theirs,)


def test_an_answer_from_another_browser_signs_nobody_in(site):
    device = Device()
    adds(site.sign_in(KIM), device)
    mine, thiefs = site.browser(), site.browser()
    mine.get("/anmelden")
    stolen = device.answer(asked(mine, "/anmelden/frage"))
    thiefs.get("/anmelden")
    answer = thiefs.post("/anmelden/passkey", answer=stolen)
    assert (answer.status_code, "SENDER_PASSKEY_REFUSED" in answer.text) == (403, True)
    assert "schon benutzt oder älter als 5 Minuten" in answer.text
    assert thiefs.get("/ich").status_code == 303


def test_whoever_signs_in_with_one_goes_only_to_an_address_of_ours(site):
    device = Device()
    adds(site.sign_in(ALEX), device)
    assert signs_in(site.browser(), device, zu="//anderswo.example").headers["location"] == "/weiter"


def test_a_device_is_told_neither_who_else_is_here_nor_more_than_the_own_name(site):
    kim, device = site.sign_in(KIM), Device()
    adds(kim, device)
    kim.get("/ich/passkeys")
    again = json.loads(asked(kim, "/ich/passkeys/neu"))
    assert (again["user"]["name"], again["authenticatorSelection"]["userVerification"]) == (KIM, "required")
    assert (again["authenticatorSelection"]["residentKey"], len(again["excludeCredentials"])) == ("required", 1)
    stranger = site.browser()
    stranger.get("/anmelden")
    who = json.loads(asked(stranger, "/anmelden/frage"))
    assert (who["allowCredentials"], who["userVerification"], who["rpId"]) == ([], "required", "hub.jobcenter.example")


def test_where_the_address_is_a_number_the_page_says_so_and_offers_none(monkeypatch):
    site = Site(bench=Bench())
    kim = site.sign_in(KIM)
    monkeypatch.setattr("exchange.web.public.passkeys.passkey_place", lambda *_, **__: None)
    kim.get("/ich/passkeys")
    assert ("eine Nummer als Adresse und keinen Namen" in kim.text, "data-passkey" in kim.shown) == (True, False)


def test_who_has_one_is_offered_it_beside_the_passphrase_and_is_fresh_then(site):
    kim, boss, device = site.sign_in(KIM), site.sign_in(BOSS), Device()
    adds(kim, device)
    kim.get("/ich/passkeys")
    assert 'data-passkey="confirm"' not in kim.shown
    site.bench.clock.advance(minutes=5)
    boss.get("/ich/passkeys")
    assert ('data-passkey="confirm"' in boss.shown, 'type="password"' in boss.shown) == (False, True)
    kim.get("/ich/passkeys")
    assert 'data-passkey="confirm"' in kim.shown
    options = asked(kim, "/passkey/frage")
    assert len(json.loads(options)["allowCredentials"]) == 1
    assert kim.post("/passkey/bestaetigen", answer=device.answer(options)).status_code == 204
    kim.get("/ich/passkeys")
    assert 'type="password"' not in kim.shown


def test_a_colleagues_confirms_nothing_in_this_session(site):
    kim, boss, theirs = site.sign_in(KIM), site.sign_in(BOSS), Device()
    adds(boss, theirs)
    site.bench.clock.advance(minutes=5)
    kim.get("/ich/passkeys")
    answer = kim.post("/passkey/bestaetigen", answer=theirs.answer(asked(kim, "/passkey/frage")))
    assert (answer.status_code, "SENDER_PASSKEY_REFUSED" in answer.text) == (403, True)
    kim.get("/ich/passkeys")
    assert 'type="password"' in kim.shown
