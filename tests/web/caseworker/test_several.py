"""Several at once: twenty in three clicks, what does not work first, and nothing of what is somebody else's."""

import io
import re
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from tests.support.hubs import ALEX, BOSS, DPO, KIM, OTHER, PASSPHRASE, VERA
from tests.support.site import Site

_TICKED = re.compile(r'name="fall" value="([^"]+)" checked')


@pytest.fixture
def site():
    site = Site()
    site.codes = [site.case("declined", person=f"P-{number}") for number in range(3)]
    return site


def asked(path, codes, **more: str):
    return f"{path}?{urlencode([*(('fall', code) for code in codes), *more.items()])}"


def owners(site):
    with site.bench.store.reading() as tx:
        return {one.code: one.owner for one in tx.referrals.page(states=(), after="", limit=99)}


def to_lead(site):
    """The cases are the lead's own."""
    with site.bench.store.reading() as tx:
        found = tx.referrals.page(states=(), after="", limit=99)
    for one in found:
        site.bench.put(one, owner=BOSS)


def test_all_of_a_list_are_ticked_and_go_on_to_their_letters(site):
    browser = site.signed_in(KIM)
    browser.get("/heute")
    assert 'href="/heute?mehrere=ja"' in browser.shown
    browser.get("/heute?mehrere=ja")
    assert sorted(_TICKED.findall(browser.shown)) == sorted(site.codes)
    assert 'action="/heute/briefe"' in browser.shown
    # Who leads no team hands nothing over.
    assert "/heute/abgeben" not in browser.shown
    to_lead(site)
    browser = site.signed_in(BOSS)
    browser.get("/heute?mehrere=ja")
    assert 'formaction="/heute/abgeben"' in browser.shown


def test_twenty_letters_take_three_clicks(site):
    codes = site.codes + [site.case("declined", person=f"P-{number}") for number in range(3, 20)]
    browser = site.signed_in(KIM)
    browser.get("/heute?mehrere=ja")
    browser.get(asked("/heute/briefe", _TICKED.findall(browser.shown)))
    assert "20 Briefe." in browser.text
    again = re.findall(r'name="fall" value="([^"]+)"', browser.shown)
    answer = browser.send("GET", asked("/heute/briefe.pdf", again))
    assert answer.headers["content-disposition"] == 'inline; filename="Briefe-20.pdf"'
    begins = [page for page in PdfReader(io.BytesIO(answer.content)).pages if "Seite 1 von" in page.extract_text()]
    assert len(begins) == len(codes) == 20


def test_what_does_not_go_along_stands_first(site):
    mine, twice, lost = site.codes
    other = site.bench.draft(to=OTHER, person={"reference": "P-0"})
    site.bench.put(other, owner=ALEX)
    same = site.bench.draft(to=OTHER, person={"reference": "P-1"}).code
    browser = site.signed_in(KIM)
    browser.get(f"/vorgang/{lost}/erledigt")
    assert browser.post(f"/vorgang/{lost}/erledigt").status_code == 303
    browser.get(asked("/heute/briefe", [mine, twice, same, lost]))
    assert "Ein Brief." in browser.text
    first = browser.text.partition("Bitte zuerst lesen")[2].partition("In welcher Sprache")[0]
    assert f"{mine}: Die Person hat Fälle, die nicht Ihre sind." in first
    assert f"{lost} steht nicht mehr auf Ihrer Liste." in first
    assert f"{twice}, {same}: dieselbe Person, ein Brief." in first or f"{same}, {twice}: dieselbe" in first
    assert browser.shown.count('name="fall"') == 1
    assert f'name="fall" value="{mine}"' not in browser.shown


def test_each_letter_is_on_record_and_the_preview_names_no_case(site):
    browser = site.signed_in(KIM)
    before = len(site.bench.leaves("STAFF_ACCESS"))
    browser.get(asked("/heute/briefe", site.codes))
    (line,) = site.bench.leaves("STAFF_ACCESS")[before:]
    assert line["what"] == "today"
    browser.get(asked("/heute/briefe.pdf", site.codes))
    made = [one for one in site.bench.leaves("STAFF_ACCESS")[before + 1 :] if "person" in one]
    assert [one["what"] for one in made] == ["letter"] * 3


@pytest.mark.parametrize("codes", [[], ["nichts"], ["<b>"], ["x" * 500]])
def test_nothing_chosen_is_a_sentence(site, codes):
    browser = site.signed_in(KIM)
    browser.get(asked("/heute/briefe", codes))
    assert "Es ist nichts ausgewählt." in browser.text
    assert browser.get(asked("/heute/briefe.pdf", codes)).headers["location"] == "/heute/briefe"


def test_a_colleagues_cases_are_none(site):
    browser = site.signed_in(ALEX)
    browser.get(asked("/heute/briefe", site.codes))
    assert "Es ist nichts ausgewählt." in browser.text
    assert browser.get(asked("/heute/briefe.pdf", site.codes)).status_code == 404
    for staff in (KIM, VERA, DPO):
        assert site.signed_in(staff).get(asked("/heute/abgeben", site.codes)).status_code == 403


def test_a_lead_hands_several_over_and_reads_how_many(site):
    to_lead(site)
    browser, path = site.signed_in(BOSS), asked("/heute/abgeben", site.codes[:2])
    browser.get(path)
    assert "2 Vorgänge gehen an jemand anderen." in browser.text
    answer = browser.post(path, to=ALEX)
    assert answer.headers["location"] == "/heute?gegeben=2"
    assert owners(site) == dict(zip(site.codes, (ALEX, ALEX, BOSS), strict=True))
    browser.get(answer.headers["location"])
    assert "2 Vorgänge sind abgegeben." in browser.text
    browser.get(path)
    assert f"{site.codes[0]} steht nicht mehr auf Ihrer Liste." in browser.text


def test_nothing_is_handed_over_to_who_may_have_none_or_long_after_the_passphrase(site):
    to_lead(site)
    browser, path = site.signed_in(BOSS), asked("/heute/abgeben", site.codes)
    browser.get(path)
    for to in (DPO, "niemand", ""):
        answer = browser.post(path, to=to)
        assert answer.status_code in {403, 404}
        assert "3 Vorgänge gehen an jemand anderen." in browser.text
    site.bench.clock.advance(minutes=6)
    browser.get(path)
    assert browser.post(path, to=ALEX).status_code == 403
    assert set(owners(site).values()) == {BOSS}
    assert browser.post(path, to=ALEX, passphrase=PASSPHRASE.decode()).status_code == 303
    assert set(owners(site).values()) == {ALEX}


def test_what_is_not_on_the_leads_own_list_is_not_handed_over_with_the_rest(site):
    mine, *others = site.codes
    with site.bench.store.reading() as tx:
        one = tx.referrals.get(tx.referrals.by_code(mine))
    site.bench.put(one, owner=BOSS)
    browser, path = site.signed_in(BOSS), asked("/heute/abgeben", site.codes)
    browser.get(path)
    assert "Ein Vorgang geht an jemand anderen." in browser.text
    assert browser.post(path, to=ALEX).headers["location"] == "/heute?gegeben=1"
    assert owners(site) == {mine: ALEX, others[0]: KIM, others[1]: KIM}


def test_a_lead_prints_also_for_whom_colleagues_have_cases(site):
    to_lead(site)
    other = site.bench.draft(to=OTHER, person={"reference": "P-0"})
    site.bench.put(other, owner=ALEX)
    browser = site.signed_in(BOSS)
    browser.get(asked("/heute/briefe", site.codes))
    assert "3 Briefe." in browser.text
