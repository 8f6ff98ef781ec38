"""Route table: what a call is, one row, from which both its route and its description are made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.core.errors import GeleitError
from exchange.edge.endpoint import Endpoint
from exchange.edge.http.errors import MethodNotAllowed

JSON_MEDIA = "application/json"
Place = Literal["query", "header", "path"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The same in German and in English."""

    de: str
    en: str

    def __str__(self) -> str:
        return f"{self.de} / {self.en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """What a call takes beside its body. `schema` is a JSON Schema, of which names of ours may be referred to."""

    name: str
    place: Place
    words: Words
    schema: Mapping[str, Any]
    required: bool = False
    example: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body: its media types, and the name of its schema; bytes where it has none; it may be `optional`."""

    media: tuple[str, ...] = (JSON_MEDIA,)
    schema: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that is no problem. `headers` names those that say something to the caller."""

    status: int
    words: Words
    body: Body | None = None
    headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: where, what for, what it takes and gives, and who answers it.

    `scope` is what its token must cover, empty where anybody may call. `problems` are those it can end in.
    """

    method: str
    path: str
    name: str
    group: str
    words: Words
    endpoint: Endpoint
    answers: tuple[Answer, ...]
    scope: str = ""
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    problems: tuple[type[GeleitError], ...] = ()


def routes_of(calls: Iterable[Call]) -> list[Route]:
    """Make one route of all calls of a path, so that a wrong method hears every right one (RFC 9110 section 15.5.6).

    `HEAD` is answered as `GET` without its body, `OPTIONS` with what the path takes.
    """
    by_path = groupby(sorted(calls, key=attrgetter("path")), key=attrgetter("path"))
    routes = [_route(path, {call.method: call.endpoint for call in same}) for path, same in by_path]
    # What takes the rest of the address comes after what is named in it.
    return sorted(routes, key=lambda route: ":path}" in route.path)


def methods_of(endpoints: Iterable[str]) -> tuple[str, ...]:
    """Every method a path answers, in order."""
    named = set(endpoints)
    return tuple(sorted(named | {"OPTIONS"} | ({"HEAD"} if "GET" in named else set())))


def _route(path: str, endpoints: Mapping[str, Endpoint]) -> Route:
    methods = methods_of(endpoints)

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": ", ".join(methods)})
        chosen = endpoints.get("GET" if request.method == "HEAD" else request.method)
        if chosen is None:
            raise MethodNotAllowed(allowed=methods)
        return await chosen(request)

    # An ASGI route without a list of methods gets every request, and none is refused without our words.
    route = Route(path, endpoint)
    route.methods = None
    return route
