"""Long polling (RFC 8936) and push (RFC 8935): events both ways, the hub's to fetch, a partner's to take."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from exchange.core.errors import Malformed, TooLarge
from exchange.core.events.event import Err
from exchange.core.said import Said
from exchange.edge.auth.access import Caller, Grant, authenticate
from exchange.edge.auth.admission import consume_on_refusal, run_authenticated
from exchange.edge.endpoint import Endpoint, authenticating
from exchange.edge.http.body import JSON, check_media, read_body, read_json
from exchange.edge.wakeup import Wakeup
from exchange.flows.delivery.offer import Collected, Offer, announce, announce_with_parcels
from exchange.flows.delivery.poll import collect
from exchange.flows.events.genuine import EventRejected
from exchange.flows.events.receive import receive
from exchange.flows.events.receive_several import MOST_SETS, receive_several
from exchange.ports.hub import Hub

LONGEST_WAIT = 30.0
"""Seconds a poll waits for something to say (protocol section 4)."""
LOOK_AGAIN = 0.25
"""Seconds after which a poll looks again for what was held when it looked."""
POLL_LIMIT = 256 * 1024
SET_LIMIT = 1024 * 1024
LONGEST_JTI = 64
SECEVENT = frozenset({"application/secevent+jwt"})
_MEMBERS = frozenset({"maxEvents", "returnImmediately", "ack", "setErrs", "include"})
_PARCELS = "parcels"
_OTHERWISE = Said("So ist diese Abfrage nicht geschrieben.", "This call is not written like that.")
_ONLY = ", ".join(sorted(_MEMBERS))
_FORMS = {
    "": Said(f"ein Objekt; darin höchstens {_ONLY}", f"an object; in it at most {_ONLY}"),
    "/ack": Said('eine Liste: ["jti", …]', 'a list: ["jti", …]'),
    "/include": Said('"parcels", oder nicht da', '"parcels", or not there'),
    "/maxEvents": Said("eine ganze Zahl ab 0, ohne Anführungszeichen", "a whole number from 0 on, without quotes"),
    "/returnImmediately": Said("true oder false", "true or false"),
    "/setErrs": Said('{"jti": {"err": "…"}}', '{"jti": {"err": "…"}}'),
    "/sets": Said(
        f'ein Objekt mit sets allein: {{"sets": {{"jti": "SET"}}}}, die jti höchstens {LONGEST_JTI} Zeichen',
        f'an object with sets alone: {{"sets": {{"jti": "SET"}}}}, each jti at most {LONGEST_JTI} characters',
    ),
}
_MOST = 100
_SECONDS = re.compile(r'"?([0-9]{1,6})"?', re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A poll as RFC 8936 section 2.4 has it; `offer` is what it wants to have along."""

    most: int
    at_once: bool
    acks: tuple[str, ...]
    errors: Mapping[str, str]
    offer: Offer = announce


def poll(hub: Hub, *, wakeup: Wakeup, longest: float = LONGEST_WAIT) -> Endpoint:
    """Make `POST /sets/poll`. It waits without holding a thread."""

    async def endpoint(request: Request) -> Response:
        caller = await authenticate(request, hub=hub, scope="referral.receive")
        async with consume_on_refusal(caller):
            check_media(request, media=JSON)
            asked = read_poll(read_json(await read_body(request, limit=POLL_LIMIT)))
        wished = read_wait(request.headers.getlist("prefer"))
        seconds = longest if wished is None else min(wished, longest)
        applied = {} if wished is None else {"Preference-Applied": f"wait={int(seconds)}"}
        return JSONResponse(await _wait(asked, caller, request, seconds=seconds), headers=applied)

    async def _wait(asked: Poll, caller: Caller, request: Request, *, seconds: float) -> dict[str, Any]:
        ends, client = hub.clock.monotonic() + seconds, caller.grant.client
        again = partial(collect, client, limit=asked.most, offer=asked.offer)

        def first(hub: Hub) -> Collected:
            return again(acks=asked.acks, errors=asked.errors, hub=hub)

        with wakeup.listening(client) as bell:
            found = await run_authenticated(first, caller=caller)
            while not (found.sets or asked.at_once or asked.most == 0 or wakeup.closed):
                left = ends - hub.clock.monotonic()
                if left <= 0:
                    break
                # Nothing rings when other work lets go of what it holds.
                await bell.wait(seconds=min(left, LOOK_AGAIN) if found.more else left)
                # To one who has hung up nothing is offered: it would be kept from its next poll for a minute.
                if await request.is_disconnected():
                    break
                found = await run_in_threadpool(again, acks=(), errors={}, hub=hub)
        return _answer(found)

    return endpoint


def push(hub: Hub, *, wakeup: Wakeup) -> Endpoint:
    """Make `POST /sets`: 202 when the verdict is durable, else 400 with RFC 8935's error."""

    def core(_: Request, grant: Grant, raw: bytes, hub: Hub) -> Response:
        try:
            receive(_ascii(raw), client=grant.client, hub=hub)
        except EventRejected as error:
            return JSONResponse(_refused(error), 400, {"Content-Language": "en"})
        wakeup.notify(grant.client)
        return Response(status_code=202)

    return authenticating(core, hub=hub, scope="referral.acknowledge", media=SECEVENT, limit=SET_LIMIT)


def push_several(hub: Hub, *, wakeup: Wakeup) -> Endpoint:
    """Make `POST /sets/push`: 202 with what became of each; neither taken nor refused is what has to come again."""

    def core(_: Request, grant: Grant, raw: bytes, hub: Hub) -> Response:
        verdicts = receive_several(read_sets(read_json(raw)), client=grant.client, hub=hub)
        wakeup.notify(grant.client)
        if not verdicts.rejected:
            return JSONResponse({"ack": verdicts.taken}, 202)
        refused = {jti: _refused(error) for jti, error in verdicts.rejected.items()}
        return JSONResponse({"ack": verdicts.taken, "setErrs": refused}, 202, {"Content-Language": "en"})

    return authenticating(core, hub=hub, scope="referral.acknowledge", media=JSON, limit=SET_LIMIT)


def read_sets(document: object) -> Mapping[str, str]:
    """Read SETs by their `jti`.

    Raises:
        Malformed: it is no object of texts.
        TooLarge: there are more than the hub takes in one call.
    """
    if not isinstance(document, dict) or set(document) != {"sets"}:
        raise _misread("", form=_FORMS["/sets"])
    sets = document["sets"]
    if not isinstance(sets, dict) or not all(_is_set(*one) for one in sets.items()):
        raise _misread("/sets")
    if len(sets) > MOST_SETS:
        raise TooLarge(pointer="/sets")
    return sets


def read_wait(fields: Sequence[str]) -> int | None:
    """Read how many seconds a caller would wait (`Prefer: wait=N`, RFC 7240 section 4.3); None where it does not say.

    The first instance counts, and one that cannot be read is as if it were not there (section 2).
    """
    for one in ",".join(fields).split(","):
        name, _, value = one.partition(";")[0].partition("=")
        if name.strip().lower() == "wait":
            match = _SECONDS.fullmatch(value.strip())
            return int(match[1]) if match else None
    return None


def read_poll(document: object) -> Poll:
    """Read a poll request.

    Raises:
        Malformed: a member is unknown or of the wrong kind.
    """
    if not isinstance(document, dict) or not set(document) <= _MEMBERS:
        raise _misread("")
    most = document.get("maxEvents", _MOST)
    # A truth value is an integer to Python alone.
    if not isinstance(most, int) or isinstance(most, bool) or most < 0:
        raise _misread("/maxEvents")
    at_once = document.get("returnImmediately", False)
    if not isinstance(at_once, bool):
        raise _misread("/returnImmediately")
    # Told apart from one that says nothing: null is no answer to what to bring along.
    if document.get("include", _PARCELS) != _PARCELS:
        raise _misread("/include")
    offer = announce_with_parcels if "include" in document else announce
    acks, errors = _acks(document), _errors(document)
    return Poll(most=min(most, _MOST), at_once=at_once, acks=acks, errors=errors, offer=offer)


def _misread(pointer: str, *, form: Said | None = None) -> Malformed:
    return Malformed(pointer=pointer).saying(what=_OTHERWISE, form=form or _FORMS[pointer])


def _acks(document: dict[str, Any]) -> tuple[str, ...]:
    acks = document.get("ack", [])
    if not isinstance(acks, list) or not all(isinstance(jti, str) for jti in acks):
        raise _misread("/ack")
    return tuple(acks)


def _errors(document: dict[str, Any]) -> dict[str, str]:
    errors = document.get("setErrs", {})
    if not isinstance(errors, dict) or not all(_is_error(error) for error in errors.values()):
        raise _misread("/setErrs")
    return {jti: error["err"] for jti, error in errors.items()}


def _is_error(error: object) -> bool:
    if not isinstance(error, dict) or not isinstance(error.get("err"), str):
        return False
    return isinstance(error.get("description", ""), str)


def _answer(found: Collected) -> dict[str, Any]:
    answer: dict[str, Any] = {"sets": dict(found.sets)}
    if found.parcels:
        answer["parcels"] = {packet: read_json(parcel) for packet, parcel in found.parcels.items()}
    if found.refused:
        errors = {packet: {"status": one.status, "code": one.code} for packet, one in found.refused.items()}
        answer["parcelErrs"] = errors
    return answer | ({"moreAvailable": True} if found.more else {})


def _is_set(jti: str, compact: object) -> bool:
    return len(jti) <= LONGEST_JTI and isinstance(compact, str)


def _refused(error: EventRejected) -> dict[str, str]:
    return {"err": error.err.value, "description": error.description}


def _ascii(raw: bytes) -> str:
    try:
        return raw.decode("ascii").strip()
    except UnicodeDecodeError as error:
        raise EventRejected(Err.INVALID_REQUEST, "not a compact SET") from error
