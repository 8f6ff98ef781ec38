"""The pages in a real browser: one journey with and without JavaScript, and what assistive technology makes of each.

Chromium is the one of the system; every page of the table is asked of axe (deploy/vendor.lock) in light and in dark, in
320 pixels and in forced colours, and must have no fault, no message on the console, and ask nobody else for anything.
"""

import os
import shutil
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from exchange.flows.sending.drafting.sheet import begin_sheet
from tests.support.hubs import BOSS, KIM, OPS, PASSPHRASE, ROLES, a_file, claim
from tests.support.site import Site

AXE = Path(__file__).resolve().parents[1] / "web" / "vendor" / "axe.min.js"
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MODES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "320 px": {"color_scheme": "light", "viewport": {"width": 320, "height": 640}},
    "forced colours": {"forced_colors": "active"},
}
FAULTS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  (one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "))"""
PALE = """() => [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())).map((one) => {
    const [r, g, b] = getComputedStyle(one).color.match(/[0-9.]+/g).map(Number).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return [one.textContent.trim().slice(0, 40), 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)];
  }).filter(([, contrast]) => contrast < 4.5)"""
VIEWER = "chrome-extension:"
"""Where the browser's own viewer of PDF files lives."""
FILES = (".pdf", "/datei/{which}")
"""What is saved or printed and no page."""
pytestmark = pytest.mark.timeout(300)


@contextmanager
def served(site, listening):
    server = uvicorn.Server(uvicorn.Config(site.app, log_config=None, lifespan="off", access_log=False))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium():
    """One browser for all tests here. Where there is none they are skipped, but never in CI."""
    found = shutil.which("chromium")
    if found is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("chromium is not installed: apt-get install chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site():
    """A hub with a question, a call to make and a draft, at an address of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        made = Site(address=address)
        made.address = address
        made.asked = made.case("under-review", "question", person="P-1001")
        made.running = made.case("under-review", "accepted", person="P-1002", files=[a_file()])
        made.draft = made.case(person="P-1003", drafted=True)
        made.sheet = begin_sheet("JC-0042", by=claim(BOSS), hub=made.hub).sheet.id
        with served(made, listening):
            yield made


@contextmanager
def signed_in(chromium, site, staff, **options: object):
    """A window in which somebody typed their name and passphrase; what it asked others or complained of is a fault."""
    with chromium.new_context(locale="de-DE", **options) as context:
        page = context.new_page()
        faults = []
        page.on("console", lambda message: faults.append(message.text))
        page.on(
            "request", lambda asked: asked.url.startswith((site.address, "data:", VIEWER)) or faults.append(asked.url)
        )
        page.goto(f"{site.address}/anmelden")
        if staff:
            page.get_by_label("Ihr Kürzel").fill(staff)
            page.get_by_label("Ihre Passphrase").fill(PASSPHRASE.decode())
            page.get_by_role("button", name="Anmelden").click()
            page.get_by_role("button", name="Abmelden").first.wait_for()
        yield page
        assert faults == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_a_caseworker_sees_to_what_needs_them_and_a_second_person_approves(chromium, site, scripts):
    asked = site.case("under-review", "question", person=f"P-20{scripts:d}")
    draft = site.case(person=f"P-30{scripts:d}", drafted=True)
    with signed_in(chromium, site, KIM, java_script_enabled=scripts) as page:
        page.get_by_role("link", name=asked).click()
        page.get_by_role("heading", level=1, name="Die Stelle hat eine Rückfrage").wait_for()
        page.get_by_role("link", name="Überleitung zurücknehmen").click()
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Zurücknehmen").click()
        page.get_by_text("Zurückgenommen. Die Stelle erfährt es.").wait_for()
        page.get_by_role("button", name="Abmelden").first.click()
        page.get_by_text("Als wer möchten Sie sich umsehen?").or_(page.get_by_label("Ihre Passphrase")).wait_for()
        page.goto(f"{site.address}/heute")
        page.get_by_label("Ihre Passphrase").wait_for()
    with signed_in(chromium, site, BOSS, java_script_enabled=scripts) as page:
        page.get_by_role("link", name="Zustimmen").click()
        page.get_by_role("link", name=draft).click()
        page.get_by_text("Genau das sieht").wait_for()
        page.get_by_role("button", name="Zustimmen").click()
        page.get_by_text("Zugestimmt.").wait_for()


def test_names_go_at_once_where_others_see_the_screen_and_stay_away(chromium, site):
    with signed_in(chromium, site, KIM) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.is_navigation_request()))
        name = page.get_by_text("Erika Beispiel (erfunden)")
        name.first.wait_for()
        with page.expect_response("**/heute?namen=aus"):
            page.get_by_role("link", name="Namen ausblenden").click()
        assert name.count() == 0
        # The page itself was not asked for again.
        assert True not in asked
        page.get_by_role("link", name="Namen zeigen").click()
        name.first.wait_for()
        with page.expect_response("**/heute?namen=aus"):
            page.get_by_role("link", name="Namen ausblenden").click()
        page.get_by_role("link", name="Vorgänge").click()
        page.get_by_text("ausgeblendet").first.wait_for()
        assert "Erika" not in page.content()
    with signed_in(chromium, site, KIM, java_script_enabled=False) as page:
        page.get_by_role("link", name="Namen ausblenden").click()
        page.get_by_role("link", name="Namen zeigen").wait_for()
        assert "Erika" not in page.content()


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_letters_to_everybody_on_the_list_take_three_clicks(chromium, site, scripts):
    with signed_in(chromium, site, KIM, java_script_enabled=scripts) as page:
        page.get_by_role("link", name="Mehrere auswählen").click()
        page.get_by_role("button", name="Briefe drucken").click()
        with page.expect_response("**/heute/briefe.pdf?*") as printed:
            page.get_by_role("button", name="Drucken (PDF)").click()
        assert printed.value.headers["content-type"] == "application/pdf"


def paths_of(site, role):
    """The address of every row of the table that somebody may open and look at."""
    for page in site.site.table:
        # Of what is for anybody, who is signed in sees the menu more.
        theirs = role in page.roles if role else not page.roles
        if page.get is None or page.path in {"/sitzung", "/weiter"} or page.path.endswith(FILES) or not theirs:
            continue
        case = site.draft if page.path.startswith(("/zustimmen/", "/neu/")) else site.running
        yield (
            page.path.replace("{which}", site.sheet)
            .replace("{staff}", KIM)
            .replace("{host}", "suchtberatung.example")
            .replace("{code}", site.asked if page.path.endswith("antworten") else case)
        )


@pytest.mark.parametrize("mode", MODES)
def test_no_page_has_a_fault_that_a_program_can_find(chromium, site, mode):
    found, axe = {}, AXE.read_text(encoding="utf-8")
    # A team lead may open all that casework has, and a caseworker has cases; who is not signed in sees what is for all.
    both = f"fall={site.asked}&fall={site.running}"
    lists = ["/heute", "/heute?mehrere=ja", f"/heute/briefe?{both}", "/vorgaenge"]
    asked = {staff: paths_of(site, ROLES.get(staff)) for staff in (BOSS, OPS, "")} | {KIM: lists}
    for staff, paths in asked.items():
        with signed_in(chromium, site, staff, **MODES[mode]) as page:
            for path in paths:
                page.goto(site.address + path)
                page.evaluate(axe)
                width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                found[staff, path] = page.evaluate(FAULTS) + ([f"{width} px too wide"] if width > 0 else [])
    assert len({path for _, path in found}) > len(site.site.table) / 2
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_what_is_printed_from_a_dark_screen_is_dark_on_white(chromium, site):
    with signed_in(chromium, site, BOSS, color_scheme="dark") as page:
        for path in ("/heute", f"/vorgang/{site.asked}", f"/zustimmen/{site.draft}", "/hilfe"):
            page.goto(site.address + path)
            page.emulate_media(media="print", color_scheme="dark")
            assert page.evaluate(PALE) == [], path
            assert not page.get_by_role("button", name="Abmelden").first.is_visible()
            page.emulate_media(media="screen")
