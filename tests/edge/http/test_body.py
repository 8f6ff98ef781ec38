from contextlib import suppress

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.responses import JSONResponse
from starlette.routing import Route

from exchange.core.errors import Malformed
from exchange.edge import app
from exchange.edge.endpoint import unguarded
from exchange.edge.http.body import JSON, NO_BODY, read_form, read_json
from tests.support.oauth_world import FORM, World, said

LARGE, TYPE = (413, "SENDER_TOO_LARGE"), (415, "SENDER_UNSUPPORTED_MEDIA_TYPE")


def reader() -> World:
    world = World()
    core = lambda _request, body: JSONResponse(read_json(body))  # noqa: E731 a reader in one line
    bare = unguarded(lambda _request, _body: JSONResponse({}), media=NO_BODY, limit=0)
    routes = [Route("/x", unguarded(core, media=JSON, limit=100), methods=["POST"]), Route("/bare", bare)]
    world.app = app(routes, hub=world.hub)
    return world


def post(body, **headers: object) -> httpx.Response:
    lines = {name.replace("_", "-"): value for name, value in {"content_type": "application/json", **headers}.items()}
    return reader().send("POST", "/x", content=body, headers={n: v for n, v in lines.items() if v is not None})


async def chunks(count: int):
    for _ in range(count):
        yield b" " * 50


def test_a_body_of_the_limit_is_read_and_one_byte_more_is_not():
    assert said(post(b"{}" + b" " * 98)) == (200, "ok")
    assert said(post(b"{}" + b" " * 99)) == LARGE


def test_a_body_that_hides_its_length_is_measured_as_it_comes():
    assert said(post(chunks(3))) == LARGE


def test_a_length_announced_is_believed_before_anything_is_read():
    assert said(post(chunks(0), content_length="101")) == LARGE


def test_where_no_body_is_expected_none_is_taken():
    assert said(reader().send("GET", "/bare", content=b"x")) == LARGE


@pytest.mark.parametrize(
    "declared", [None, "", "text/plain", "application/json-seq", FORM, "application/json; charset=utf-16"]
)  # fmt: skip
def test_another_media_type_is_refused(declared):
    assert said(post(b"{}", content_type=declared)) == TYPE


@pytest.mark.parametrize("declared", ["APPLICATION/JSON", 'application/json; charset="UTF-8"', "application/json;x=y"])
def test_the_right_media_type_may_be_spelled_freely(declared):
    assert said(post(b"{}", content_type=declared)) == (200, "ok")


def test_two_media_types_are_none():
    lines = [("content-type", "application/json"), ("content-type", "application/json")]
    assert said(reader().send("POST", "/x", content=b"{}", headers=lines)) == TYPE


def test_a_compressed_body_is_refused():
    assert said(post(b"{}", content_encoding="gzip")) == TYPE
    assert said(post(b"{}", content_encoding="identity, gzip")) == TYPE


def test_a_compressed_body_is_refused_whatever_else_is_said_of_it():
    lines = [("content-type", "application/json"), ("content-encoding", "identity"), ("content-encoding", "gzip")]
    assert said(reader().send("POST", "/x", content=b"{}", headers=lines)) == TYPE


@pytest.mark.parametrize("body", [b"", b"{", b'{"a":1,"a":2}', b"NaN", b"\xff", b"[" * 40])
def test_json_is_read_strictly(body):
    assert said(post(body)) == (400, "SENDER_MALFORMED")


@pytest.mark.parametrize(
    "raw", [b"a=1&a=2", b"a=1&a=", b"a", b"a=\xc3\xa4", b"a=%ff", b"&".join(b"n%d=1" % i for i in range(33))]
)
def test_a_form_is_read_strictly(raw):
    with pytest.raises(Malformed):
        read_form(raw)


def test_a_parameter_without_value_counts_as_left_out():
    assert read_form(b"scope=&a=b+c%3D") == {"a": "b c="}
    assert read_form(b"") == {}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_form_or_malformed(raw):
    try:
        form = read_form(raw)
    except Malformed:
        return
    assert all(form.values())


@given(st.binary(max_size=200))
def test_any_bytes_are_json_or_malformed(raw):
    with suppress(Malformed):
        read_json(raw)
