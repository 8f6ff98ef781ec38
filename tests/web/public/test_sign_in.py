import pytest

from tests.support.hubs import BOSS, DPO, KIM, OPS, PASSPHRASE
from tests.support.site import ELSEWHERE, Site

RIGHT = PASSPHRASE.decode()


@pytest.fixture(scope="module")
def site():
    return Site()


def begun(site, **fields: object):
    browser = site.browser()
    browser.get("/anmelden")
    return browser, browser.post("/anmelden", **{"staff": KIM, "passphrase": RIGHT} | fields)


@pytest.mark.parametrize(("staff", "first"), [(KIM, "/heute"), (BOSS, "/heute"), (DPO, "/stellen"), (OPS, "/betrieb")])
def test_who_signs_in_comes_to_what_their_role_begins_with(site, staff, first):
    browser, answer = begun(site, staff=staff)
    assert answer.headers["location"] == "/weiter"
    assert browser.get("/weiter").headers["location"] == first


def test_the_session_is_in_a_cookie_that_no_script_no_other_host_and_no_plain_connection_gets(site):
    _, answer = begun(site)
    (given,) = [one for one in answer.headers.get_list("set-cookie") if one.startswith("__Host-geleit=")]
    assert {part.strip() for part in given.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=lax", "Secure"}
    assert len(given.partition("=")[2].partition(";")[0]) == 43


def test_each_sign_in_begins_a_session_of_its_own_and_the_one_planted_before_counts_for_nothing(site):
    browser = site.browser()
    browser.cookies.set("__Host-geleit", "x" * 43, domain="hub.jobcenter.example", path="/")
    browser.get("/anmelden")
    browser.post("/anmelden", staff=KIM, passphrase=RIGHT)
    first = browser.cookies.get("__Host-geleit")
    other, _ = begun(site)
    assert len({first, other.cookies.get("__Host-geleit"), "x" * 43}) == 3


@pytest.mark.parametrize("fields", [{"passphrase": "falsch"}, {"staff": "niemand"}, {"staff": ""}, {"passphrase": ""}])
def test_a_wrong_name_and_a_wrong_passphrase_get_one_answer_with_the_name_still_there(site, fields):
    browser, answer = begun(site, **fields)
    assert answer.status_code == 403
    assert "SENDER_WRONG_PASSPHRASE" in answer.text
    assert f'value="{({"staff": KIM} | fields)["staff"]}"' in answer.text
    assert RIGHT not in answer.text
    assert browser.cookies.get("__Host-geleit") is None


@pytest.mark.parametrize("to", ["//anderswo.example", ELSEWHERE, "/\\anderswo.example", "javascript:alert(1)", "heute"])
def test_nobody_is_sent_elsewhere_after_signing_in(site, to):
    _, answer = begun(site, zu=to)
    assert answer.headers["location"] == "/weiter"


def test_who_was_on_the_way_to_a_page_comes_to_it(site):
    _, answer = begun(site, zu="/vorgang/7K2-94Q")
    assert answer.headers["location"] == "/vorgang/7K2-94Q"


def test_signing_out_ends_the_session_at_the_hub_and_not_only_in_the_browser():
    site = Site()
    browser = site.sign_in(KIM)
    stolen = browser.cookies.get("__Host-geleit")
    browser.get("/ich")
    assert browser.post("/abmelden").headers["location"] == "/anmelden"
    browser.cookies.set("__Host-geleit", stolen, domain="hub.jobcenter.example", path="/")
    assert browser.get("/ich").status_code == 303


def test_the_session_says_until_when_it_lasts_and_lasts_longer_by_asking():
    site = Site()
    browser = site.sign_in(KIM)
    site.bench.clock.advance(minutes=10)
    assert browser.get("/sitzung").text == "1800"
    browser.get("/ich")
    assert "bis 13:40 Uhr" in browser.text


@pytest.mark.parametrize("path", ["/hilfe", "/datenschutz", "/barrierefreiheit"])
def test_everybody_reads_how_to_get_on_in_both_languages(site, path):
    browser = site.browser()
    for language in ("de", "en"):
        assert browser.get(path, **{"accept-language": language}).status_code == 200
        assert f'<html lang="{language}">' in browser.shown
        assert 'href="/barrierefreiheit"' in browser.shown
