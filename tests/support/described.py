"""What the document of the API says, held against every answer that any test gets: it says what the server does."""

from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from exchange.api.public.openapi import document, template
from exchange.api.routes import api_calls
from exchange.edge.wakeup import Wakeup
from tests.support.hubs import ORIGIN, Bench

SAID = frozenset({
    "retry-after", "www-authenticate", "dpop-nonce", "etag", "location", "link", "content-range", "content-digest",
    "accept-ranges", "preference-applied", "ratelimit", "ratelimit-policy", "content-language", "x-request-id",
})  # fmt: skip
"""Headers that tell the caller something; those of HTTP itself and of browsers go without saying."""


@cache
def described() -> dict[str, Any]:
    """The document, and each of its calls by method and the parts of its path."""
    return document(api_calls(Bench().hub, wakeup=Wakeup()), origin=ORIGIN, scopes=["referral.send"])


@cache
def _calls() -> list[tuple[str, list[str], dict[str, Any]]]:
    found = []
    for path, calls in described()["paths"].items():
        found += [(method.upper(), template(path).split("/"), call) for method, call in calls.items()]
    # What takes the rest of the address comes after what is named in it.
    return sorted(found, key=lambda one: sum(part.startswith("{") for part in one[1]))


def hold_against(response: httpx.Response) -> None:
    """Let an answer pass that the document names: its status, its body, its code, its headers."""
    call = _call(response.request)
    if call is None:
        return
    where = f"{call['operationId']} {response.status_code}"
    said = call["responses"].get(str(response.status_code))
    assert said is not None, f"{where} {response.text[:200]}"
    named = {name.lower() for name in said.get("headers", {})}
    assert SAID & {name.lower() for name in response.headers} <= named, f"{where} {dict(response.headers)}"
    if response.content:
        media = response.headers["content-type"].partition(";")[0]
        assert media in said.get("content", {}), f"{where} {media}"
        _fits(said["content"][media], response, where)


def _call(request: httpx.Request) -> dict[str, Any] | None:
    parts = request.url.raw_path.decode().partition("?")[0].split("/")
    for known, path, call in _calls():
        fits = len(path) == len(parts) and all(a == b or a.startswith("{") for a, b in zip(path, parts, strict=True))
        if known == request.method and fits:
            return call
    return None


def _fits(said: dict[str, Any], response: httpx.Response, where: str) -> None:
    if "json" not in response.headers["content-type"] or "schema" not in said:
        return
    registry = Registry().with_resource("urn:document", DRAFT202012.create_resource(described()))
    schema = {key: (f"urn:document{one}" if key == "$ref" else one) for key, one in said["schema"].items()}
    wrong = [one.message for one in Draft202012Validator(schema, registry=registry).iter_errors(response.json())]
    assert not wrong, f"{where} {wrong} {response.text[:300]}"
