"""Whatever is sent, the answer is documented: never a 500, never an exception, and nothing of it comes back."""

import json
from functools import cache
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schemas
from tests.support.anything import anything
from tests.support.office import ABSENT, CALLS, NOTHING, Office

DOCUMENTED = {200, 201, 202, 204, 206, 400, 401, 403, 404, 405, 410, 413, 415, 416, 422}
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
SEGMENT = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    [NOTHING, ABSENT, "..", "%2e%2e", "\x00"]
)
PREFIXES = ["/packets", "/blobs", "/referrals", "/directory", "/sets", "/capacity", "/problems", ""]
HEADER = st.sampled_from(
    [
        "Range",
        "Content-Type",
        "Accept",
        "Accept-Language",
        "Content-Encoding",
        "X-Request-Id",
        "If-Match",
        "Host",
        "Forwarded",
    ]
)
VALUE = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30) | st.sampled_from(
    ["bytes=0-", "bytes=9-1", "application/json", "application/json; charset=latin-1", "gzip", "*/*", "de;q=9"]
)


LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_categories=["Cc"]), max_size=20)
NUMBERS = ["filename*0", "filename*0*", "filename*1", f"filename*{'9' * 4301}"]
SAYS = st.tuples(
    st.sampled_from(["filename", "filename*", *NUMBERS]) | LATIN,
    st.sampled_from(["a.pdf", '"a.pdf"', "UTF-8''a%C3%9C.pdf", "undefined''a", "idna'en'%ff", "''", "%00"]) | LATIN,
).map("=".join)
DISPOSITION = st.lists(SAYS | LATIN, max_size=4).map(lambda said: "; ".join(["attachment", *said])) | LATIN


@cache
def draft():
    """A case-management system, and a draft of its own."""
    cases = Office().cases()
    return cases, cases.create()


@cache
def partner():
    return Office(longest=0.0).client()


def documented(response):
    assert response.status_code in DOCUMENTED, (response.status_code, response.text)
    if response.content and response.headers.get("content-type") == "application/problem+json":
        problem = response.json()
        assert problem["status"] == response.status_code
        assert schemas.validate("problem", problem) == ()
    return response


@FUZZ
@given(prefix=st.sampled_from(PREFIXES), segment=SEGMENT, method=st.sampled_from(["GET", "PUT", "POST", "HEAD"]))
def test_any_address_is_answered(prefix, segment, method):
    documented(partner().call(method, f"{prefix}/{quote(segment, safe='')}"))


@pytest.mark.parametrize(("method", "path", "_scope"), CALLS)
@settings(FUZZ, max_examples=25)
@given(name=HEADER, value=VALUE)
def test_any_header_is_answered(method, path, _scope, name, value):
    documented(partner().call(method, path, headers={name: value.strip()}))


@pytest.mark.parametrize("path", ["/sets/poll", "/capacity"])
@FUZZ
@given(document=anything | st.dictionaries(st.sampled_from(["ack", "setErrs", "maxEvents", "beratung"]), anything))
def test_any_json_is_answered(path, document):
    method = "PUT" if path == "/capacity" else "POST"
    documented(partner().call(method, path, json=document))


@pytest.mark.parametrize(("method", "path", "_scope"), CALLS)
@settings(FUZZ, max_examples=25)
@given(
    raw=st.binary(max_size=200), media=st.sampled_from(["application/json", "application/secevent+jwt", "text/plain"])
)
def test_any_bytes_are_answered(method, path, _scope, raw, media):
    documented(partner().call(method, path, content=raw, headers={"Content-Type": media}))


@FUZZ
@given(
    query=st.dictionaries(st.sampled_from(["limit", "cursor", "access_token", "x"]), st.text(max_size=9), max_size=3)
)
def test_any_query_is_answered(query):
    documented(partner().call("GET", "/directory", params=query))


@settings(FUZZ, max_examples=300)
@given(name=DISPOSITION)
def test_any_name_of_a_file_is_answered(name):
    cases, referral = draft()
    documented(cases.attach(referral, Content_Disposition=name.strip().encode("latin-1")))


@FUZZ
@given(token=st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60), proof=VALUE)
def test_any_token_is_answered(token, proof):
    headers = {"Authorization": f"DPoP {token}", "DPoP": proof.strip()}
    assert documented(partner().office.send("GET", "/directory", headers=headers)).status_code == 401


def test_nothing_that_was_sent_comes_back():
    canary = "Kanarienvogel"
    answers = [
        partner().get(f"/packets/{canary}"),
        partner().get(f"/directory/{canary}"),
        partner().poll(**{canary: canary}),
        partner().call("PUT", "/capacity", json={canary.lower(): json.loads('{"waiting_weeks": 1}')}),
        partner().push(canary),
        partner().get(f"/{canary}?{canary}={canary}", Accept_Language=canary),
    ]
    assert [canary.lower() in documented(one).text.lower() for one in answers] == [False] * len(answers)
