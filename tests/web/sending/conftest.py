import re
from dataclasses import dataclass
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
