import pytest

from tests.support.hubs import BOSS, DPO, KIM, OPS
from tests.support.site import Site

STORY = [
    "Die Stelle fragt: Passt vormittags?",
    "Die Stelle hat die Nachricht geöffnet.",
    "Zugestellt. Die Quittung der Stelle ist geprüft.",
    "Die Stelle hat das Paket abgeholt.",
    "Unterschrieben und gesendet.",
    "Freigegeben.",
]


@pytest.fixture(scope="module")
def asked():
    site = Site()
    site.code = site.case("under-review", "question")
    return site


def test_a_case_says_how_it_stands_what_happened_and_whose_turn_it_is(asked):
    browser = asked.signed_in(KIM)
    assert browser.get(f"/vorgang/{asked.code}").status_code == 200
    assert "Die Stelle hat eine Rückfrage und wartet auf Antwort." in browser.text
    places = [browser.text.index(line, browser.text.index("Was bisher geschah")) for line in STORY]
    assert places == sorted(places)
    assert "Sie, kim." in browser.text


def test_what_the_partner_has_is_that_of_the_packet_it_fetched(asked):
    browser = asked.signed_in(KIM)
    browser.get(f"/vorgang/{asked.code}")
    assert "Das hat die Stelle Di, 24. Nov. Freier Text" in browser.text
    draft = Site()
    code = draft.case(drafted=True)
    browser = draft.signed_in(KIM)
    browser.get(f"/vorgang/{code}")
    assert "Das hat die Stelle Noch nichts." in browser.text


def test_who_watches_over_data_sees_that_it_was_and_not_what(asked):
    browser = asked.signed_in(DPO)
    assert browser.get(f"/vorgang/{asked.code}").status_code == 200
    assert "Unterschrieben und gesendet." in browser.text
    for content in ("Erika", "Beispiel (erfunden)", "Passt vormittags?"):
        assert content not in browser.shown.replace("Suchtberatung Beispielstadt (erfunden)", "")


def test_who_runs_the_hub_sees_no_case(asked):
    assert asked.signed_in(OPS).get(f"/vorgang/{asked.code}").status_code == 403


def test_every_look_leaves_a_line(asked):
    before = len(asked.bench.leaves("STAFF_ACCESS"))
    asked.signed_in(BOSS).get(f"/vorgang/{asked.code}")
    (line,) = asked.bench.leaves("STAFF_ACCESS")[before:]
    assert (line["by"], line["what"]) == (BOSS, "referral")


def test_a_case_is_found_by_the_code_as_somebody_says_it_and_never_by_its_id(asked):
    browser = asked.signed_in(KIM)
    said = asked.code.replace("-", "").lower()
    browser.get("/ich")
    page = browser.shown
    found = browser.post("/vorgang", nummer=said)
    assert found.headers["location"] == f"/vorgang/{asked.code}"
    with asked.bench.store.reading() as tx:
        referral = tx.referrals.by_code(asked.code)
    assert browser.get(f"/vorgang/{referral}").status_code == 404
    for wrong in ("", "Erika", "x" * 500, "<b>"):
        browser.shown = page
        assert browser.post("/vorgang", nummer=wrong).status_code == 404


def test_a_page_offers_what_may_be_done_now_and_nothing_else(asked):
    browser = asked.signed_in(KIM)
    browser.get(f"/vorgang/{asked.code}")
    for act, offered in {
        "telefonat": True,
        "zuruecknehmen": True,
        "widerrufen": True,
        "abschliessen": False,
        "weiterfuehren": False,
        "noch-einmal-senden": False,
    }.items():
        assert (f"/vorgang/{asked.code}/{act}" in browser.shown) == offered, act


def test_it_is_said_in_english_too(asked):
    browser = asked.browser()
    browser.cookies = asked.signed_in(KIM).cookies
    browser.get(f"/vorgang/{asked.code}", **{"accept-language": "en"})
    assert "The partner asks: Passt vormittags?" in browser.text
    assert "What the partner has Tue 24 Nov" in browser.text
