"""The pages of a hub in this process, and browsers that keep their cookies and fill in the forms they were shown."""

import asyncio
import re
from dataclasses import dataclass, field, replace
from html import unescape

import httpx

from exchange.core.rate_limit import Limits
from exchange.edge.application import app
from exchange.edge.http.rate_limits import RateLimits
from exchange.web.routes import site
from tests.support.hubs import ORIGIN, PASSPHRASE, USUAL, Bench

HOUSE = "Jobcenter Musterstadt (erfunden)"
ELSEWHERE = "https://anderswo.example"
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_WRITES = re.compile(r'name="writes" value="([^"]+)"')
_FROM_HERE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


class Browser:
    """One browser: it keeps what it was given, and says where its forms come from."""

    def __init__(self, application) -> None:
        self.application, self.cookies, self.shown = application, httpx.Cookies(), ""

    def send(self, method, path, **request: object) -> httpx.Response:
        async def sending():
            transport = httpx.ASGITransport(app=self.application, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=self.cookies) as client:
                answer = await client.request(method, path, **request)
                self.cookies = client.cookies
                return answer

        return asyncio.run(sending())

    def get(self, path, **headers: str) -> httpx.Response:
        answer = self.send("GET", path, headers={"accept": "text/html", **headers})
        self.shown = answer.text
        return answer

    def post(self, path, headers=None, **fields: object) -> httpx.Response:
        """Send the form as it was shown last, filled in; a field that is None is left out of it."""
        hidden = {"token": _TOKEN.search(self.shown), "writes": _WRITES.search(self.shown)}
        given = {name: found[1] for name, found in hidden.items() if found} | fields
        data = {name: value for name, value in given.items() if value is not None}
        answer = self.send("POST", path, data=data, headers={"accept": "text/html", **(headers or _FROM_HERE)})
        self.shown = answer.text
        return answer

    @property
    def text(self):
        """What a person reads of the page: no tags, blanks once."""
        body = re.sub(r"<(script|style)\b.*?</\1>", " ", self.shown, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@dataclass
class Site:
    """A hub with pages. `people` are browsers in which somebody is signed in, by their staff id.

    `found` is what is found of the installation; `store` stands in for the bench's. `address` is where it is served on
    this machine, as a demonstration is, to a real browser.
    """

    bench: Bench = field(default_factory=Bench)
    demo: object = None
    limits: Limits = field(default_factory=Limits)
    people: dict = field(default_factory=dict)
    address: str = ""
    found: tuple = ()
    store: object = None

    def __post_init__(self) -> None:
        self.hub = replace(self.bench.hub, demo=self.demo is not None, store=self.store or self.bench.hub.store)
        if self.address:
            self.hub = replace(self.bench.hub, demo=True, origin=self.address)
        self.site = site(self.hub, name=HOUSE, examine=lambda: self.found, demo=self.demo)
        self.rate_limits = RateLimits(self.limits, now=self.hub.clock.monotonic)
        self.app = app(list(self.site.routes), hub=self.hub, rate_limits=self.rate_limits, as_page=self.site.as_page)

    def browser(self) -> Browser:
        return Browser(self.app)

    def signed_in(self, staff) -> Browser:
        """The browser of somebody who is signed in; the same one each time."""
        if staff not in self.people:
            self.people[staff] = self.sign_in(staff)
        return self.people[staff]

    def sign_in(self, staff) -> Browser:
        browser = self.browser()
        browser.get("/anmelden")
        assert browser.post("/anmelden", staff=staff, passphrase=PASSPHRASE.decode()).status_code == 303
        return browser

    def case(self, *events: str, person="P-1001", drafted=False, files=()):
        """A case of KIM's whose partner said all of `events`; its code."""
        self.bench.a_consent(person=person)
        draft = self.bench.draft(files=files, person={"reference": person})
        if drafted:
            return draft.code
        referral = self.bench.release(draft).referral
        self.bench.worker.once()
        if events:
            voice = self.bench.voice(referral)
            voice.fetch()
            for name in events if "unreadable" in events else ("received", *events):
                assert voice.says(name, **USUAL.get(name, {})) == "accepted", name
        return referral.code
