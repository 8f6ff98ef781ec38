"""Odd parameters, tags and numbers have one documented answer each, at every door that reads them."""

from copy import deepcopy
from time import monotonic

import pytest

from exchange.api.partner.events import read_wait
from exchange.core.errors import NotAnId
from exchange.core.ids import read_instant
from keys import strictjson
from tests.support.casework import REFERRALS, path
from tests.support.hubs import CENTRE, consent_document
from tests.support.office import Office, code

MALFORMED = (400, "SENDER_MALFORMED")


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit=1&limit=1", "cursor=x", "cursor=%00", "cursor=a&cursor=b"])
def test_an_odd_page_of_the_directory_is_refused(partner, query):
    assert code(partner.get(f"/directory?{query}")) == MALFORMED


@pytest.mark.parametrize("query", ["limit=1&limit=2", "limit=1&limit=1"])
def test_an_odd_page_of_cases_is_refused(cases, query):
    assert code(cases.get(f"{REFERRALS}?{query}")) == MALFORMED


@pytest.mark.parametrize("tag", ["zzz", '"1', "1", '"1" "2"', "*, *", '"1",zzz', ","])
def test_what_is_no_list_of_tags_is_malformed(cases, draft, tag):
    expected = (412, "HUB_STALE_VERSION") if tag == "," else MALFORMED
    assert code(cases.post(path(draft, "/cancellation"), {"reason": "other"}, match=tag)) == expected


@pytest.mark.parametrize("tag", ['"0"', '"zzz"', 'W/"1"', '"7", "8"'])
def test_a_tag_of_no_state_is_stale(cases, draft, tag):
    assert code(cases.post(path(draft, "/cancellation"), {"reason": "other"}, match=tag))[0] == 412


@pytest.mark.parametrize("most", [b"1.0", b"1e0", b"10.0e-1"])
def test_a_number_without_a_fraction_is_an_integer(partner, most):
    headers = {"Content-Type": "application/json"}
    body = b'{"returnImmediately": true, "maxEvents": ' + most + b"}"
    assert partner.call("POST", "/sets/poll", content=body, headers=headers).status_code == 200
    assert strictjson.loads(most) == 1
    assert strictjson.canonical(strictjson.loads(most)) == b"1"
    assert type(strictjson.loads(most)) is int


@pytest.mark.parametrize("number", [b"9007199254740992.0", b"1e300", b"-1e16"])
def test_a_number_beyond_what_a_double_counts_is_a_number_and_no_integer(number):
    # RFC 8259 has it as a number, whatever its size; nothing of ours that counts takes it.
    assert type(strictjson.loads(number)) is float


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59Z", "9999-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"])
def test_a_time_at_the_ends_of_the_calendar_is_none(cases, at):
    with pytest.raises(NotAnId):
        read_instant(at)
    now = cases.office.bench.clock.now()
    fitting = consent_document(now, level=6, no_show=True, to=CENTRE, days=200)
    document = deepcopy(fitting)
    for clause in document["clauses"]:
        clause["valid_from"] = at
    # The same document with a time that is one is taken, so it is for the time that it is refused.
    assert code(cases.post("/api/v1/consents", document))[0] == 400
    assert cases.post("/api/v1/consents", fitting).status_code == 201


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ([], None),
        (["wait=5"], 5),
        (["respond-async, WAIT = 5"], 5),
        (["respond-async", 'wait="5"; x=y'], 5),
        (["wait=5, wait=9"], 5),
        (["wait=x, wait=9"], None),
        (["wait"], None),
        (["wait=-1"], None),
        (["wait=1.5"], None),
        (["waiting=5"], None),
    ],
)
def test_a_preference_is_read_as_rfc_7240_has_it(fields, seconds):
    assert read_wait(fields) == seconds


def test_a_poll_waits_no_longer_than_it_is_asked_to_and_says_so():
    partner, begun = Office(longest=20.0).client(), monotonic()
    answer = partner.call("POST", "/sets/poll", json={}, headers={"Prefer": "wait=1"})
    assert (answer.status_code, answer.headers["preference-applied"]) == (200, "wait=1")
    assert monotonic() - begun < 15
    assert "preference-applied" not in partner.poll(returnImmediately=True).headers


def test_a_poll_waits_no_longer_than_the_hub_likes():
    partner = Office(longest=0.2).client()
    answer = partner.call("POST", "/sets/poll", json={}, headers={"Prefer": "wait=60"})
    assert answer.headers["preference-applied"] == "wait=0"
