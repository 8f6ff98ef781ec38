import pytest

from exchange.flows.sending.approving.ask import ask_approval
from exchange.web.caseworker.filters import key_of
from tests.support.hubs import ALEX, BOSS, CENTRE, KIM, OTHER, USUAL, VERA, claim
from tests.support.site import Site


@pytest.fixture(scope="module")
def busy():
    site = Site()
    site.codes = {
        "asked": site.case("under-review", "question", person="P-1001"),
        "waiting": site.case("under-review", person="P-1002"),
        "draft": site.case(person="P-1003", drafted=True),
    }
    site.bench.clock.advance(days=1)
    return site


@pytest.fixture(scope="module")
def two_places():
    site = Site()
    codes = [site.case("under-review", "question")]
    site.bench.a_consent(to=OTHER, person="P-2")
    referral = site.bench.release(site.bench.draft(to=OTHER, person={"reference": "P-2"})).referral
    site.bench.worker.once()
    voice = site.bench.voice(referral, OTHER)
    voice.fetch()
    for name in ("received", "under-review", "question"):
        assert voice.says(name, **USUAL.get(name, {})) == "accepted"
    return site, codes[0], referral.code


@pytest.mark.parametrize("staff", [KIM, VERA])
def test_one_sentence_and_then_what_needs_somebody_for_its_owner_and_who_stands_in(busy, staff):
    browser = busy.signed_in(staff)
    assert browser.get("/heute").status_code == 200
    assert "Ein Vorgang braucht Sie. Er wartet seit Dienstag." in browser.text
    assert f"{busy.codes['asked']} Erika Beispiel (erfunden) Die Stelle hat eine Rückfrage" in browser.text
    assert "Heute, Mittwoch, 25. November 2026" in browser.text
    assert busy.codes["draft"] in browser.shown


def test_somebody_elses_cases_stand_on_nobodys_list(busy):
    browser = busy.signed_in(ALEX)
    browser.get("/heute")
    assert "Heute ist nichts offen. Schön." in browser.text
    assert not [code for code in busy.codes.values() if code in browser.shown]


def test_names_can_be_hidden_where_others_see_the_screen(busy):
    browser = busy.sign_in(KIM)
    before = len(busy.bench.log())
    answer = browser.get("/heute?grund=question&namen=aus")
    # No look at anything was needed for it, and the filter stays.
    assert (answer.status_code, answer.headers["location"]) == (303, "/heute?grund=question")
    assert len(busy.bench.log()) == before
    for path in ("/heute", "/vorgaenge", f"/vorgang/{busy.codes['asked']}"):
        browser.get(path)
        assert "Erika" not in browser.shown.replace("Erika Beispiel (erfunden) hat", ""), path
        assert busy.codes["asked"] in browser.text
    assert browser.get("/heute?namen=an").headers["location"] == "/heute"
    browser.get("/heute")
    assert "Erika" in browser.shown


def test_what_is_hidden_in_one_browser_is_shown_in_another(busy):
    hiding, other = busy.sign_in(KIM), busy.signed_in(VERA)
    hiding.get("/ich?namen=aus")
    other.get("/heute")
    assert "Erika" in other.shown
    assert hiding.get("/heute?namen=vielleicht").status_code == 200
    assert "Erika" not in hiding.shown


def test_one_reason_alone_can_be_shown_and_one_there_is_not_shows_all(busy):
    browser = busy.signed_in(KIM)
    browser.get("/heute?grund=question")
    assert (busy.codes["asked"] in browser.shown, busy.codes["draft"] in browser.shown) == (True, False)
    browser.get("/heute?grund=nichts")
    assert busy.codes["draft"] in browser.shown


@pytest.mark.parametrize("path", ["/heute", "/vorgaenge"])
def test_a_list_is_narrowed_to_a_place_and_to_how_a_code_begins(two_places, path):
    site, here, there = two_places
    browser = site.signed_in(KIM)
    for query, shown in {
        "": {here, there},
        f"?stelle={key_of(CENTRE)}": {here},
        f"?stelle={key_of(OTHER)}": {there},
        f"?nummer={here.lower()}": {here},
        f"?nummer={there[:5]}&stelle={key_of(OTHER)}": {there},
        f"?nummer={there}&stelle={key_of(CENTRE)}": set(),
        "?stelle=nichts": set(),
        "?nummer=Niemand": set(),
        "?nummer=%25": set(),
    }.items():
        assert browser.get(f"{path}{query}").status_code == 200
        assert {code for code in (here, there) if f">{code}</a>" in browser.shown} == shown, query
        assert ("Dazu ist hier nichts." in browser.text) == (not shown)


@pytest.mark.parametrize("path", ["/heute", "/vorgaenge"])
def test_an_address_names_no_place_by_what_it_does_and_no_name_comes_back(two_places, path):
    browser = two_places[0].signed_in(KIM)
    browser.get(f"{path}?nummer=Niemand+Nirgends")
    assert "suchtberatung.example" not in browser.shown
    assert "Niemand" not in browser.shown


def test_a_filter_stays_on_the_next_page(two_places):
    browser = two_places[0].signed_in(KIM)
    browser.get(f"/vorgaenge?stelle={key_of(OTHER)}")
    assert f'href="/vorgaenge?stand=ende&amp;stelle={key_of(OTHER)}"' in browser.shown
    assert f'<option value="{key_of(OTHER)}" selected>' in browser.shown


def test_what_was_declined_is_on_the_list_until_somebody_has_seen_to_it():
    site = Site()
    code = site.case("declined")
    browser = site.signed_in(KIM)
    browser.get("/heute")
    assert "Ein Vorgang braucht Sie." in browser.text
    assert "Abgesagt 1 Bitte suchen Sie mit der Person weiter." in browser.text
    browser.get(f"/vorgang/{code}/erledigt")
    assert browser.post(f"/vorgang/{code}/erledigt").status_code == 303
    browser.get("/heute")
    assert "Heute ist nichts offen. Schön." in browser.text


def test_what_was_declined_by_telephone_is_on_the_list_too():
    site = Site()
    code, browser = site.case("under-review"), site.signed_in(KIM)
    browser.get(f"/vorgang/{code}/telefonat")
    said = {"state": "declined", "channel": "telephone", "said_by": "Empfang", "reason": "no-capacity"}
    assert browser.post(f"/vorgang/{code}/telefonat", **said).status_code == 303
    browser.get("/heute")
    assert "Abgesagt 1" in browser.text


@pytest.mark.parametrize("end", ["completed", "ended-early"])
def test_what_ended_otherwise_asks_nothing_of_anybody(end):
    site = Site()
    site.case("under-review", "accepted", "in-service", end)
    browser = site.signed_in(KIM)
    browser.get("/heute")
    assert "Heute ist nichts offen. Schön." in browser.text


def test_what_waits_for_a_colleague_stands_apart_from_the_drafts():
    site = Site()
    asked, draft = (site.case(person=f"P-{number}", drafted=True) for number in (1, 2))
    ask_approval(asked, of=BOSS, by=claim(KIM), hub=site.hub)
    browser = site.signed_in(KIM)
    browser.get("/heute")
    assert "Warten auf Zweite 1 Geht hinaus, sobald eine zweite Person zustimmt." in browser.text
    assert "Entwürfe 1" in browser.text
    for cause, (there, not_there) in {"second": (asked, draft), "draft": (draft, asked)}.items():
        browser.get(f"/heute?grund={cause}")
        assert (f">{there}</a>" in browser.shown, f">{not_there}</a>" in browser.shown) == (True, False)


def test_an_address_and_a_title_hold_no_name_and_no_id(busy):
    browser = busy.signed_in(KIM)
    browser.get("/heute")
    assert "<title>Heute · Geleit</title>" in browser.shown
    with busy.bench.store.reading() as tx:
        ids = [tx.referrals.by_code(code) for code in busy.codes.values()]
    assert not [one for one in ids if one in browser.shown]


@pytest.mark.parametrize("after", ["x", "2026-11-24T12:00:00.000Z", "~", "' or 1=1"])
def test_a_place_in_the_list_that_is_none_is_refused_in_words(busy, after):
    answer = busy.signed_in(KIM).send("GET", "/heute", params={"nach": after}, headers={"accept": "text/html"})
    assert answer.status_code in {200, 400}


def test_it_is_said_in_english_too(busy):
    browser = busy.browser()
    browser.cookies = busy.signed_in(KIM).cookies
    browser.get("/heute", **{"accept-language": "en"})
    assert "One matter needs you." in browser.text
    assert "The partner waits for your answer." in browser.text
