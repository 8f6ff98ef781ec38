"""Events over the wire: pushed one by one, polled as RFC 8936 says."""

import asyncio
import time

import pytest

from exchange.api.partner.events import read_poll
from exchange.core.vocabulary import State
from exchange.flows.events.park import MOST_PARKED
from tests.support.hubs import CENTRE, OTHER
from tests.support.mail import jti
from tests.support.office import Office, code, sent

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
    refused = partner.poll(**members)
    assert code(refused) == (400, "SENDER_MALFORMED")
    assert "RFC 8259" not in refused.json()["expected"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"ack":[],"ack":[]}', b"\xff", b'{"maxEvents":NaN}', b"[" * 99])
def test_a_poll_is_strict_json(partner, raw):
    answer = partner.call("POST", "/sets/poll", content=raw, headers={"Content-Type": "application/json"})
    assert code(answer) == (400, "SENDER_MALFORMED")


def test_a_poll_is_json(partner):
    answer = partner.call("POST", "/sets/poll", content=b"{}", headers={"Content-Type": "text/plain"})
    assert code(answer) == (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")


# The poll with parcels


def test_a_poll_may_bring_the_parcels_along(office, partner):
    referral = sent(office)
    found = partner.poll(include="parcels").json()
    fetched = partner.get(f"/packets/{referral.packet}")
    assert (found["parcels"], set(found)) == ({referral.packet: fetched.json()}, {"sets", "parcels"})


def test_a_poll_that_does_not_ask_for_them_gets_none(office, partner):
    sent(office)
    assert set(partner.poll().json()) == {"sets"}


def test_a_parcel_that_may_not_be_handed_out_is_named_with_what_a_fetch_would_get(office, partner):
    referral = sent(office)
    office.bench.put(referral, state=State.CONSENT_WITHDRAWN)
    found = partner.poll(include="parcels").json()
    status, said = code(partner.get(f"/packets/{referral.packet}"))
    assert found["parcelErrs"] == {referral.packet: {"status": status, "code": said}}
    assert ("parcels" in found, status) == (False, 410)


@pytest.mark.parametrize("wished", ["", "blobs", None, True, ["parcels"], {"parcels": 1}])
def test_what_cannot_be_brought_along_is_refused(partner, wished):
    answer = partner.poll(include=wished)
    assert (code(answer), answer.json()["pointer"]) == ((400, "SENDER_MALFORMED"), "/include")


def test_a_client_that_dies_is_offered_its_parcels_again(office, partner):
    referral = sent(office)
    assert set(partner.poll(include="parcels").json()["parcels"]) == {referral.packet}
    assert partner.poll(include="parcels", returnImmediately=True).json() == {"sets": {}}
    office.bench.clock.advance(seconds=60)
    assert set(partner.poll(include="parcels").json()["parcels"]) == {referral.packet}
    assert len(office.bench.leaves("DISCLOSURE")) == 1


# Several events in one call


def test_several_events_are_taken_in_one_call(office, partner):
    voice = office.bench.under_way()
    answer = partner.push_several(voice.signed("under-review"), voice.signed("accepted"))
    assert (answer.status_code, set(answer.json())) == (202, {"ack"})
    assert voice.referral.state is State.ACCEPTED


def test_each_of_several_is_answered_on_its_own(office, partner):
    voice = office.bench.under_way()
    good, bad = voice.signed("under-review"), voice.signed("accepted", audience=OTHER)
    answer = partner.push_several(good, bad, nothing="é")
    said = answer.json()
    assert (answer.status_code, answer.headers["content-language"], said["ack"]) == (202, "en", [jti(good)])
    assert {name: one["err"] for name, one in said["setErrs"].items()} == {
        jti(bad): "invalid_audience",
        "nothing": "invalid_request",
    }


def test_where_none_has_a_verdict_the_call_says_when_to_come_again(office, partner):
    voice = office.bench.under_way()
    voice.signed("under-review")
    for _ in range(MOST_PARKED):
        voice.says("erased")
    answer = partner.push_several(voice.signed("erased"), voice.signed("erased"))
    assert code(answer) == (429, "SENDER_EVENTS_AHEAD")
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ([], ""), ("x", ""), ({}, ""), ({"sets": {}, "ack": []}, ""), ({"sets": []}, "/sets"),
        ({"sets": {"x": 1}}, "/sets"), ({"sets": {"x" * 65: "x"}}, "/sets"),
    ],
)  # fmt: skip
def test_what_is_no_call_of_several_is_refused(partner, body, pointer):
    answer = partner.call("POST", "/sets/push", json=body)
    assert (code(answer), answer.json().get("pointer", "")) == ((400, "SENDER_MALFORMED"), pointer)
    assert "sets" in answer.json()["expected"]


def test_fifty_events_are_taken_in_one_call_and_no_more(partner):
    def numbered(count):
        return partner.push_several(**{f"{number}": "x" for number in range(count)})

    assert len(numbered(50).json()["setErrs"]) == 50
    assert code(numbered(51)) == (413, "SENDER_TOO_LARGE")
    assert code(partner.push_several(one="x" * 2_000_000)) == (413, "SENDER_TOO_LARGE")


def test_no_event_at_all_is_no_fault(partner):
    assert (partner.push_several().status_code, partner.push_several().json()) == (202, {"ack": []})


def test_a_proof_serves_for_one_call_of_several(office, partner):
    voice = office.bench.under_way()
    head = partner.headers("POST", "/sets/push")
    body = {"sets": {jti(compact): compact for compact in (voice.signed("under-review"),)}}
    answers = [office.send("POST", "/sets/push", headers=head, json=body).status_code for _ in range(2)]
    assert answers == [202, 401]
