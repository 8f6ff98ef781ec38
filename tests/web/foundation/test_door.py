"""Who may open which page, and which form counts: every row of the table, every role, every wrong origin and token."""

from functools import reduce

import pytest

from exchange.core.rate_limit import Limits
from exchange.flows.staff.members import deactivate_staff
from exchange.web.foundation.cookies import Cookies
from exchange.web.routes import table
from tests.support.hubs import ALEX, BOSS, DPO, KIM, OPS, ROLES, VERA, claim
from tests.support.site import ELSEWHERE, Site

PAGES = table(Cookies(secure=True), house="", examine=tuple, accounts={})
STAFF = [KIM, VERA, BOSS, DPO, OPS]
FORMS = [page for page in PAGES if page.post]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


@pytest.fixture(scope="module")
def site():
    return Site()


@pytest.fixture(scope="module")
def case(site):
    return site.case("under-review", "question")


def path_of(page, case):
    place = {"{code}": case, "{which}": "nothing", "{staff}": KIM, "{host}": "suchtberatung.example"}
    return reduce(lambda path, one: path.replace(*one), place.items(), page.path)


def opener(page):
    """Somebody who may open it; KIM where they may."""
    return next(staff for staff in STAFF if page.open_to(ROLES[staff]))


def ids(page):
    return page.path


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_a_page_is_open_to_its_roles_and_to_no_other(page, site, case):
    if page.get is None:
        return
    for staff in STAFF:
        answer = site.signed_in(staff).get(path_of(page, case))
        if page.open_to(ROLES[staff]):
            # A draft that waits is asked for elsewhere; whoever may open the page is not told that they may not.
            assert answer.status_code in {200, 303, 404, 409, 403}, (staff, answer.status_code)
            assert answer.status_code != 403 or "/zustimmen/" in page.path
        else:
            assert (answer.status_code, "SENDER_FORBIDDEN" in answer.text) == (403, True), staff


@pytest.mark.parametrize("page", PAGES, ids=ids)
def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_where_they_wanted(page, site, case):
    browser, path = site.browser(), path_of(page, case)
    answer = browser.get(path)
    if not page.roles:
        assert answer.status_code == 200
    elif not page.get:
        assert answer.status_code in {303, 405}
    else:
        assert (answer.status_code, answer.headers["location"]) == (303, f"/anmelden?zu={path}")


@pytest.mark.parametrize("page", FORMS, ids=ids)
@pytest.mark.parametrize(
    "wrong",
    [
        {"token": None},
        {"token": ""},
        {"token": "x" * 43},
        {"headers": {"origin": ELSEWHERE, "sec-fetch-site": "cross-site"}},
        {"headers": {"origin": "null"}},
        {"headers": {"sec-fetch-site": "same-site"}},
    ],
    ids=["no token", "empty", "made up", "another site", "origin null", "same site"],
)
def test_no_form_counts_without_its_token_or_from_elsewhere(page, wrong, site, case):
    browser = site.signed_in(opener(page)) if page.roles else site.browser()
    browser.get("/ich" if page.roles else "/anmelden")
    before = len(site.bench.log())
    answer = browser.post(path_of(page, case), reason="other", **wrong)
    assert (answer.status_code, "SENDER_FORM_NOT_FROM_HERE" in answer.text) == (403, True)
    assert len(site.bench.log()) == before


@pytest.mark.parametrize("page", [page for page in FORMS if page.roles], ids=ids)
def test_the_token_of_somebody_else_does_not_count(page, site, case):
    mine, other = (site.signed_in(staff) for staff in (opener(page), VERA))
    other.get("/ich")
    mine.shown = other.shown
    assert mine.post(path_of(page, case)).status_code == 403


@pytest.mark.parametrize("page", [page for page in FORMS if page.roles], ids=ids)
def test_no_form_counts_without_a_session_and_what_was_written_is_shown_once_more(page, site, case):
    browser = site.browser()
    browser.get("/anmelden")
    answer = browser.post(path_of(page, case), note="Bitte erst nach zehn Uhr.", passphrase="nie zeigen bitte")
    assert (answer.status_code, "SENDER_SESSION_ENDED" in answer.text) == (401, True)
    assert "Bitte erst nach zehn Uhr." in answer.text
    assert "nie zeigen" not in answer.text


def test_somebody_elses_case_is_not_there(site, case):
    answer = site.signed_in(ALEX).get(f"/vorgang/{case}")
    assert (answer.status_code, "HUB_NOT_FOUND" in answer.text) == (404, True)


def test_every_page_says_what_a_browser_may_do_with_it(site, case):
    for page in PAGES:
        answer = site.signed_in(KIM).get(path_of(page, case)) if page.get else None
        if answer is None or answer.status_code != 200 or "text/html" not in answer.headers["content-type"]:
            continue
        said = {name: answer.headers[name] for name in ("content-security-policy", "cache-control", "referrer-policy")}
        assert said == {
            "content-security-policy": POLICY,
            "cache-control": "no-store",
            "referrer-policy": "same-origin",
        }
        assert answer.headers["x-content-type-options"] == "nosniff"
        # A page with a token in it is not compressed: its length would tell the token (BREACH).
        assert "content-encoding" not in answer.headers


def test_a_page_is_found_in_the_menu_by_those_who_may_open_it(site):
    for staff in STAFF:
        browser = site.signed_in(staff)
        browser.get("/ich")
        for page in PAGES:
            menu = browser.shown.partition("<header")[2].partition("</header>")[0]
            offered = f'<a href="{page.path}"' in menu
            assert offered == (bool(page.menu) and page.open_to(ROLES[staff])), (staff, page.path)


def test_a_hub_of_production_has_no_page_that_signs_anybody_in_with_a_click(site):
    assert not [page for page in PAGES if page.demo]
    assert site.browser().get("/").status_code == 404


def test_a_session_that_ended_says_so_where_one_signs_in():
    fresh = Site()
    browser = fresh.sign_in(KIM)
    assert browser.get("/ich").status_code == 200
    fresh.bench.clock.advance(minutes=31)
    assert browser.get("/ich").status_code == 303
    browser.get("/anmelden")
    assert "30 Minuten lang nichts geschehen" in browser.text


def test_somebody_deactivated_a_second_ago_opens_nothing():
    site = Site()
    browser = site.sign_in(ALEX)
    assert browser.get("/ich").status_code == 200
    deactivate_staff(ALEX, by=claim(BOSS), hub=site.hub)
    site.bench.clock.advance(seconds=1)
    assert browser.get("/ich").status_code == 303


def test_colleagues_behind_one_address_do_not_count_for_each_other():
    site = Site(limits=Limits(client_calls=3, address_calls=8, shared_addresses=frozenset()))
    kim, boss = site.sign_in(KIM), site.sign_in(BOSS)
    answers = [kim.get("/ich").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert boss.get("/ich").status_code == 200


def test_files_that_pages_are_shown_with_are_counted_for_nobody():
    site = Site(limits=Limits(address_calls=3, shared_addresses=frozenset()))
    browser = site.browser()
    assert {browser.get("/favicon.ico").status_code for _ in range(10)} == {200}
    assert browser.get("/hilfe").status_code == 200


def test_every_role_of_a_house_is_one_of_the_table_and_no_partner_is():
    assert {role for page in PAGES for role in page.roles} == set(ROLES.values())


def test_a_language_once_chosen_stays_and_leads_nowhere_else(site):
    browser = site.browser()
    answer = browser.get("/hilfe?lang=en")
    assert (answer.status_code, answer.headers["location"]) == (303, "/hilfe")
    browser.get("/hilfe")
    assert 'lang="en"' in browser.shown
    assert "Help" in browser.text
    assert browser.get("/hilfe?lang=fr").status_code == 200
