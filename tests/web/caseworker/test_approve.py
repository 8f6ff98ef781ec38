import pytest

from exchange.flows.sending.approving.ask import ask_approval
from tests.support.clock import NOON
from tests.support.hubs import BOSS, CENTRE, KIM, PASSPHRASE, VERA, claim, consent_document, refer_document
from tests.support.site import Site

EVERYTHING = consent_document(NOON, level=2, no_show=False, to=CENTRE, days=9)["clauses"][0]["categories"]


@pytest.fixture
def waiting():
    site = Site()
    site.code = site.case(drafted=True)
    return site


def approved_by(site):
    with site.bench.store.reading() as tx:
        return tx.referrals.get(tx.referrals.by_code(site.code)).approved_by


def test_what_waits_is_listed_for_those_who_did_not_write_it(waiting):
    for staff, sentence in ((BOSS, "Eine Überleitung wartet auf Sie."), (KIM, "Nichts wartet auf Sie.")):
        browser = waiting.signed_in(staff)
        browser.get("/zustimmen")
        assert sentence in browser.text
        assert waiting.code in browser.text
    assert "Sie haben das selbst geschrieben. Bitte jemand anders." in browser.text


def test_who_wrote_it_is_not_shown_a_yes(waiting):
    answer = waiting.signed_in(KIM).get(f"/zustimmen/{waiting.code}")
    assert "FOUR_EYES" in answer.text
    assert approved_by(waiting) == ""


@pytest.mark.parametrize("staff", [BOSS, VERA])
def test_a_second_person_sees_what_leaves_in_words_and_says_yes(waiting, staff):
    browser = waiting.signed_in(staff)
    browser.get(f"/zustimmen/{waiting.code}")
    for shown in ("Vorname Erika", "Telefon 030 0000 0000", "Gute Zeiten vormittags", "Leichte Sprache ja"):
        assert shown in browser.text
    assert "Warum zwei hinsehen" in browser.text
    assert "Gilt bis 12. Juni 2027." in browser.text
    assert browser.post(f"/zustimmen/{waiting.code}").headers["location"] == "/zustimmen?getan=1"
    assert approved_by(waiting) == staff


def test_what_changed_since_it_was_seen_is_not_approved(waiting):
    browser = waiting.signed_in(BOSS)
    browser.get(f"/zustimmen/{waiting.code}")
    answer = browser.post(f"/zustimmen/{waiting.code}", writes="17")
    assert (answer.status_code, "HUB_STALE_VERSION" in answer.text) == (412, True)
    assert approved_by(waiting) == ""


def test_the_own_passphrase_is_asked_for_where_it_was_typed_long_ago(waiting):
    browser = waiting.signed_in(BOSS)
    waiting.bench.clock.advance(minutes=6)
    browser.get(f"/zustimmen/{waiting.code}")
    assert browser.post(f"/zustimmen/{waiting.code}").status_code == 403
    assert browser.post(f"/zustimmen/{waiting.code}", passphrase=PASSPHRASE.decode()).status_code == 303


def test_who_does_not_agree_gives_it_back_and_the_writer_reads_why(waiting):
    browser = waiting.signed_in(BOSS)
    browser.get(f"/zustimmen/{waiting.code}")
    answer = browser.post(f"/zustimmen/{waiting.code}", act="back", word="Bitte den Anlass genauer (erfunden).")
    assert answer.headers["location"] == "/zustimmen?getan=2"
    assert "Zurückgegeben." in browser.get("/zustimmen?getan=2").text
    assert "Nichts wartet auf Sie." in browser.text
    assert waiting.code not in browser.text
    browser = waiting.signed_in(KIM)
    browser.get(f"/vorgang/{waiting.code}")
    assert "hat den Entwurf zurückgegeben: Bitte den Anlass genauer (erfunden)." in browser.text


def test_without_a_word_nothing_is_given_back_and_the_form_stays_open(waiting):
    browser = waiting.signed_in(BOSS)
    browser.get(f"/zustimmen/{waiting.code}")
    answer = browser.post(f"/zustimmen/{waiting.code}", act="back", word=" ")
    assert (answer.status_code, "SENDER_WORD_MISSING" in answer.text) == (422, True)
    assert "<details open>" in answer.text


def test_what_stays_of_a_list_is_said_once():
    site, data = Site(), refer_document()["data"]
    data["addiction"]["topics"] = ["alcohol", "tobacco"]
    site.bench.a_consent(categories=[one for one in EVERYTHING if one != "health.addiction"])
    site.code = site.bench.draft(data=data).code
    browser = site.signed_in(BOSS)
    browser.get(f"/zustimmen/{site.code}")
    assert browser.text.count("Worum es geht Das steht nicht in der Einwilligung.") == 1


def test_an_empty_paper_says_that_it_is():
    site = Site()
    site.bench.a_consent(categories=["person.contact"])
    site.code = site.bench.draft().code
    browser = site.signed_in(BOSS)
    browser.get(f"/zustimmen/{site.code}")
    assert "Noch nichts. Das hält alles an" in browser.text


def test_who_is_asked_finds_it_first(waiting):
    other = waiting.case(person="P-2", drafted=True)
    ask_approval(other, of=BOSS, by=claim(KIM), hub=waiting.bench.hub)
    browser = waiting.signed_in(BOSS)
    browser.get("/zustimmen")
    assert browser.text.index(other) < browser.text.index(waiting.code)
    assert browser.text.count("bittet Sie.") == 1
    browser = waiting.signed_in(VERA)
    browser.get("/zustimmen")
    assert "bittet Sie." not in browser.text
