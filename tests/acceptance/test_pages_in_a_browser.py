"""The pages in a real browser: journeys with and without JavaScript, by keyboard, on paper, and asked of axe.

Every page of the table is asked of axe (deploy/vendor.lock) in light and in dark, in 320 pixels, in forced colours and
with text twice as large, and must have no fault, no message on the console, and ask nobody else for anything.
"""

from pathlib import Path

import pytest

from exchange.flows.sending.drafting.sheet import begin_sheet
from tests.support.chromium import chromium, served_site, signed_in
from tests.support.hubs import BOSS, KIM, OPS, ROLES, a_file, claim

__all__ = ["chromium"]

AXE = Path(__file__).resolve().parents[1] / "web" / "vendor" / "axe.min.js"
USUAL = {"color_scheme": "light", "forced_colors": "none"}
MODES = {
    "light": USUAL, "dark": USUAL | {"color_scheme": "dark"}, "forced colours": USUAL | {"forced_colors": "active"},
    "320 px": USUAL, "200 % text": USUAL,
}  # fmt: skip
WIDE, NARROW = {"width": 1280, "height": 720}, {"width": 320, "height": 640}
FAULTS = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  (one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "))"""
LARGE = "size => { document.documentElement.style.fontSize = size }"
PALE = """() => [...document.querySelectorAll("main *")].filter((one) => one.checkVisibility()
  && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())).map((one) => {
    const [r, g, b] = getComputedStyle(one).color.match(/[0-9.]+/g).map(Number).map((part) => part / 255)
      .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return [one.textContent.trim().slice(0, 40), 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)];
  }).filter(([, contrast]) => contrast < 4.5)"""
STOPS = """() => {
  const groups = new Set();
  window.stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((one) => {
    if (one.disabled || one.type === "hidden" || !one.checkVisibility({visibilityProperty: true})) return false;
    if (one.type !== "radio") return true;
    // A group is one stop.
    const group = [...one.form.elements].filter((other) => other.type === "radio" && other.name === one.name);
    return one === (group.find((other) => other.checked) || group[0]);
  });
  return window.stops.map((one) => one.outerHTML.slice(0, 80));
}"""
STOP = """() => {
  const one = document.activeElement;
  const lined = (drawn) => drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) > 0;
  // A row whose code is a link is lined as a whole.
  const seen = lined(getComputedStyle(one)) || lined(getComputedStyle(one, "::after"));
  return one === document.body ? "end" : seen ? window.stops.indexOf(one) : -1;
}"""
WRITTEN = """(html) => [document, new DOMParser().parseFromString(html, "text/html")].map(
  (one) => one.querySelector("main").textContent.replace(/\\s+/g, " "))"""
MOST_KEYS = 400
FIRST_VISIT = 120_000
"""Bytes on the wire, of a page with all it loads."""
FILES = (".pdf", "/datei/{which}")
"""What is saved or printed and no page."""
EVERYBODY = {BOSS: "lead", OPS: "operator", "": "nobody"}
"""Who can together open every row of the table."""
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def site():
    """A hub with a question, a call to make and a draft, at an address of this machine."""
    with served_site() as made:
        made.asked = made.case("under-review", "question", person="P-1001")
        made.running = made.case("under-review", "accepted", person="P-1002", files=[a_file()])
        made.draft = made.case(person="P-1003", drafted=True)
        made.sheet = begin_sheet("JC-0042", by=claim(BOSS), hub=made.hub).sheet.id
        yield made


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


@pytest.mark.parametrize("staff", [BOSS, OPS, KIM, ""], ids=["lead", "operator", "caseworker", "nobody"])
def test_no_page_has_a_fault_that_a_program_can_find(chromium, site, staff):
    found, axe = {}, AXE.read_text(encoding="utf-8")
    both = f"fall={site.asked}&fall={site.running}"
    lists = ["/heute", "/heute?mehrere=ja", f"/heute/briefe?{both}", "/vorgaenge"]
    # A team lead may open all that casework has, and a caseworker has cases; who is not signed in sees what is for all.
    with signed_in(chromium, site, staff) as page:
        for path in lists if staff == KIM else paths_of(site, ROLES.get(staff)):
            page.goto(site.address + path)
            page.evaluate(axe)
            for mode, media in MODES.items():
                page.emulate_media(**media)
                page.set_viewport_size(NARROW if mode == "320 px" else WIDE)
                page.evaluate(LARGE, "200%" if mode == "200 % text" else "")
                width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                found[path, mode] = page.evaluate(FAULTS) + ([f"{width} px too wide"] if width > 0 else [])
    assert found
    assert {where: faults for where, faults in found.items() if faults} == {}


def test_every_row_of_the_table_is_looked_at(site):
    looked = {path for staff in EVERYBODY for path in paths_of(site, ROLES.get(staff))}
    assert len(looked) > len(site.site.table) / 2


@pytest.mark.parametrize("staff", EVERYBODY, ids=EVERYBODY.get)
def test_what_is_printed_from_a_dark_screen_is_dark_on_white(chromium, site, staff):
    pale = {}
    with signed_in(chromium, site, staff, color_scheme="dark") as page:
        for path in paths_of(site, ROLES.get(staff)):
            page.goto(site.address + path)
            page.emulate_media(media="print", color_scheme="dark")
            pale[path] = page.evaluate(PALE)
            page.emulate_media(media="screen")
    assert {where: found for where, found in pale.items() if found} == {}


@pytest.mark.parametrize("staff", EVERYBODY, ids=EVERYBODY.get)
def test_the_tab_key_comes_to_everything_one_can_do_and_shows_where_it_is(chromium, site, staff):
    missed = {}
    with signed_in(chromium, site, staff) as page:
        for path in paths_of(site, ROLES.get(staff)):
            page.goto(site.address + path)
            wanted, came = page.evaluate(STOPS), set()
            for _ in range(MOST_KEYS):
                page.keyboard.press("Tab")
                came.add(at := page.evaluate(STOP))
                if at == "end":
                    break
            missed[path] = [one for place, one in enumerate(wanted) if place not in came]
    assert {where: left for where, left in missed.items() if left} == {}


@pytest.mark.parametrize("staff", EVERYBODY, ids=EVERYBODY.get)
def test_scripts_add_nothing_to_what_a_page_says(chromium, site, staff):
    added = {}
    with signed_in(chromium, site, staff) as page:
        for path in paths_of(site, ROLES.get(staff)):
            html = page.goto(site.address + path).text()
            shown, written = page.evaluate(WRITTEN, html)
            added[path] = shown != written
    assert [where for where, differs in added.items() if differs] == []


@pytest.mark.parametrize("path", ["/anmelden", "/heute"])
def test_a_first_visit_is_light(chromium, site, path):
    asked = []
    with signed_in(chromium, site, KIM if path == "/heute" else "") as page:
        # Nothing is kept from the page before.
        page.context.new_cdp_session(page).send("Network.clearBrowserCache")
        # The browser's library marks what it calls, and a method of a list takes no mark.
        page.on("requestfinished", lambda request: asked.extend([request]))
        page.goto(site.address + path, wait_until="networkidle")
        sizes = {one.url.rpartition("/")[2]: one.sizes() for one in asked}
    weighs = sum(one["responseBodySize"] + one["responseHeadersSize"] for one in sizes.values())
    assert len(sizes) > 3
    assert weighs <= FIRST_VISIT, sizes
