"""A whole referral in a real browser: from the file number to what is sent, in at most twelve clicks, and by keyboard.

A click is one activation of a link, a button or a choice; what is typed or picked from a dialog of the system is none.
"""

import pytest

from exchange.core.calendar import BERLIN
from exchange.core.vocabulary import State
from tests.support.chromium import chromium, served_site, signed_in
from tests.support.hubs import KIM, PASSPHRASE, document_of

__all__ = ["chromium"]

PLACE = "https://schulden.example"
MOST_CLICKS = 12
SCAN = {"name": "bogen.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 unterschrieben (erfunden)"}
MOST_KEYS = 120
SEEN = """() => {
  const one = document.activeElement, drawn = getComputedStyle(one);
  return one.checkVisibility() && (drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) > 0
    || drawn.boxShadow !== "none");
}"""
TYPED = {
    "reason": "Schritt 1 im Plan", "/referral/reason": "Es kommen viele Briefe.", "/referral/aim": "Schulden ordnen.",
    "/person/given_name": "Erika (erfunden)", "/contact/phone": "030 0000 0001",
}  # fmt: skip
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def site():
    """A hub with a place for people who have debts."""
    with served_site() as made:
        line = document_of(PLACE)["service_lines"][0]
        line |= {
            "id": "a", "service": "debt-counselling", "schema": "urn:geleit:schema:debt-counselling:1", "profile": {},
        }  # fmt: skip
        made.bench.enrol(document_of(PLACE, name="Beratungsstelle Lindenhof", service_lines=[line]))
        yield made


class Mouse:
    """Somebody who points: what they activate is counted."""

    def __init__(self, page) -> None:
        self.page, self.clicks = page, 0

    def press(self, name) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=True).first)

    def choose(self, name) -> None:
        self.click(self.page.get_by_label(name, exact=True).first)

    def click(self, target) -> None:
        target.click()
        self.clicks += 1

    def type(self, field, text) -> None:
        self.page.locator(f"[id='{field}']").fill(text)

    def moment(self, field, at) -> None:
        self.type(field, f"{at:%Y-%m-%dT%H:%M}")


class Keyboard(Mouse):
    """Somebody who never points: they go on with the tab key until they are there, and see where they are."""

    def click(self, target) -> None:
        kind = target.get_attribute("type")
        if kind == "radio":
            # A group is one stop of the tab key; arrows go on inside it.
            self._go(self.page.locator(f"input[name='{target.get_attribute('name')}']"))
            self._on("ArrowDown", target.is_checked)
        elif kind == "checkbox":
            self._go(target)
            self.page.keyboard.press("Space")
        else:
            self._go(target)
            with self.page.expect_navigation():
                self.page.keyboard.press("Enter")
        self.clicks += 1

    def type(self, field, text) -> None:
        self._go(self.page.locator(f"[id='{field}']"))
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def moment(self, field, at) -> None:
        # Its parts are filled in one after the other, in the order of the browser's own language, which is English.
        self._go(self.page.locator(f"[id='{field}']"))
        self.page.keyboard.type(f"{at:%m%d%Y%I%M%p}")

    def _go(self, target) -> None:
        self._on("Tab", lambda: target.evaluate_all("all => all.includes(document.activeElement)"))
        assert self.page.evaluate(SEEN), "nobody sees where they are"

    def _on(self, key, there) -> None:
        for _ in range(MOST_KEYS):
            if there():
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{key} never comes there")


def refers(by, site, *, reference):
    """From the first page of a new referral to its last; the code of what was sent."""
    by.page.goto(f"{site.address}/neu")
    by.type("reference", reference)
    by.press("Weiter")
    by.choose("Schulden")
    by.press("Stellen zeigen")
    by.press("Diese Stelle")
    for field, text in TYPED.items():
        by.type(field, text)
    by.press("Weiter")
    by.choose("Rückmeldung: Stufe 2, Termine")
    by.press("Text zeigen")
    for field in ("reviewed_at", "signed_at", "copy_at"):
        by.moment(field, site.hub.clock.now().astimezone(BERLIN))
    for notice in ("purpose", "refusal", "withdrawal"):
        by.click(by.page.locator(f"#told_{notice}"))
    by.page.locator("#scan").set_input_files(SCAN)
    by.press("Die Person hat unterschrieben")
    if by.page.locator("#passphrase").count():
        by.type("passphrase", PASSPHRASE.decode())
    by.press("Unterschreiben und senden")
    by.page.get_by_role("heading", level=1).wait_for()
    return by.page.url.rpartition("/")[2]


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
@pytest.mark.parametrize("way", [Mouse, Keyboard])
def test_a_referral_is_sent_in_twelve_clicks_by_mouse_and_by_keyboard(chromium, site, way, scripts):
    with signed_in(chromium, site, KIM, java_script_enabled=scripts) as page:
        by = way(page)
        code = refers(by, site, reference=f"JC-{way.__name__}-{scripts:d}")
    with site.bench.store.reading() as tx:
        assert tx.referrals.get(tx.referrals.by_code(code)).state is State.SENT
    assert by.clicks <= MOST_CLICKS
