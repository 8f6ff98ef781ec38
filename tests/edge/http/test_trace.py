import logging

import pytest
from starlette.responses import Response
from starlette.routing import Route

from exchange.core.ids import read_uuid
from exchange.edge import app
from exchange.edge.endpoint import unguarded
from exchange.edge.http.body import NO_BODY
from tests.support.hubs import CENTRE
from tests.support.oauth_world import World
from tests.support.office import Office


@pytest.mark.parametrize("given", ["019ca945-0a00-7000-8000-00000000abcd", "4bf92f3577b34da6a3ce929d0e0e4736"])
def test_a_trace_of_the_callers_own_is_kept(given):
    assert World().send("GET", "/jwks", headers={"X-Request-Id": given}).headers["x-request-id"] == given


@pytest.mark.parametrize("given", ["", "a b", "f" * 33, "a\tb", "<script>", "ä".encode().decode("latin-1"), "a%0d%0ab"])
def test_an_unsafe_request_id_is_replaced(given):
    headers = [(b"X-Request-Id", given.encode("latin-1"))]
    assert read_uuid(World().send("GET", "/jwks", headers=headers).headers["x-request-id"])


@pytest.mark.parametrize("given", ["erika-beispiel", "030-5550123", "0305550123", "K-4711"])
def test_a_request_id_that_could_name_a_person_is_replaced(given):
    assert read_uuid(World().send("GET", "/jwks", headers={"X-Request-Id": given}).headers["x-request-id"])


def test_two_request_ids_are_replaced_by_one():
    answer = World().send("GET", "/jwks", headers=[("X-Request-Id", "a" * 32), ("X-Request-Id", "b" * 32)])
    assert read_uuid(answer.headers["x-request-id"])


@pytest.mark.parametrize("path", ["/jwks", "/nowhere"])
def test_every_answer_stays_private(path):
    headers = World().send("GET", path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["strict-transport-security"].startswith("max-age=")
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(("path", "route"), [("/jwks", "/jwks"), ("/erika-beispiel", "/")])
def test_the_log_names_the_route_and_never_the_address(caplog, path, route):
    with caplog.at_level(logging.INFO):
        World().send("GET", path)
    assert [one.route for one in caplog.records if one.msg == "call"] == [route]


def test_the_log_names_the_partner_that_called_and_the_code_of_a_refusal(caplog):
    partner = Office().client()
    with caplog.at_level(logging.INFO):
        partner.get("/directory")
        World().send("GET", "/nowhere")
    *_, known, refused = (one for one in caplog.records if one.msg == "call")
    assert (known.partner, refused.code) == (CENTRE, "HUB_NOT_FOUND")
    assert not hasattr(known, "code")


def test_a_demo_hub_without_tls_does_not_ask_for_it():
    world = World(origin="http://127.0.0.1:8001", clients=())
    assert "strict-transport-security" not in world.send("GET", "/jwks").headers


def test_a_header_the_answer_sets_itself_is_left_alone():
    world = World()
    core = unguarded(lambda _request, _body: Response(headers={"Cache-Control": "max-age=60"}), media=NO_BODY, limit=0)
    world.app = app([Route("/x", core)], hub=world.hub)
    assert world.send("GET", "/x").headers["cache-control"] == "max-age=60"
