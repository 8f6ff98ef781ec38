"""Input limits: a body is read never beyond its limit, only of the media type asked for, each name once."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from exchange.core.errors import Malformed, TooLarge, Unsupported
from exchange.core.said import Said
from exchange.edge.http.budget import BodyBudget
from keys import strictjson
from keys.errors import KeysError

JSON = frozenset({"application/json"})
MAY_BE_JSON = JSON | {""}
"""JSON, or no body at all."""
FORM = frozenset({"application/x-www-form-urlencoded"})
NO_BODY: frozenset[str] = frozenset()
ANY_MEDIA = frozenset({"*/*"})
"""Whatever a caller calls it: for formats of others, who name none."""
KIB = 1024
_FIELDS = 32
_TWICE = Said("Das steht in der Adresse mehrmals.", "This stands in the address several times.")


async def read_body(request: Request, *, limit: int) -> bytes:
    """Read the whole body.

    Args:
        request: the request; its body was not read before.
        limit: the largest size in bytes; nothing beyond it is kept.

    Raises:
        TooLarge: the body is larger, whatever its Content-Length says.
        Unsupported: it is compressed; a small body could unpack to a large one.
        Malformed: the caller went away before the end.
        BodiesCrowded: all bodies under way are together as large as they may be.
    """
    check_coding(request)
    bodies: BodyBudget = request.state.rate_limits.bodies
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise TooLarge
    held = bytearray()
    try:
        async for chunk in request.stream():
            if len(held) + len(chunk) > limit:
                raise TooLarge
            bodies.take(request.scope["state"], len(chunk))
            held += chunk
    except ClientDisconnect as error:
        raise Malformed from error
    return bytes(held)


def check_coding(request: Request) -> None:
    """Let pass a request whose body is what it says it is, not a compressed form of it.

    Raises:
        Unsupported: it is compressed.
    """
    codings = ",".join(request.headers.getlist("content-encoding")).split(",")
    if any(one.strip().lower() not in {"", "identity"} for one in codings):
        raise Unsupported


def check_media(request: Request, *, media: frozenset[str]) -> None:
    """Let pass a request whose body is of one of the media types.

    The empty one stands for no body, which has no Content-Type.

    Raises:
        Unsupported: no Content-Type, several, another type, or a charset other than UTF-8.
    """
    declared = request.headers.getlist("content-type")
    if media is ANY_MEDIA:
        return
    if not declared and "" in media and request.headers.get("content-length", "0") == "0":
        return
    if len(declared) != 1:
        raise _unsupported(media)
    essence, _, parameters = (part.strip().lower() for part in declared[0].partition(";"))
    charset = parameters.replace(" ", "").replace('"', "")
    if essence not in media or (charset.startswith("charset=") and charset != "charset=utf-8"):
        raise _unsupported(media)


def _unsupported(media: frozenset[str]) -> Unsupported:
    taken = ", ".join(sorted(media - {""}))
    return Unsupported(pointer="/Content-Type").saying(form=Said(f"Content-Type: {taken}", f"Content-Type: {taken}"))


def read_json(raw: bytes) -> Any:
    """Read a JSON document strictly (protocol section 1).

    Raises:
        Malformed: see `keys.strictjson.loads`.
    """
    try:
        return strictjson.loads(raw)
    except KeysError as error:
        raise Malformed from error


def read_once(request: Request, name: str, *, usual: str = "") -> str:
    """Read a parameter of the query; `usual` where it is not there.

    Raises:
        Malformed: it stands there several times. Two readers that keep different ones would answer two questions.
    """
    given = request.query_params.getlist(name)
    if len(given) > 1:
        raise Malformed(pointer=f"/{name}").saying(what=_TWICE, form=Said(f"?{name}=…, einmal", f"?{name}=…, once"))
    return given[0] if given else usual


def read_form(raw: bytes) -> Mapping[str, str]:
    """Read an `application/x-www-form-urlencoded` body, leaving out parameters without a value (RFC 6749 section 3.2).

    Raises:
        Malformed: not ASCII, not name=value pairs, not UTF-8 once decoded, a name twice, or more than 32 pairs.
    """
    try:
        pairs = parse_qsl(
            raw.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(raw),
            errors="strict",
            max_num_fields=_FIELDS,
        )
    except ValueError as error:
        raise Malformed from error
    form = dict(pairs)
    # Two readers that keep different ones of two equal names would act on two different requests.
    if len(form) != len(pairs):
        raise Malformed
    return {name: value for name, value in form.items() if value}
