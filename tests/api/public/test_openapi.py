"""The document of the API: equal to the routes, valid, whole, and true of the schemas."""

import json

import httpx
import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from starlette.routing import Match

import schemas
from exchange.api.calls.terms import problems_of
from exchange.api.public.openapi import document, template
from exchange.api.routes import api_calls, api_routes
from exchange.edge.wakeup import Wakeup
from tests.support.described import hold_against
from tests.support.hubs import ORIGIN, Bench
from tests.support.office import Office

HUB = Bench().hub
CALLS = api_calls(HUB, wakeup=Wakeup())
ROUTES = api_routes(HUB, wakeup=Wakeup())
OFFICE = Office()


@pytest.fixture(scope="module")
def shown():
    return OFFICE.send("GET", "/api/openapi.json").json()


def references(node):
    if isinstance(node, dict):
        yield from [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        for inner in node.values():
            yield from references(inner)
    for inner in node if isinstance(node, list) else ():
        yield from references(inner)


def test_the_document_describes_exactly_the_routes(shown):
    described = {(path, method.upper()) for path, calls in shown["paths"].items() for method in calls}
    assert described == {(template(call.path), call.method) for call in CALLS}
    assert {template(route.path) for route in ROUTES} == set(shown["paths"])


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.name)
def test_a_described_method_is_answered_and_another_is_refused(call):
    path = call.path.replace("{id:path}", "x").replace("{", "").replace("}", "")
    (route,) = [one for one in ROUTES if one.path == call.path]
    assert route.matches({"type": "http", "path": path, "method": call.method})[0] is Match.FULL
    refused = OFFICE.send("PATCH", path)
    assert refused.status_code == 405
    assert call.method in refused.headers["allow"].split(", ")


def test_every_reference_leads_somewhere(shown):
    for reference in set(references(shown)):
        place = shown
        for step in reference.removeprefix("#/").split("/"):
            place = place[step.replace("~1", "/").replace("~0", "~")]


def test_a_validator_that_is_not_ours_finds_nothing_wrong_with_it(shown):
    assert [one.message for one in OpenAPIV31SpecValidator(shown).iter_errors()] == []


def test_every_answer_says_its_trace_and_every_refusal_its_language_and_when_to_come_again(shown):
    for calls in shown["paths"].values():
        for call in calls.values():
            for status, said in call["responses"].items():
                named = set(said["headers"])
                assert "X-Request-Id" in named
                assert {"RateLimit", "RateLimit-Policy"} <= named or not (call["security"] or status == "429")
                problem = "application/problem+json" in said.get("content", {})
                assert "Content-Language" in named or not problem
                assert ("Retry-After" in named) is (status in {"429", "503", "507"})


def test_an_answer_the_document_does_not_name_is_found():
    answer = OFFICE.send("GET", "/livez")
    hold_against(answer)
    for changed in (
        httpx.Response(418, request=answer.request, headers={"X-Request-Id": "x"}),
        httpx.Response(200, request=answer.request, headers={"Retry-After": "1"}, json={"status": "ok"}),
        httpx.Response(200, request=answer.request, json={"status": "ok", "more": 1}),
        httpx.Response(200, request=answer.request, html="<p>"),
    ):
        with pytest.raises(AssertionError, match="isAlive"):
            hold_against(changed)


def test_every_call_has_a_name_of_its_own(shown):
    names = [call["operationId"] for calls in shown["paths"].values() for call in calls.values()]
    assert len(names) == len(set(names))


def test_every_schema_of_the_document_is_a_schema(shown):
    for schema in shown["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def examples(shown, name):
    """The filled bodies of every call that takes the schema."""
    calls = [call for path in shown["paths"].values() for call in path.values()]
    bodies = [body for call in calls for body in call.get("requestBody", {}).get("content", {}).values()]
    taken = [body for body in bodies if body.get("schema", {}).get("$ref", "").endswith(f"/{name}")]
    return [one["value"] for body in taken for one in body["examples"].values()]


@pytest.mark.parametrize(("name", "count"), [("refer", 10), ("consent", 2), ("capacity", 1)])
def test_the_examples_fit_the_schemas_as_they_stand_in_the_document(shown, name, count):
    registry = Registry().with_resource("urn:document", DRAFT202012.create_resource(shown))
    validator = Draft202012Validator({"$ref": f"urn:document#/components/schemas/{name}"}, registry=registry)
    found = examples(shown, name)
    assert len(found) == count
    assert [list(validator.iter_errors(one)) for one in found] == [[]] * count


def test_every_problem_of_a_call_is_told_with_its_page():
    text = json.dumps(document(CALLS, origin=ORIGIN, scopes=["referral.send"]))
    assert all(problem.code in text for call in CALLS for problem in problems_of(call))


PREVIEWS = {"/api/v1/consents/check", "/api/v1/persons/search", "/api/v1/break-glass"}
"""Looks: posted, for a body says what is asked. What they show is kept nowhere, so there is nothing to repeat."""


def test_what_changes_something_for_staff_says_who_how_often_and_on_which_state(shown):
    for path, calls in shown["paths"].items():
        named = {one["name"] for one in calls.get("post", {}).get("parameters", ())}
        if path in PREVIEWS:
            assert "On-Behalf-Of" in named
            assert "Idempotency-Key" not in named
        elif path.startswith("/api/v1/") and "post" in calls:
            assert named >= {"On-Behalf-Of", "Idempotency-Key"}
        if path.startswith("/api/v1/referrals/") and "post" in calls:
            assert "If-Match" in named


def test_the_ten_services_are_described(shown):
    assert set(schemas.services()) <= set(shown["components"]["schemas"])
