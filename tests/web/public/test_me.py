"""One's own account: where one is signed in and how to end it, what one was trained in, and another passphrase."""

import pytest

from tests.support.hubs import ALEX, BOSS, KIM, PASSPHRASE
from tests.support.site import Site

OLD, NEW = PASSPHRASE.decode(), "Kanne Wolke Treppe Zebra 71"


@pytest.fixture
def site():
    return Site()


@pytest.fixture
def kim(site):
    browser = site.sign_in(KIM)
    browser.get("/ich")
    return browser


def test_every_session_is_shown_and_another_one_is_ended_from_here(site, kim):
    other = site.sign_in(KIM)
    kim.get("/ich")
    assert kim.text.count("zuletzt benutzt") == 2
    assert ("Hier seit" in kim.text, "An einem anderen Gerät seit" in kim.text) == (True, True)
    session = kim.shown.partition('name="session" value="')[2].partition('"')[0]
    assert kim.post("/ich/abmelden", session=session).headers["location"] == "/ich?getan=1"
    assert other.get("/ich").status_code == 303
    kim.get("/ich?getan=1")
    assert "Dort ist niemand mehr angemeldet." in kim.text


def test_somebody_elses_session_is_neither_shown_nor_ended(site, kim):
    boss = site.sign_in(BOSS)
    kim.get("/ich")
    assert kim.text.count("zuletzt benutzt") == 1
    boss.get("/ich")
    with site.bench.store.reading() as tx:
        (theirs,) = [one.id for one in tx.sessions.of(BOSS)]
    assert kim.post("/ich/abmelden", session=theirs).status_code == 404
    assert boss.get("/ich").status_code == 200


def test_what_one_was_trained_in_stands_there_until_when(site, kim):
    assert "gilt bis" in kim.text.partition("Ihre Schulungen")[2]
    assert "läuft bald aus" not in kim.text
    site.bench.clock.advance(days=4 * 365 - 30)
    late = site.sign_in(KIM)
    late.get("/ich")
    assert "läuft bald aus" in late.text
    alex = site.sign_in(ALEX)
    alex.get("/ich")
    assert "Es ist keine eingetragen." in alex.text


def test_another_passphrase_ends_every_session_and_the_old_one_is_none_any_more(site, kim):
    other = site.sign_in(KIM)
    answer = kim.post("/ich/passphrase", passphrase=OLD, new=NEW, again=NEW)
    assert answer.headers["location"] == "/anmelden?neu=1"
    assert [one.get("/ich").status_code for one in (kim, other)] == [303, 303]
    kim.get("/anmelden?neu=1")
    assert "Ihre Passphrase ist geändert." in kim.text
    assert kim.post("/anmelden", staff=KIM, passphrase=OLD).status_code == 403
    kim.get("/anmelden")
    assert kim.post("/anmelden", staff=KIM, passphrase=NEW).status_code == 303


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"passphrase": "die von gestern"}, "SENDER_WRONG_PASSPHRASE"),
        ({"passphrase": ""}, "SENDER_WRONG_PASSPHRASE"),
        ({"again": "eine andere"}, "zweimal dieselbe"),
        ({"new": "kurz", "again": "kurz"}, "WEAK_PASSPHRASE"),
        ({"new": OLD, "again": OLD}, "WEAK_PASSPHRASE"),
    ],
)
def test_what_does_not_fit_is_said_and_no_passphrase_is_shown_or_changed(site, kim, given, words):
    answer = kim.post("/ich/passphrase", **{"passphrase": OLD, "new": NEW, "again": NEW} | given)
    assert (answer.status_code // 100, words in answer.text) == (4, True)
    assert not [one for one in (NEW, OLD, "die von gestern") if one in answer.text]
    assert kim.get("/ich").status_code == 200
    assert site.sign_in(KIM)


def test_whoever_sits_at_an_open_session_cannot_try_passphrases_for_long(kim):
    said = [kim.post("/ich/passphrase", passphrase=f"Versuch {number}", new=NEW, again=NEW) for number in range(12)]
    assert said[-1].status_code == 429
    assert "SENDER_SIGN_IN_TOO_SOON" in said[-1].text
