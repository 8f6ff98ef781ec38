"""Passkeys in a real browser with a device of its own: made, signed in and confirmed with, and where there are none."""

from contextlib import contextmanager

import pytest

from tests.support.chromium import chromium, served_site, signed_in
from tests.support.hubs import ALEX, BOSS, KIM, PASSPHRASE

__all__ = ["chromium"]

NAME = "Diensthandy (erfunden)"
INSIDE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def site():
    """A hub at an address of this machine, which has a name."""
    with served_site() as made:
        made.number, made.address = made.address, made.address.replace("127.0.0.1", "localhost")
        yield made


@contextmanager
def device(page, **changes: object):
    """A device that the window has; gone afterwards."""
    said = page.context.new_cdp_session(page)
    said.send("WebAuthn.enable")
    made = said.send("WebAuthn.addVirtualAuthenticator", {"options": INSIDE | changes})
    yield lambda name, **more: said.send(f"WebAuthn.{name}", made | more)
    said.send("WebAuthn.disable")


@contextmanager
def at_a_desk(chromium, site, staff):
    """A window in which somebody is signed in; what is refused there is on its console, and no fault."""
    with chromium.new_context(locale="de-DE") as context:
        page = context.new_page()
        page.goto(f"{site.address}/anmelden")
        page.get_by_label("Ihr Kürzel").fill(staff)
        page.get_by_label("Ihre Passphrase").fill(PASSPHRASE.decode())
        page.get_by_role("button", name="Anmelden").click()
        page.get_by_role("button", name="Abmelden").first.wait_for()
        yield page


def adds(page, site, name=NAME):
    page.goto(f"{site.address}/ich")
    page.get_by_role("link", name="Passkeys hinzufügen oder entfernen").click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Passkey hinzufügen").click()
    page.get_by_text("Der Passkey ist hinzugefügt.").wait_for()


def signs_in(page, site):
    page.context.clear_cookies()
    page.goto(f"{site.address}/anmelden?zu=/ich")
    page.get_by_role("button", name="Mit Passkey weiter").click()


def test_one_is_made_and_signs_in_and_confirms_without_a_passphrase(chromium, site):
    with signed_in(chromium, site, BOSS) as page, device(page):
        adds(page, site)
        signs_in(page, site)
        page.get_by_text(NAME).wait_for()
        site.bench.clock.advance(minutes=5)
        draft = site.case(person="P-3001", drafted=True)
        page.goto(f"{site.address}/zustimmen/{draft}")
        typed = page.locator("#passphrase")
        typed.wait_for()
        page.get_by_role("button", name="Mit Passkey bestätigen").first.click()
        page.get_by_text("Bestätigt. Für 5 Minuten").first.wait_for()
        assert typed.count() == 0
        page.get_by_role("button", name="Zustimmen").click()
        page.get_by_text("Zugestimmt.").wait_for()
        page.goto(f"{site.address}/ich/passkeys")
        page.get_by_text("Entfernen", exact=True).click()
        page.get_by_role("button", name="Diesen Passkey entfernen").click()
        page.get_by_text("Der Passkey gilt hier nicht mehr.").wait_for()


def test_one_that_was_removed_signs_nobody_in(chromium, site):
    with at_a_desk(chromium, site, KIM) as page, device(page):
        adds(page, site)
        page.get_by_text("Entfernen", exact=True).click()
        page.get_by_role("button", name="Diesen Passkey entfernen").click()
        page.get_by_text("Der Passkey gilt hier nicht mehr.").wait_for()
        signs_in(page, site)
        page.get_by_text("Diesen Passkey gibt es hier nicht").wait_for()


def test_a_device_that_does_not_look_who_is_there_makes_none_and_the_passphrase_remains(chromium, site):
    with signed_in(chromium, site, KIM) as page, device(page, isUserVerified=False):
        page.goto(f"{site.address}/ich/passkeys")
        page.get_by_label("Name").fill(NAME)
        page.get_by_role("button", name="Passkey hinzufügen").click()
        page.get_by_text("Ihr Gerät hat keinen neuen Passkey gemacht.").wait_for()


def test_a_device_whose_counter_goes_back_is_refused_in_words(chromium, site):
    with at_a_desk(chromium, site, ALEX) as page, device(page) as said:
        adds(page, site)
        signs_in(page, site)
        page.get_by_text(NAME).wait_for()
        (kept,) = said("getCredentials")["credentials"]
        said("removeCredential", credentialId=kept["credentialId"])
        said("addCredential", credential=kept | {"signCount": 0})
        signs_in(page, site)
        page.get_by_text("Der Zähler dieses Passkeys ist stehen geblieben.").wait_for()


def test_at_a_number_the_page_says_where_there_are_some_and_the_sign_in_offers_none(chromium, site):
    with signed_in(chromium, site, KIM) as page:
        cookies = page.context.cookies()
        page.context.add_cookies([one | {"domain": "127.0.0.1"} for one in cookies])
        here, site.address = site.address, site.number
        page.goto(f"{site.number}/ich/passkeys")
        page.get_by_text(f"Passkeys brauchen einen Namen als Adresse: {here}").wait_for()
        assert page.get_by_role("button", name="Passkey hinzufügen").count() == 0
        page.context.clear_cookies()
        page.goto(f"{site.number}/anmelden")
        page.get_by_label("Ihre Passphrase").wait_for()
        assert page.get_by_role("button", name="Mit Passkey weiter").count() == 0
        site.address = here


def test_without_scripts_the_passphrase_remains_and_the_page_says_so(chromium, site):
    with signed_in(chromium, site, KIM, java_script_enabled=False) as page:
        page.goto(f"{site.address}/ich/passkeys")
        page.get_by_text("Ein Passkey braucht JavaScript.").wait_for()
        assert page.get_by_role("button", name="Passkey hinzufügen").count() == 0
