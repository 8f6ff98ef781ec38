"""OpenAPI 3.1 document: all calls, made from the route table and the schemas; nothing in it is written twice."""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from importlib.metadata import version
from itertools import groupby
from operator import attrgetter
from typing import Any

import schemas
from exchange.api.calls.call import Answer, Body, Call, Parameter
from exchange.api.calls.terms import problems_of
from exchange.core.errors import GeleitError
from exchange.edge.http.errors import InsufficientScope
from schemas.files import PREFIX

OPENAPI = "3.1.0"
PROBLEM = "application/problem+json"
_PLACE = "#/components/schemas/"
_TEXT, _COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}
HEADERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "Accept-Ranges": ("Bereiche gehen / ranges may be asked for", _TEXT),
    "Content-Digest": ("SHA-256 des Inhalts / of the content (RFC 9530)", _TEXT),
    "Content-Language": ("Sprache der Sätze / language of the sentences", {"type": "string", "enum": ["de", "en"]}),
    "Content-Range": ("Welcher Teil / which part (RFC 9110)", _TEXT),
    "DPoP-Nonce": ("Nonce für den nächsten Nachweis / for the next proof (RFC 9449)", _TEXT),
    "ETag": ("Stand, für If-Match / state, for If-Match", _TEXT),
    "Link": ("Die nächste Seite / the next page (RFC 8288)", _TEXT),
    "Location": ("Adresse des Angelegten / address of what was made", {"type": "string", "format": "uri"}),
    "Preference-Applied": ("Die Wartezeit, die galt / the wait that was kept (RFC 7240)", _TEXT),
    "RateLimit": ("Was übrig ist / what is left (draft-ietf-httpapi-ratelimit-headers)", _TEXT),
    "RateLimit-Policy": ("Wie viele Aufrufe in welcher Zeit / how many calls in what time", _TEXT),
    "Retry-After": ("So viele Sekunden warten / wait so many seconds", _COUNT),
    "WWW-Authenticate": ("Was am Token fehlt / what is wrong with the token (RFC 9449)", _TEXT),
    "X-Request-Id": ("Vorgangsnummer / trace", _TEXT),
}
"""Headers of answers that say something to the caller."""
_ABOUT = (
    "Deutsch: Was die Fachverfahren des eigenen Hauses und die Systeme der Stellen aufrufen. Jeder Aufruf trägt ein "
    "DPoP-gebundenes Zugriffstoken (RFC 9449) und einen eigenen Nachweis; Fehler sind Problemdokumente (RFC 9457), und "
    "ihr `type` führt zu einer Seite, die sagt, was zu tun ist.\n\n"
    "English: what the organisation's own case-management systems and the partners' systems call. Each call carries a "
    "DPoP-bound access token (RFC 9449) and a proof of its own; errors are problem documents (RFC 9457) whose `type` "
    "leads to a page that says what to do."
)


def document(calls: Sequence[Call], *, origin: str, scopes: Iterable[str]) -> dict[str, Any]:
    """Describe every call (OpenAPI 3.1)."""
    paths = groupby(sorted(calls, key=attrgetter("path")), key=attrgetter("path"))
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "Geleit",
            "version": version("geleit"),
            "description": _ABOUT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": origin}],
        "tags": [{"name": group, "description": _about(group)} for group in dict.fromkeys(one.group for one in calls)],
        "paths": {template(path): {call.method.lower(): _operation(call) for call in same} for path, same in paths},
        "components": {
            "schemas": _components(calls),
            "headers": {name: _header(name) for name in HEADERS},
            "securitySchemes": _security(origin, scopes),
        },
    }


def _about(group: str) -> str:
    de, _, en = group.partition(" / ")
    return f"Aufrufe: {de} / calls: {en}"


def _header(name: str) -> dict[str, Any]:
    words, schema = HEADERS[name]
    return {"description": words, "schema": dict(schema)}


def template(path: str) -> str:
    """The path as OpenAPI writes it: without Starlette's converters."""
    return path.replace(":path}", "}")


def _security(origin: str, scopes: Iterable[str]) -> dict[str, Any]:
    granted = dict.fromkeys(scopes, "")
    flow = {"tokenUrl": f"{origin}/oauth/token", "scopes": granted}
    return {
        "token": {
            "type": "oauth2",
            "description": "private_key_jwt (RFC 7523) + DPoP (RFC 9449); Authorization: DPoP <token>",
            "flows": {"clientCredentials": flow},
        },
        "proof": {
            "type": "apiKey",
            "in": "header",
            "name": "DPoP",
            "description": "RFC 9449: htm, htu, iat, jti, ath; new for each call.",
        },
    }


def _operation(call: Call) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": call.name,
        "tags": [call.group],
        "summary": str(call.words),
        "parameters": [_parameter(one) for one in call.parameters],
        "responses": _responses(call),
        "security": [{"token": [call.scope], "proof": []}] if call.scope else [],
    }
    if call.body:
        operation["requestBody"] = {"required": not call.body.optional, "content": _content(call.body, examples=True)}
    return operation


def _parameter(one: Parameter) -> dict[str, Any]:
    shown = {
        "name": one.name,
        "in": one.place,
        "description": str(one.words),
        "required": one.required,
        "schema": dict(one.schema),
    }
    return shown | ({} if one.example is None else {"example": one.example})


def _responses(call: Call) -> dict[str, Any]:
    everywhere = ["X-Request-Id", *(["RateLimit", "RateLimit-Policy"] if call.scope else [])]
    found = {str(one.status): _answer(one) for one in call.answers}
    problems = sorted(problems_of(call), key=attrgetter("status"))
    for status, same in groupby(problems, key=attrgetter("status")):
        described = _problems(list(same))
        known = found.get(str(status))
        if known is None:
            found[str(status)] = described
        else:
            known["description"] += "\n\n" + described["description"]
            known.setdefault("content", {}).update(described["content"])
            known.setdefault("headers", {}).update(described["headers"])
    for one in found.values():
        one["headers"] = _headers(everywhere) | one.get("headers", {})
    return found


def _headers(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _answer(one: Answer) -> dict[str, Any]:
    shown: dict[str, Any] = {"description": str(one.words)}
    if one.headers:
        shown["headers"] = _headers(one.headers)
    if one.body:
        shown["content"] = _content(one.body)
    return shown


def _problems(same: list[type[GeleitError]]) -> dict[str, Any]:
    status = HTTPStatus(same[0].status)
    lines = [f"`{one.code}`: {one.de} / {(one.__doc__ or '').partition(chr(10))[0]}" for one in same]
    headers = {
        HTTPStatus.UNAUTHORIZED: ["WWW-Authenticate", "DPoP-Nonce"],
        HTTPStatus.FORBIDDEN: ["WWW-Authenticate"] if InsufficientScope in same else [],
        HTTPStatus.TOO_MANY_REQUESTS: ["Retry-After", "RateLimit", "RateLimit-Policy"],
        HTTPStatus.SERVICE_UNAVAILABLE: ["Retry-After"],
        HTTPStatus.INSUFFICIENT_STORAGE: ["Retry-After"],
    }.get(status, [])
    codes = {"properties": {"code": {"enum": sorted({one.code for one in same})}}}
    return {
        "description": "\n\n".join(lines),
        "headers": _headers(["Content-Language", *headers]),
        "content": {PROBLEM: {"schema": {"$ref": f"{_PLACE}problem", **codes}}},
    }


def _content(body: Body, *, examples: bool = False) -> dict[str, Any]:
    described: dict[str, Any] = {}
    if body.schema:
        described["schema"] = {"$ref": _PLACE + body.schema}
    found = _examples(body.schema) if examples and body.schema else {}
    if found:
        described["examples"] = found
    return dict.fromkeys(body.media, described)


def _examples(schema: str) -> dict[str, Any]:
    """Filled examples: for a referral one of each service, without files, which follow by calls of their own."""
    named = schemas.services() if schema == "refer" else tuple({schema} & set(schemas.names()))
    filled = {name: schemas.example(name) for name in named}
    return {name: {"value": {k: v for k, v in one.items() if k != "attachments"}} for name, one in filled.items()}


def _components(calls: Sequence[Call]) -> dict[str, Any]:
    bodies = [call.body for call in calls] + [one.body for call in calls for one in call.answers]
    wanted = ["problem", *schemas.services(), *(body.schema for body in bodies if body and body.schema)]
    found: dict[str, Any] = {}
    while wanted:
        name = wanted.pop()
        if name not in found:
            loaded = schemas.load(name)
            found[name] = _moved({key: one for key, one in loaded.items() if key not in {"$id", "$schema"}}, name)
            wanted += map(_name, _leads(loaded))
    return dict(sorted(found.items()))


def _leads(node: Any) -> set[str]:
    """The `$id` of every schema a schema refers to."""
    if isinstance(node, list):
        return {lead for one in node for lead in _leads(one)}
    if not isinstance(node, Mapping):
        return set()
    inner = {lead for key, one in node.items() if key != "$ref" for lead in _leads(one)}
    lead = str(node.get("$ref", "")).partition("#")[0]
    return inner | ({lead} if lead.startswith(PREFIX) else set())


def _moved(node: Any, home: str) -> Any:
    """A schema whose references lead to where its neighbours stand in the document."""
    if isinstance(node, list):
        return [_moved(one, home) for one in node]
    if not isinstance(node, Mapping):
        return node
    return {key: _place(one, home) if key == "$ref" else _moved(one, home) for key, one in node.items()}


def _place(reference: str, home: str) -> str:
    lead, _, inner = reference.partition("#")
    return _PLACE + (_name(lead) if lead else home) + inner


def _name(identifier: str) -> str:
    return identifier.removeprefix(PREFIX).rpartition(":")[0]
