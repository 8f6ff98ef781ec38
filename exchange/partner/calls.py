"""Hub client: the calls of protocol section 4 as functions of a session: what is asked, and what each answer means."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from adapters.outbound.client import Answer, AnswerStream, TooMuch
from exchange.core.unavailable import HubUnreachable
from exchange.partner.errors import HubRefused
from exchange.partner.session import Session, object_of
from keys.strictjson import dumps

PARCEL_LIMIT = 1024 * 1024
"""Bytes of a parcel at most (protocol section 2)."""
BATCH = 50
"""Events of one call at most, either way (protocol section 4)."""
_SET_LIMIT = 512 * 1024
_OK, _ACCEPTED, _PARTIAL = 200, 202, 206
_DONE = frozenset({200, 201, 204})
_BAD, _NOT_FOUND, _GONE, _NO_MORE = 400, 404, 410, 416
_JSON = {"content-type": "application/json", "accept": "application/json"}

Hold = Literal["at once", "long"]
"""Whether a poll answers at once or waits for something to tell, up to 30 s."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A parcel as it came."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class NotThere:
    """There is none any more. `reason` is the hub's code."""

    reason: str


@dataclass(frozen=True, slots=True)
class Oversized:
    """It is larger than a parcel may be; nothing of it was kept."""


Brought = Fetched | NotThere
"""What a poll brings along of a packet: its parcel, or that there is none any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a poll tells the hub of events it gave us: those that are stored, and what is wrong with others."""

    stored: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """Signed events by their `jti`, what came along of their packets, and whether there is more."""

    sets: Mapping[str, str]
    more: bool
    parcels: Mapping[str, Brought] = field(default_factory=dict)


def poll(session: Session, *, settled: Settled, hold: Hold, most: int = BATCH) -> Polled:
    """Ask for events and the parcels they announce, and settle earlier ones (RFC 8936). `most` 0 only settles.

    Raises:
        HubUnreachable, HubRefused: as for `Session.request`.
    """
    body: dict[str, Any] = {"maxEvents": most, "returnImmediately": hold == "at once", "ack": list(settled.stored)}
    if most:
        body["include"] = "parcels"
    if settled.errors:
        body["setErrs"] = {jti: {"err": err, "description": err} for jti, err in settled.errors.items()}
    answer = session.request("POST", "/sets/poll", headers=_JSON, content=dumps(body), limit=_SET_LIMIT * (most + 1))
    if answer.status != _OK:
        raise HubRefused(_code(answer))
    read = object_of(answer.body)
    sets = read.get("sets", {})
    if not isinstance(sets, dict):
        raise HubRefused("sets")
    return Polled(
        sets={jti: compact for jti, compact in sets.items() if isinstance(compact, str)},
        more=read.get("moreAvailable") is True,
        parcels=_brought(read),
    )


def fetch_parcel(session: Session, packet_id: str) -> Fetched | NotThere | Oversized:
    """Fetch a parcel and hold it against its Content-Digest (RFC 9530).

    Raises:
        HubUnreachable: no answer, or one that was damaged on the way; asking again helps.
    """
    try:
        answer = session.request("GET", f"/packets/{packet_id}", limit=PARCEL_LIMIT)
    except TooMuch:
        return Oversized()
    if answer.status in {_NOT_FOUND, _GONE}:
        return NotThere(_code(answer))
    if answer.status != _OK:
        raise HubRefused(_code(answer))
    expected = answer.headers.get("content-digest", "")
    if expected and expected != content_digest(answer.body):
        raise HubUnreachable("content-digest")
    return Fetched(answer.body)


@contextmanager
def fetch_blob(session: Session, sha256: str, *, start: int) -> Iterator[tuple[int, AnswerStream] | NotThere]:
    """Fetch attachment ciphertext from a byte on. Yields where the hub really starts, with the answer.

    Raises:
        HubUnreachable, HubRefused: as for `Session.request`.
    """
    headers = {"range": f"bytes={start}-"} if start else {}
    with session.stream("GET", f"/blobs/{sha256}", headers=headers) as incoming:
        yield _continued(incoming, start)


def send_event(session: Session, compact: str) -> str:
    """Send one SET (RFC 8935 section 2). Returns the empty string when its verdict is durable, else the `err` code.

    Raises:
        HubUnreachable, HubRefused: as for `Session.request`.
    """
    headers = {"content-type": "application/secevent+jwt", "accept": "application/json"}
    answer = session.request("POST", "/sets", headers=headers, content=compact.encode())
    if answer.status == _ACCEPTED:
        return ""
    if answer.status != _BAD:
        raise HubRefused(_code(answer))
    return str(object_of(answer.body).get("err", "invalid_request"))


def send_events(session: Session, sets: Mapping[str, str]) -> Mapping[str, str]:
    """Send several SETs by their `jti`. Returns what `send_event` would, of those that have a verdict.

    Raises:
        HubUnreachable, HubRefused: as for `Session.request`.
    """
    answer = session.request("POST", "/sets/push", headers=_JSON, content=dumps({"sets": dict(sets)}))
    if answer.status != _ACCEPTED:
        raise HubRefused(_code(answer))
    read = object_of(answer.body)
    taken, refused = read.get("ack", []), read.get("setErrs", {})
    if not isinstance(taken, list) or not isinstance(refused, dict):
        raise HubRefused("sets")
    errors = {jti: _member(error, "err", usual="invalid_request") for jti, error in refused.items()}
    return {jti: errors.get(jti, "") for jti in sets if jti in taken or jti in errors}


def send_blob(session: Session, sha256: str, path: Path) -> None:
    """Send attachment ciphertext, before the event that names it; a repeat changes nothing.

    Raises:
        HubUnreachable, HubRefused: as for `Session.request`.
    """
    headers = {"content-type": "application/octet-stream"}
    answer = session.request("PUT", f"/blobs/{sha256}", headers=headers, content=path)
    if answer.status not in _DONE:
        raise HubRefused(_code(answer))


def read_json(session: Session, path: str) -> dict[str, Any]:
    """Read a JSON document of the hub.

    Raises:
        HubUnreachable, HubRefused: as for `Session.request`; HubRefused also where there is none.
    """
    answer = session.request("GET", path, headers={"accept": "application/json"})
    if answer.status != _OK:
        raise HubRefused(_code(answer))
    return object_of(answer.body)


def put_json(session: Session, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Put a JSON document. Raises as `read_json` does."""
    answer = session.request("PUT", path, headers=_JSON, content=dumps(document))
    if answer.status not in _DONE:
        raise HubRefused(_code(answer))
    return object_of(answer.body)


def content_digest(raw: bytes) -> str:
    """Write the digest of a body as RFC 9530 section 2 does."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(raw).digest()).decode()}:"


def _continued(incoming: AnswerStream, start: int) -> tuple[int, AnswerStream] | NotThere:
    """What an answer to a range request means (RFC 9110 section 14)."""
    if incoming.status in {_NOT_FOUND, _GONE}:
        return NotThere(str(incoming.status))
    if incoming.status == _PARTIAL and _starts_at(incoming, start):
        return start, incoming
    if incoming.status == _OK:
        return 0, incoming
    if incoming.status == _NO_MORE:
        return start, replace(incoming, pieces=iter(()))
    raise HubRefused(f"blob: {incoming.status}")


def _starts_at(incoming: AnswerStream, start: int) -> bool:
    return incoming.headers.get("content-range", "").startswith(f"bytes {start}-")


def _brought(read: Mapping[str, Any]) -> dict[str, Brought]:
    """What came along; what has another shape is fetched, as if it had not."""
    parcels, gone = read.get("parcels"), read.get("parcelErrs")
    found: dict[str, Brought] = {}
    if isinstance(parcels, dict):
        found = {packet: Fetched(dumps(parcel)) for packet, parcel in parcels.items() if isinstance(parcel, dict)}
    if isinstance(gone, dict):
        found |= {packet: NotThere(_member(error, "code", usual=str(_GONE))) for packet, error in gone.items()}
    return found


def _member(value: object, name: str, *, usual: str) -> str:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) and found else usual


def _code(answer: Answer) -> str:
    return str(object_of(answer.body).get("code", answer.status))
