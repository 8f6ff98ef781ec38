"""Every call of protocol section 4, over the wire."""

import asyncio
import base64
import hashlib
import time

import pytest

from exchange.api.partner.events import read_poll
from exchange.core.vocabulary import State
from exchange.flows.partner.enrol import suspend
from keys.encoding import b64url, sha256
from keys.objects import ENTITY_STATEMENT
from keys.ring import Ring
from keys.sign import verify
from keys.strictjson import loads
from tests.api.office import ABSENT, NOTHING, Office, code, entry_of
from tests.flows.hubs import CENTRE, KIM, ORIGIN, OTHER, a_file, claim
from tests.flows.test_people import CAPACITY

FILE = b"Ein langer Brief (erfunden). " * 20_000


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def partner(office):
    return office.client()


def sent(office, files=()):
    office.bench.a_consent()
    referral = office.bench.refer(files=files)
    office.bench.worker.once()
    return office.bench.now(referral)


# The whole way


def test_a_partner_finds_fetches_and_answers(office, partner):
    voice = office.bench.voice(sent(office))
    (offered,) = partner.poll().json()["sets"].values()
    packet = office.bench.heard(offered)["packet_id"]
    assert partner.get(f"/packets/{packet}").status_code == 200
    assert partner.push(voice.signed("received")).status_code == 202
    assert partner.push(voice.signed("under-review")).status_code == 202
    assert partner.get(f"/referrals/{voice.referral.id}").json()["state"] == "under-review"


# Packets


def test_a_parcel_comes_with_its_digest(office, partner):
    answer = partner.get(f"/packets/{sent(office).packet}")
    expected = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["content-digest"] == f"sha-256=:{expected}:"
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "application/rx-parcel+json",
        "no-store",
    )
    assert set(loads(answer.content)) == {"transfer", "packet"}


def test_a_parcel_is_handed_over_before_its_first_byte_and_once(office, partner):
    referral = sent(office)
    first, second = partner.get(f"/packets/{referral.packet}"), partner.get(f"/packets/{referral.packet}")
    assert first.content == second.content
    assert len(office.bench.ledger(referral.person)) == 1


def test_to_look_only_at_the_headers_is_no_disclosure(office, partner):
    referral = sent(office)
    assert partner.call("HEAD", f"/packets/{referral.packet}").status_code == 405
    assert office.bench.ledger(referral.person) == ()


def test_another_partners_packet_is_not_there(office):
    referral = sent(office)
    other = office.client(OTHER)
    answers = [other.get(f"/packets/{one}") for one in (referral.packet, NOTHING)]
    assert [code(one) for one in answers] == [(404, "HUB_NOT_FOUND")] * 2
    assert other.get(f"/referrals/{referral.id}").status_code == 404


def test_another_partners_matter_is_not_there_even_once_it_is_under_way(office):
    voice = office.bench.under_way("under-review")
    assert code(office.client(OTHER).get(f"/referrals/{voice.referral.id}")) == (404, "HUB_NOT_FOUND")


def test_what_was_withdrawn_is_gone(office, partner):
    referral = sent(office)
    office.bench.withdraw(referral.consent)
    assert code(partner.get(f"/packets/{referral.packet}")) == (410, "HUB_CONSENT_ENDED")


def test_what_was_cancelled_is_gone(office, partner):
    referral = sent(office)
    office.bench.cancel(referral)
    assert code(partner.get(f"/packets/{referral.packet}")) == (410, "HUB_ENDED")


def test_a_consent_that_ended_a_second_ago_is_gone(office):
    office.bench.a_consent(days=1)
    referral = office.bench.refer()
    office.bench.worker.once()
    office.bench.clock.advance(days=1, seconds=1)
    assert code(office.client().get(f"/packets/{referral.packet}")) == (410, "HUB_CONSENT_ENDED")
    assert office.bench.now(referral).state is State.AWAITING_CONSENT


# Attachments


@pytest.fixture
def blob(office, partner):
    """An attachment that may be fetched: its address and its bytes."""
    referral = sent(office, files=[a_file(FILE)])
    assert partner.get(f"/packets/{referral.packet}").status_code == 200
    (name,) = office.bench.packet(referral.packet).blobs
    return f"/blobs/{name}", office.bench.blobs.kept[name]


def test_an_attachment_comes_whole(partner, blob):
    address, content = blob
    answer = partner.get(address)
    assert (answer.status_code, answer.content, answer.headers["accept-ranges"]) == (200, content, "bytes")


def test_a_broken_download_goes_on_where_it_stopped(partner, blob):
    address, content = blob
    first = partner.get(address, Range="bytes=0-99999")
    rest = partner.get(address, Range="bytes=100000-")
    assert (first.status_code, rest.status_code, first.content + rest.content) == (206, 206, content)
    assert rest.headers["content-range"] == f"bytes 100000-{len(content) - 1}/{len(content)}"


def test_a_range_beyond_the_end_is_said_to_be(partner, blob):
    address, content = blob
    answer = partner.get(address, Range=f"bytes={len(content)}-")
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{len(content)}")


@pytest.mark.parametrize("wanted", ["bytes=-5", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=" + "9" * 40 + "-"])
def test_any_other_range_is_answered_with_the_whole(partner, blob, wanted):
    address, content = blob
    assert partner.get(address, Range=wanted).content == content


def test_an_attachment_is_not_there_before_its_packet_was_fetched(office, partner):
    referral = sent(office, files=[a_file()])
    (name,) = office.bench.packet(referral.packet).blobs
    assert code(partner.get(f"/blobs/{name}")) == (404, "HUB_NOT_FOUND")


def test_an_attachment_goes_with_its_consent(office, partner, blob):
    (consent,) = office.bench.store._tables.consents.values()
    office.bench.withdraw(consent)
    assert code(partner.get(blob[0])) == (410, "HUB_CONSENT_ENDED")


def test_another_partners_attachment_is_not_there(office, blob):
    assert office.client(OTHER).get(blob[0]).status_code == 404


def put(partner, content, name=None):
    name = name or b64url(sha256(content))
    return partner.call("PUT", f"/blobs/{name}", content=content)


def test_a_partner_puts_its_own_attachment_as_often_as_it_likes(office, partner):
    assert [put(partner, FILE).status_code for _ in range(2)] == [204, 204]
    assert office.bench.blobs.kept[b64url(sha256(FILE))] == FILE


def test_an_attachment_under_a_wrong_digest_is_refused(office, partner):
    assert code(put(partner, FILE, name=ABSENT)) == (422, "SENDER_ATTACHMENT_REFUSED")
    assert list(office.bench.blobs.all()) == []


def test_an_attachment_is_not_compressed_on_its_way(partner):
    answer = partner.call("PUT", f"/blobs/{ABSENT}", content=b"x", headers={"Content-Encoding": "gzip"})
    assert code(answer) == (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")


def test_an_attachment_that_is_too_large_is_refused(partner):
    async def pieces():
        for _ in range(60):
            yield b"x" * 1024 * 1024

    answer = partner.call("PUT", f"/blobs/{ABSENT}", content=pieces())
    assert code(answer) == (413, "SENDER_TOO_LARGE")


@pytest.mark.parametrize("name", ["x", "..%2f..%2fetc", "A" * 44, "é" * 43])
def test_what_is_no_digest_is_not_there(partner, name):
    assert partner.get(f"/blobs/{name}").status_code in {404, 401}


# Events


def test_a_refused_event_is_taken_all_the_same(office, partner):
    voice = office.bench.under_way()
    assert partner.push(voice.signed("in-service")).status_code == 202


def test_what_is_not_genuine_is_answered_as_rfc_8935_says(office, partner):
    voice = office.bench.under_way()
    answer = partner.push(voice.signed("accepted", audience=OTHER))
    assert (answer.status_code, set(answer.json())) == (400, {"err", "description"})
    assert (answer.json()["err"], answer.headers["content-language"]) == ("invalid_audience", "en")
    assert partner.push("kein Ereignis é".encode()).json()["err"] == "invalid_request"


def test_an_event_has_a_media_type_of_its_own(partner):
    assert code(partner.push("x", media="application/json")) == (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")


def test_an_event_of_more_than_a_megabyte_is_too_large(partner):
    assert code(partner.push(b"x" * 2_000_000)) == (413, "SENDER_TOO_LARGE")


# The poll


def test_a_poll_returns_at_once_when_there_is_something(office, partner):
    sent(office)
    began = time.monotonic()
    assert len(partner.poll().json()["sets"]) == 1
    assert time.monotonic() - began < 0.15


def test_a_poll_without_anything_waits_its_time(partner):
    began = time.monotonic()
    assert partner.poll().json() == {"sets": {}}
    assert 0.2 <= time.monotonic() - began < 2


def test_a_poll_that_is_not_to_wait_does_not(partner):
    began = time.monotonic()
    assert partner.poll(returnImmediately=True).json() == {"sets": {}}
    assert time.monotonic() - began < 0.15


def test_a_poll_is_woken_by_what_is_deposited():
    office = Office(longest=20)
    partner = office.client()
    office.bench.a_consent()
    office.bench.refer()

    async def both():
        path = "/sets/poll"
        waiting = asyncio.ensure_future(office.sending("POST", path, json={}, headers=partner.headers("POST", path)))
        await asyncio.sleep(0.1)
        office.bench.worker.once()
        return await asyncio.wait_for(waiting, timeout=1.5)

    assert len(asyncio.run(both()).json()["sets"]) == 1


def test_to_one_who_has_hung_up_nothing_is_offered():
    office = Office(longest=20)
    partner = office.client()
    office.bench.a_consent()
    office.bench.refer()
    said = [{"type": "http.request", "body": b"{}"}, {"type": "http.disconnect"}]

    async def hears():
        return said.pop(0) if len(said) > 1 else said[0]

    async def says(_message):
        pass

    async def both():
        polling = asyncio.ensure_future(office.app(a_poll_of(partner), hears, says))
        await asyncio.sleep(0.1)
        office.bench.worker.once()
        await asyncio.wait_for(polling, timeout=1.5)

    asyncio.run(both())
    assert len(partner.poll(returnImmediately=True).json()["sets"]) == 1


def a_poll_of(partner):
    """A poll as a server hands it to the application."""
    headers = partner.headers("POST", "/sets/poll") | {"Content-Type": "application/json"}
    return {
        "type": "http", "http_version": "1.1", "method": "POST", "scheme": "https", "path": "/sets/poll",
        "raw_path": b"/sets/poll", "query_string": b"", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 443),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip


def test_a_poll_gives_a_hundred_at_the_most():
    assert (read_poll({"maxEvents": 5000}).most, read_poll({}).most) == (100, 100)


def test_stop_signals_are_polled_first_then_the_oldest(office, partner):
    voice = office.bench.under_way("under-review")
    voice.says("in-service")
    office.bench.withdraw(voice.referral.consent)
    office.bench.worker.once()
    names = [office.bench.heard(one)["name"] for one in partner.poll().json()["sets"].values()]
    assert names == ["withdrawn", "refused", "packet-available"]


def test_a_poll_gives_no_more_than_was_asked_for(office, partner):
    voice = office.bench.under_way()
    voice.says("in-service")
    office.bench.worker.once()
    assert [partner.poll(maxEvents=0, returnImmediately=True).json()["sets"]] == [{}]
    first = partner.poll(maxEvents=1).json()
    assert (len(first["sets"]), first["moreAvailable"]) == (1, True)


def test_what_was_acknowledged_is_not_offered_again(office, partner):
    sent(office)
    (jti,) = partner.poll().json()["sets"]
    assert partner.poll(ack=[jti], returnImmediately=True).json() == {"sets": {}}
    office.bench.clock.advance(seconds=60)
    assert office.client().poll(returnImmediately=True).json() == {"sets": {}}


def test_what_was_not_acknowledged_is_offered_again_after_a_minute(office, partner):
    sent(office)
    first = partner.poll().json()
    office.bench.clock.advance(seconds=60)
    assert office.client().poll(returnImmediately=True).json() == first


def test_what_could_not_be_taken_is_a_work_item(office, partner):
    sent(office)
    (jti,) = partner.poll().json()["sets"]
    partner.poll(setErrs={jti: {"err": "invalid_key", "description": "?"}}, returnImmediately=True)
    with office.bench.store.reading() as tx:
        assert tx.outbox.work_items(limit=9) == ((CENTRE, jti, "invalid_key"),)


@pytest.mark.parametrize(
    "members",
    [
        {"maxEvents": -1}, {"maxEvents": True}, {"maxEvents": "1"}, {"returnImmediately": 1}, {"ack": "x"},
        {"ack": [1]}, {"setErrs": []}, {"setErrs": {"x": "y"}}, {"setErrs": {"x": {"err": 1}}}, {"weather": 1},
    ],
)  # fmt: skip
def test_a_malformed_poll_is_refused(partner, members):
    assert code(partner.poll(**members)) == (400, "SENDER_MALFORMED")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"ack":[],"ack":[]}', b"\xff", b'{"maxEvents":NaN}', b"[" * 99])
def test_a_poll_is_strict_json(partner, raw):
    answer = partner.call("POST", "/sets/poll", content=raw, headers={"Content-Type": "application/json"})
    assert code(answer) == (400, "SENDER_MALFORMED")


def test_a_poll_is_json(partner):
    answer = partner.call("POST", "/sets/poll", content=b"{}", headers={"Content-Type": "text/plain"})
    assert code(answer) == (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")


# Referrals


def test_a_partner_sees_state_version_steps_and_deadline_and_no_content(office, partner):
    voice = office.bench.under_way("under-review", "accepted")
    answer = partner.get(f"/referrals/{voice.referral.id}")
    shown = answer.json()
    assert (shown["state"], shown["version"], shown["seq"], answer.headers["etag"]) == ("accepted", 1, 3, '"1"')
    assert set(shown["allowed"]) == {"waitlisted", "scheduled", "in-service", "external", "ended-early"}
    assert set(shown) == {"referral", "state", "version", "allowed", "seq", "deadline", "deadline_reason"}


def test_a_referral_is_not_there_before_its_packet_was_fetched(office, partner):
    assert partner.get(f"/referrals/{sent(office).id}").status_code == 404


@pytest.mark.parametrize("name", ["x", "018F0000-0000-7000-8000-000000000001", "%00", "1'--"])
def test_what_is_no_id_is_refused(partner, name):
    assert partner.get(f"/referrals/{name}").status_code in {400, 401}
    assert partner.get(f"/packets/{name}").status_code in {400, 401}


# Directory and capacity


def test_the_directory_goes_page_by_page(partner):
    first = partner.get("/directory?limit=1").json()
    second = partner.get(f"/directory?limit=1&cursor={first['next']}").json()
    names = [page["partners"][0]["entity"] for page in (first, second)]
    assert names == sorted([CENTRE, OTHER])
    assert partner.get("/directory").json().keys() == {"partners"}


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "٣", "000050999999", "50" + "0" * 9000, ""])
def test_a_page_has_one_to_two_hundred_lines(partner, limit):
    assert code(partner.get(f"/directory?limit={limit}")) == (400, "SENDER_MALFORMED")


@pytest.mark.parametrize("cursor", ["%00", "%C3%A9"])
def test_an_odd_cursor_finds_nothing(partner, cursor):
    assert code(partner.get(f"/directory?cursor={cursor}")) == (404, "HUB_NOT_FOUND")


def test_one_partner_is_shown_by_its_id(partner):
    assert partner.get(entry_of(OTHER)).json()["entity"] == OTHER
    assert partner.get(entry_of("https://niemand.example")).status_code == 404


def test_a_partner_writes_its_capacity(partner):
    assert partner.call("PUT", "/capacity", json={"beratung": CAPACITY}).status_code == 204
    assert partner.get(entry_of(CENTRE)).json()["service_lines"][0]["capacity"] == CAPACITY


def test_a_wrong_capacity_is_refused(partner):
    assert code(partner.call("PUT", "/capacity", json={"x": CAPACITY})) == (422, "SENDER_SCHEMA_INVALID")
    assert (
        partner.call(
            "PUT", "/capacity", content=b"x" * 20_000, headers={"Content-Type": "application/json"}
        ).status_code
        == 413
    )


# Who may call

CALLS = [
    ("POST", "/sets/poll", "referral.receive"),
    ("POST", "/sets", "referral.acknowledge"),
    ("GET", f"/packets/{NOTHING}", "referral.receive"),
    ("GET", f"/blobs/{ABSENT}", "referral.receive"),
    ("PUT", f"/blobs/{ABSENT}", "referral.acknowledge"),
    ("GET", f"/referrals/{NOTHING}", "referral.acknowledge"),
    ("PUT", "/capacity", "capacity.write"),
    ("GET", "/directory", "directory.read"),
    ("GET", "/directory/x", "directory.read"),
]
ALL = {scope for *_, scope in CALLS}


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_needs_its_own_scope(office, method, path, scope):
    partner = office.client(scope=" ".join(sorted(ALL - {scope})))
    assert code(partner.call(method, path)) == (403, "SENDER_INSUFFICIENT_SCOPE")


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_needs_a_token_and_its_proof(office, method, path, scope):
    partner = office.client(scope=scope)
    assert office.send(method, path).status_code == 401
    assert office.send(method, path, headers={"Authorization": f"Bearer {partner.token}"}).status_code == 401
    stolen = {"Authorization": f"DPoP {partner.token}"}
    assert code(office.send(method, path, headers=stolen)) == (401, "SENDER_INVALID_DPOP_PROOF")


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_ends_with_the_partners_standing(office, method, path, scope):
    partner = office.client(scope=scope)
    suspend(CENTRE, by=claim(KIM), hub=office.bench.hub)
    assert partner.call(method, path).status_code == 401


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/sets", "/sets/poll", "/capacity", "/directory", "/livez", f"/packets/{NOTHING}"])
def test_another_method_is_named_as_such(partner, method, path):
    assert code(partner.call(method, path)) == (405, "SENDER_METHOD_NOT_ALLOWED")


def test_an_address_that_is_none_is_not_there(partner):
    assert code(partner.get("/weather")) == (404, "HUB_NOT_FOUND")


# What the hub says of itself


def test_a_hub_lives_and_is_ready(office):
    assert [office.send("GET", path).status_code for path in ("/livez", "/readyz")] == [200, 200]


def test_a_hub_without_a_key_is_not_ready(office):
    office.bench.ring = Ring()
    assert code(office.send("GET", "/readyz")) == (503, "HUB_KEY_AWAY")


def test_a_hub_publishes_its_keys_by_purpose_and_signs_that(office):
    answer = office.send("GET", "/.well-known/openid-federation")
    assert answer.headers["content-type"] == "application/entity-statement+jwt"
    claims = verify(answer.text, kind=ENTITY_STATEMENT, keys=office.bench.ring.public()).claims
    assert (claims["iss"], claims["sub"], claims["exp"] - claims["iat"]) == (ORIGIN, ORIGIN, 7 * 86_400)
    assert {"packet_jwks", "ack_jwks"} <= set(claims["metadata"]["rx_hub"])
    assert "'d'" not in str(claims)
