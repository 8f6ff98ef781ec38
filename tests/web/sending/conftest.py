import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from tests.support.hubs import KIM, ORIGIN, document_of
from tests.support.site import Browser, Site

PLACE = "https://schulden.example"
FROM_HERE = {"accept": "text/html", "origin": ORIGIN, "sec-fetch-site": "same-origin"}
TYPED = {
    "reason": "Schritt 1 im Plan",
    "/referral/reason": "Es kommen viele Briefe.",
    "/referral/aim": "Schulden ordnen.",
    "/person/given_name": "Erika",
    "/contact/phone": "030 0000 0001",
    "/household/adults": "1",
}


@dataclass
class Desk:
    """A caseworker before the pages of a new referral; `where` is the address they were sent to last."""

    site: Site
    browser: Browser
    where: str = ""

    def opens(self, path):
        answer = self.browser.get(path)
        while answer.status_code == 303:
            path = answer.headers["location"]
            answer = self.browser.get(path)
        self.where = path
        return answer

    def sends(self, path="", **fields: object):
        answer = self.browser.post(path or self.where.partition("?")[0], **fields)
        return self._follows(answer)

    def sends_file(self, file=None, headers=None, **fields: object):
        token = re.search(r'name="token" value="([^"]+)"', self.browser.shown)[1]
        answer = self.browser.send(
            "POST", self.where.partition("?")[0], data={"token": token} | fields, headers=headers or FROM_HERE,
            files={"scan": file or ("", b"")},
        )  # fmt: skip
        self.browser.shown = answer.text
        return self._follows(answer)

    def chosen(self, reference="JC-0042", need="1"):
        """A sheet on which the place is chosen."""
        self.opens("/neu")
        self.sends("/neu", reference=reference)
        self.opens(f"{self.where}?bedarf={need}")
        self.sends(place=f"{PLACE} a")
        return self

    def drafted(self, **changes: object):
        """A draft that waits for the person's answer; its code."""
        self.chosen()
        self.sends(**TYPED | {"do": "weiter"} | changes)
        return self.where.split("/")[2]

    def asked(self, level="2"):
        code = self.drafted()
        self.opens(f"/neu/{code}/einwilligung?stufe={quote(level)}")
        return code

    def referral(self, code):
        with self.site.bench.store.reading() as tx:
            return tx.referrals.get(tx.referrals.by_code(code))

    def _follows(self, answer):
        if answer.status_code == 303:
            self.opens(answer.headers["location"])
        return answer


@pytest.fixture
def desk():
    site = Site()
    line = document_of(PLACE)["service_lines"][0]
    line |= {"id": "a", "service": "debt-counselling", "schema": "urn:geleit:schema:debt-counselling:1", "profile": {}}
    site.bench.enrol(document_of(PLACE, name="Beratungsstelle Lindenhof", service_lines=[line]))
    return Desk(site, site.signed_in(KIM))


class _Filled(HTMLParser):
    """Reads what a browser would send of the form on a page, as it stands there."""

    def __init__(self) -> None:
        super().__init__()
        self.fields, self.select, self.area = {}, "", ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, value = given.get("name", ""), given.get("value") or ""
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in given:
            self.fields.setdefault(self.select, []).append(value)
        elif tag == "textarea":
            self.area = name
        elif tag == "input" and name.startswith("/"):
            chosen = given.get("type") not in {"checkbox", "radio"} or "checked" in given
            self.fields.setdefault(name, []).extend([value] if chosen and value else [])
        elif tag == "input" and name == "ours" and "checked" in given:
            self.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data):
        if self.area and data.strip():
            self.fields.setdefault(self.area, []).append(data.strip())


def fields_of(page):
    """The fields of the form on a page that hold something."""
    parser = _Filled()
    parser.feed(page)
    return {name: values for name, values in parser.fields.items() if values}
