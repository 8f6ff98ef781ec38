"""Names no database can look up: a NUL in whatever a caller names is refused in our own words, on each of them."""

import json
from dataclasses import dataclass

import pytest

from keys.encoding import b64url
from tests.support.hubs import BOSS, CENTRE, Bench, Voice, consent_document, refer_document
from tests.support.office import NOTHING, URN, Cases, Client, Office
from tests.support.places import DATABASES, SqlPlace

NUL, SENT = "a\0", "%00"
SOMEBODY = {"reference": "jemand-anderes"}
REFERRALS, CONSENTS = "/api/v1/referrals", "/api/v1/consents"


@dataclass
class Desk:
    """A hub on a real database, and everybody who may name something to it."""

    office: Office
    partner: Client
    cases: Cases
    draft: str
    voice: Voice

    def asks(self, path, kid="x", **claims: object):
        """Ask the authorization server; whoever is not known is not asked for a signature that holds."""
        head = {"alg": "ES256", "typ": "client-authentication+jwt", "kid": kid}
        parts = [b64url(json.dumps(one).encode()) for one in (head, claims)]
        form = {"client_assertion_type": URN, "client_assertion": ".".join([*parts, b64url(bytes(64))])}
        more = {"grant_type": "client_credentials", "token": "x"}
        return self.office.send("POST", path, data=form | more)

    def says(self, name="accepted", members=None, **changes: object):
        """Push an event of the partner's that names something odd; its place in the thread stays free."""
        before = self.voice.seq, self.voice.prev
        compact = self.voice.signed(name, members, **changes)
        self.voice.seq, self.voice.prev = before
        return self.partner.push(compact)

    def proves(self, **claims: object):
        """Call with a proof that says so."""
        headers = self.partner.headers("GET", "/directory")
        return self.office.send(
            "GET", "/directory", headers=headers | {"DPoP": self.partner._proof("GET", "/directory", **claims)}
        )

    def records(self, **changes: object):
        at = self.office.bench.clock.now()
        document = consent_document(at, level=1, no_show=True, to=CENTRE, days=99)
        return self.cases.post(CONSENTS, document | changes)

    def acts(self, verb, document=None, match="*", **headers: str):
        return self.cases.post(f"{REFERRALS}/{self.draft}/{verb}", document, match=match, **headers)


NAMED = {
    "the client of an assertion": lambda d: d.asks("/oauth/token", sub=NUL, iss=NUL),
    "the client who takes back": lambda d: d.asks("/oauth/revoke", sub=NUL, iss=NUL),
    "the client who asks about a token": lambda d: d.asks("/oauth/introspect", sub=NUL, iss=NUL),
    "the key of an assertion": lambda d: d.asks("/oauth/token", kid=NUL, sub=CENTRE, iss=CENTRE),
    "who is to have a case": lambda d: d.acts("assignment", {"to": NUL}, staff=BOSS),
    "a packet": lambda d: d.partner.get(f"/packets/{SENT}"),
    "a referral to its partner": lambda d: d.partner.get(f"/referrals/{SENT}"),
    "an attachment": lambda d: d.partner.get(f"/blobs/{SENT}"),
    "an attachment to keep": lambda d: d.partner.call("PUT", f"/blobs/{SENT}", content=b"x"),
    "a partner": lambda d: d.partner.get(f"/directory/a{SENT}"),
    "where a page of the directory begins": lambda d: d.partner.get(f"/directory?cursor=a{SENT}"),
    "a service line": lambda d: d.partner.call("PUT", "/capacity", json={NUL: {}}),
    "what was taken": lambda d: d.partner.poll(ack=[NUL], returnImmediately=True),
    "what was not taken": lambda d: d.partner.poll(setErrs={NUL: {"err": NUL}}, returnImmediately=True),
    "why it was not taken": lambda d: d.partner.poll(setErrs={NOTHING: {"err": NUL}}, returnImmediately=True),
    "the id of an event": lambda d: d.says(jti=NUL),
    "the packet of an event": lambda d: d.says(packet=NUL),
    "the referral of an event": lambda d: d.says(referral=NUL),
    "what an event is": lambda d: d.says(NUL),
    "the sealed packet of an event": lambda d: d.says(seq=77, jwe_sha256=NUL),
    "the opened packet of an event": lambda d: d.says(seq=78, packet_sha256=NUL),
    "the event before": lambda d: d.says(seq=79, prev_sha256=NUL),
    "what goes with an event": lambda d: d.says("declined", {"reason": NUL}),
    "the use of a proof": lambda d: d.proves(jti=NUL),
    "a referral": lambda d: d.cases.get(f"{REFERRALS}/{SENT}"),
    "a referral to send": lambda d: d.cases.post(f"{REFERRALS}/{SENT}/release"),
    "where a page of referrals begins": lambda d: d.cases.get(f"{REFERRALS}?cursor={SENT}"),
    "a state of referrals": lambda d: d.cases.get(f"{REFERRALS}?state={SENT}"),
    "a consent": lambda d: d.cases.get(f"{CONSENTS}/{SENT}"),
    "a consent to end": lambda d: d.cases.post(f"{CONSENTS}/{SENT}/withdrawal", {}),
    "for whom a consent ends": lambda d: d.cases.post(f"{CONSENTS}/{NOTHING}/withdrawal", {"recipient": NUL}),
    "a person who agrees": lambda d: d.records(person=NUL),
    "a text that was agreed to": lambda d: d.records(text={"version": NUL, "sha256": b64url(bytes(32))}),
    "who recorded it": lambda d: d.records(recorded_by=NUL),
    "a person to send": lambda d: d.cases.post(REFERRALS, refer_document(person={"reference": NUL})),
    "a partner to send to": lambda d: d.cases.post(REFERRALS, refer_document(to=NUL)),
    "the reason to send": lambda d: d.cases.post(REFERRALS, refer_document(person={"reference": "a"}, reason=NUL)),
    "something in the data": lambda d: d.cases.post(
        REFERRALS, refer_document(person={"reference": "b"}, data={"note": NUL})
    ),
    "something new in the data": lambda d: d.acts("answers", {"data": {"note": NUL}}),
    "the reason to take it back": lambda d: d.acts("cancellation", {"reason": NUL}),
    "the use of a call": lambda d: d.cases.post(REFERRALS, refer_document(), key=NUL),
    "the staff": lambda d: d.cases.get(REFERRALS, On_Behalf_Of=NUL),
    "a state that was seen": lambda d: d.acts("release", match=f'"{NUL}"'),
    "the name of a file": lambda d: d.cases.attach(d.draft, Content_Disposition="attachment; filename*=UTF-8''a%00"),
}


@pytest.fixture(scope="module", params=DATABASES)
def desk(request, tmp_path_factory):
    # A hub for all of them: the folder of a single test is not at hand here.
    if request.param == "sqlite":
        place = SqlPlace.sqlite(tmp_path_factory.mktemp("odd"))
    else:
        place = SqlPlace.new_postgresql(request.getfixturevalue("cluster"))
    office = Office(bench=Bench(store=place.open()))
    voice, cases = office.bench.under_way("under-review"), office.cases()
    yield Desk(office, office.client(), cases, cases.create(person=SOMEBODY), voice)
    place.close()


@pytest.mark.parametrize("named", NAMED)
def test_a_name_with_a_nul_is_never_a_fault_of_ours(desk, named):
    assert NAMED[named](desk).status_code < 500
