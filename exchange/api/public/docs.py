"""API documentation: at `/api/docs` a plain list of all calls, which Redoc replaces where the browser lets it."""

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from exchange.api.calls.call import Call
from exchange.api.calls.terms import problems_of
from exchange.api.public.html import page, serves
from exchange.api.public.openapi import template
from exchange.core.errors import GeleitError
from exchange.edge.endpoint import Endpoint
from keys.strictjson import dumps

OPENAPI, DOCS = "/api/openapi.json", "/api/docs"
_HEAD = '<script src="/api/docs/redoc.js" defer></script>\n<script src="/api/docs/start.js" defer></script>\n'
_BODY = """\
<div id="redoc" data-document="/api/openapi.json"></div>
<main id="plain">
<h1>Geleit: Aufrufe / calls</h1>
<p class="lead">Maschinenlesbar / machine-readable: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI 3.1).
Fehler / problems: <a href="/problems">/problems</a>.</p>
{groups}
</main>"""
_CALL = """\
<section class="call"><h3><span class="method">{method}</span> <code>{path}</code></h3>
<p>{words}</p>
<dl>{facts}</dl></section>"""


def openapi(described: Callable[[], dict[str, Any]]) -> Endpoint:
    """Make `GET /api/openapi.json`. The document is made when it is first asked for, and kept."""

    @cache
    def body() -> bytes:
        return dumps(described())

    def make(_: Request) -> Response:
        return Response(body(), media_type="application/json")

    return serves(make)


def docs(calls: Sequence[Call]) -> Endpoint:
    """Make `GET /api/docs`."""

    @cache
    def body() -> str:
        groups = groupby(sorted(calls, key=attrgetter("group")), key=attrgetter("group"))
        return _BODY.format(groups="\n".join(_group(name, list(same)) for name, same in groups))

    def make(_: Request) -> Response:
        return page("Geleit API", body=body(), head=_HEAD)

    return serves(make)


def problem_link(error: type[GeleitError]) -> str:
    """A link to the page of a problem."""
    return f'<a href="/problems/{error.code.lower()}"><code>{error.code}</code></a>'


def _group(name: str, calls: list[Call]) -> str:
    return f"<h2>{escape(name)}</h2>\n" + "\n".join(map(_call, calls))


def _call(call: Call) -> str:
    facts = {
        "Scope": f"<code>{call.scope}</code>" if call.scope else "–",
        "Angaben / parameters": ", ".join(f"<code>{one.name}</code>" for one in call.parameters),
        "Inhalt / body": ", ".join(call.body.media) + (f" ({call.body.schema})" if call.body.schema else "")
        if call.body
        else "",
        "Antworten / answers": ", ".join(f"{one.status} {escape(str(one.words))}" for one in call.answers),
        "Fehler / problems": ", ".join(map(problem_link, problems_of(call))),
    }
    shown = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts.items() if value)
    return _CALL.format(
        method=call.method, path=escape(template(call.path)), words=escape(str(call.words)), facts=shown
    )
