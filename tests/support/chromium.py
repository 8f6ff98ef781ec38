"""Chromium of the system, and a hub's pages served to it on this machine; what a page complains of is a fault."""

import os
import shutil
import socket
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from tests.support.hubs import PASSPHRASE
from tests.support.site import Site

QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
VIEWER = "chrome-extension:"
"""Where the browser's own viewer of PDF files lives."""


@pytest.fixture(scope="module")
def chromium():
    """One browser for all tests of a file. Where there is none they are skipped, but never in CI."""
    found = shutil.which("chromium")
    if found is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("chromium is not installed: apt-get install chromium")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@contextmanager
def served_site():
    """A hub at an address of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        site = Site(address=f"http://127.0.0.1:{listening.getsockname()[1]}")
        server = uvicorn.Server(uvicorn.Config(site.app, log_config=None, lifespan="off", access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield site
        finally:
            server.should_exit = True
            thread.join()


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
