"""Public API operations: the documentation, the pages of problems, and how the hub is, for anybody."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from exchange.api.calls.call import Body, Call, Parameter, Words
from exchange.api.calls.terms import HTML, done, given
from exchange.api.public import docs, problems, status
from exchange.api.public.html import ASSETS, assets
from exchange.api.public.openapi import document
from exchange.core import errors
from exchange.core.unavailable import DiskFull
from exchange.edge.http.errors import KeyUnavailable
from exchange.ports.hub import Hub

GROUP = "Auskunft / information"
CODE = Parameter(
    name="code",
    place="path",
    words=Words(de="Code, klein geschrieben", en="Code, in small letters"),
    schema={"type": "string", "pattern": "^[a-z0-9_]{1,80}$"},
    required=True,
    example="hub_not_found",
)
FILE = Parameter(
    name="file",
    place="path",
    words=Words(de="Dateiname", en="File name"),
    schema={"type": "string", "enum": sorted(ASSETS)},
    required=True,
)
ASSET = Body(media=tuple(sorted({media.partition(";")[0] for media in ASSETS.values()})))


_call = partial(Call, group=GROUP)


def page_calls(hub: Hub, *, others: Sequence[Call], scopes: Sequence[str]) -> tuple[Call, ...]:
    """Health, problems and the documentation of all calls, of these too."""
    plain = (*_health(hub), *_problems())
    # The document describes the calls that serve it: it is made of everything but their endpoints.
    described = (*others, *plain, *_docs((), dict))
    return (*plain, *_docs(described, partial(document, described, origin=hub.origin, scopes=scopes)))


def _health(hub: Hub) -> tuple[Call, ...]:
    answers = (given("health", de="Ja", en="Yes"),)
    return (
        _call(
            method="GET",
            path="/livez",
            name="isAlive",
            words=Words(de="Lebt der Prozess?", en="Is the process alive?"),
            endpoint=status.livez,
            answers=answers,
        ),
        _call(
            method="GET",
            path="/readyz",
            name="isReady",
            words=Words(de="Kann er arbeiten?", en="Can it work?"),
            endpoint=status.readyz(hub),
            answers=answers,
            problems=(KeyUnavailable, DiskFull),
        ),
    )


def _problems() -> tuple[Call, ...]:
    return (
        _call(
            method="GET",
            path="/problems",
            name="listProblems",
            words=Words(de="Alle Fehler, von A bis Z", en="Every problem, from A to Z"),
            endpoint=problems.problem_list(),
            answers=(done(200, de="Die Seite", en="The page", body=HTML),),
        ),
        _call(
            method="GET",
            path="/problems/{code}",
            name="getProblem",
            words=Words(de="Was ein Fehler heißt und was zu tun ist", en="What a problem means and what to do"),
            endpoint=problems.problem_page(),
            parameters=(CODE,),
            answers=(done(200, de="Die Seite", en="The page", body=HTML),),
        ),
    )


def _docs(calls: Sequence[Call], described: Callable[[], dict[str, Any]]) -> tuple[Call, ...]:
    return (
        _call(
            method="GET",
            path=docs.OPENAPI,
            name="getOpenapi",
            words=Words(de="Dieses Dokument", en="This document"),
            endpoint=docs.openapi(described),
            answers=(done(200, de="OpenAPI 3.1", en="OpenAPI 3.1", body=Body()),),
        ),
        _call(
            method="GET",
            path=docs.DOCS,
            name="getDocs",
            words=Words(de="Die Anleitung zum Lesen", en="The documentation to read"),
            endpoint=docs.docs(calls),
            answers=(done(200, de="Die Seite", en="The page", body=HTML),),
        ),
        _call(
            method="GET",
            path=f"{docs.DOCS}/{{file}}",
            name="getDocsFile",
            words=Words(de="Was die Anleitung zum Anzeigen braucht", en="What the documentation is shown with"),
            endpoint=assets(),
            parameters=(FILE,),
            answers=(
                done(200, de="Die Datei", en="The file", body=ASSET, headers=("ETag",)),
                done(304, de="Unverändert", en="Unchanged", headers=("ETag",)),
            ),
            problems=(errors.NotFound,),
        ),
    )
