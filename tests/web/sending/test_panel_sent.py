"""What was seen on the page is what the partner opens: every value, no other, and the same digest, for any draft."""

import os
import re
from collections import defaultdict
from functools import cache
from html import unescape
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import schemas
from exchange.core.packet.manifest import show_row
from exchange.web.foundation.wording import word
from exchange.web.sending.place import NEEDS
from exchange.web.sending.typed_form import typed_of
from keys.encoding import digest
from keys.strictjson import canonical
from schemas.titles import title_of
from tests.support.hubs import BOSS, KIM, document_of
from tests.support.site import Site
from tests.web.sending.conftest import Desk
from tests.web.sending.test_schema_form import made_for
from tests.web.sending.test_send import ANSWER, PDF, when

SERVICES = sorted(schemas.services())
EACH = 20 if os.environ.get("GELEIT_SOAK") else 2
"""Drafts of each service line: 200 together in a long run."""
NUMBERS = count(1)
PLACE = "https://stelle.example"
SAID = {
    "2026-11-30": "30. November 2026", "2027-02-28": "28. Februar 2027", "1990-05-17": "17. Mai 1990",
    "1990-05": "Mai 1990", "2026-12-08T08:00:00.000Z": "8. Dezember 2026, 09:00 Uhr",
    "2027-07-01T12:30:00.000Z": "1. Juli 2027, 14:30 Uhr",
}  # fmt: skip
"""How days and instants of the generated data are written out."""
ROW = re.compile(r"<dt>(.*?)</dt><dd>(.*?)</dd>", re.DOTALL)


@cache
def desk_for(service):
    """A caseworker of a hub with one place that has this service line and asks for nothing of its own."""
    site = Site()
    line = document_of(PLACE)["service_lines"][0]
    line |= {"id": "a", "service": service, "schema": f"urn:geleit:schema:{service}:1", "profile": {}}
    site.bench.enrol(document_of(PLACE, service_lines=[line]))
    return Desk(site, site.signed_in(KIM))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("service", SERVICES)
# A referral takes most of a second: to look for a smaller one that fails would take minutes.
@settings(max_examples=EACH, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_seen_is_what_is_sent(service, data):
    desk = desk_for(service)
    schema = f"urn:geleit:schema:{service}:1"
    made = data.draw(made_for(schema))
    # One value that another one asks for may be missing.
    assume(not schemas.validate(schema, made))
    code = drafted(desk, service, typed_of(made, schema=schema, profile={}))
    desk.opens(f"/neu/{code}/einwilligung?stufe=2")
    desk.sends_file(PDF, **ANSWER | when(desk))
    approved(desk, code)
    desk.opens(f"/neu/{code}/senden")
    seen, shown = re.search(r'name="seen" value="([^"]+)"', desk.browser.shown)[1], rows(desk.browser.shown)
    desk.sends(seen=seen)
    sent = desk.referral(code)
    packet = desk.site.bench.voice(sent, PLACE).opened()
    assert shown == told(packet.data, service)
    assert packet.data == made
    assert digest_of(packet, service, consent=sent.consent) == seen


def drafted(desk, service, typed):
    desk.opens("/neu")
    desk.sends("/neu", reference=f"JC-{next(NUMBERS)}")
    need = next(one for one, services in NEEDS.items() if service in services)
    desk.opens(f"{desk.where}?bedarf={need}")
    desk.sends(place=f"{PLACE} a")
    where, fields = desk.where, typed | {"reason": "Schritt 1 im Plan", "do": "weiter"}
    desk.sends(**fields)
    if confirm := re.findall(r'name="confirm" value="([^"]+)"', desk.browser.shown):
        desk.sends(where, confirm=[unescape(one) for one in confirm], **fields)
    # What a place of this kind never gets ends here, before the person is asked.
    assume("SENDER_STAYS_BEHIND" not in desk.browser.text)
    assert desk.where.endswith("/einwilligung"), desk.browser.text
    return desk.where.split("/")[2]


def approved(desk, code):
    """Let a second person look, where two have to."""
    if "Zweite Person" in desk.browser.text:
        other = desk.site.signed_in(BOSS)
        other.get(f"/zustimmen/{code}")
        assert other.post(f"/zustimmen/{code}").status_code == 303


def rows(html):
    """What the page says the place sees: the values of each title."""
    sees = html[html.index('id="sees"') : html.index('id="stays"')]
    found = defaultdict(list)
    for title, value in ROW.findall(sees):
        found[unescape(title)] += unescape(value).split(", ")
    return {title: sorted(values) for title, values in found.items()}


def told(data, service):
    """What a packet says, in the words of its form."""
    found = defaultdict(list)
    for at, value in leaves(data, ""):
        titled = title_of(service, at)
        said = ("ja" if value else "nein") if isinstance(value, bool) else str(value)
        # Several values stand in one line, and one of them may have a comma.
        found[titled.de] += (word(titled.codes, said, "de") if titled.codes else SAID.get(said, said)).split(", ")
    return {title: sorted(values) for title, values in found.items()}


def leaves(value, at):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{at}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{at}/{index}")
    else:
        yield at, value


def digest_of(packet, service, *, consent):
    """The digest of what was seen, worked out from the packet, which names the consent by another id."""
    said = {
        "recipient": {"entity": packet.audience, "service_line": packet.service},
        "service": service,
        "schema": packet.schema,
        "profile": packet.profile_sha256,
        "consent": consent,
        "data": packet.data,
        "manifest": [show_row(row) for row in packet.manifest],
        "files": [],
    }
    return digest(canonical(said))
