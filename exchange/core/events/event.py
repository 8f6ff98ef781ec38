"""Security Event Tokens (RFC 8417): acknowledgements and events of protocol section 5, as values.

Signing, verifying and digesting are done outside; here a payload becomes an `Event` and back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from exchange.core.errors import Malformed
from exchange.core.ids import read_uuid
from exchange.core.vocabulary import State

PREFIX = "urn:geleit:rx:1:event:"
TECHNICAL = frozenset({"received", "unreadable", "erased"})
STATES = frozenset(
    {
        State.UNDER_REVIEW,
        State.ACCEPTED,
        State.DECLINED,
        State.WAITLISTED,
        State.REDIRECTED,
        State.SCHEDULED,
        State.NO_SHOW,
        State.APPOINTMENT_CANCELLED,
        State.IN_SERVICE,
        State.ON_HOLD,
        State.EXTERNAL,
        State.CANCELLED,
        State.COMPLETED,
        State.ENDED_EARLY,
    }
)
"""States a partner may name as the target of its step; `clarification-requested` arrives as `question`."""
TALK = frozenset({"question", "feedback", "withdrawal-answered"})
PARTNER_EVENTS = TECHNICAL | frozenset(str(state) for state in STATES) | TALK
STOP_SIGNALS = frozenset({"withdrawn", "cancelled"})
"""Events with ids only, which no consent or expiry check holds back (protocol section 5)."""
HUB_EVENTS = STOP_SIGNALS | {"packet-available", "cancellation-requested", "reminder", "key-changed", "refused"}
_CLAIMS = frozenset({"iss", "aud", "iat", "jti", "toe", "sub_id", "txn", "events"})
_THREAD = ("packet_sha256", "version", "seq")


class Err(StrEnum):
    """Error codes of a SET transmission (RFC 8935 section 2.4)."""

    INVALID_REQUEST = "invalid_request"
    INVALID_KEY = "invalid_key"
    INVALID_ISSUER = "invalid_issuer"
    INVALID_AUDIENCE = "invalid_audience"
    AUTHENTICATION_FAILED = "authentication_failed"
    ACCESS_DENIED = "access_denied"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event about one packet.

    `packet` is the packet id of `sub_id`; `members` is what the event object holds besides the thread members.
    The thread members (`referral`, `packet_sha256`, `version`, `seq`, `prev_sha256`) are present exactly when the
    packet was opened; `jwe_sha256` always.
    """

    name: str
    issuer: str
    audience: str
    issued_at: datetime
    jti: str
    time_of_event: datetime
    packet: str
    jwe_sha256: str
    referral: str | None = None
    packet_sha256: str | None = None
    version: int | None = None
    seq: int | None = None
    prev_sha256: str | None = None
    members: Mapping[str, Any] = field(default_factory=dict)


def event_claims(event: Event) -> dict[str, Any]:
    """Write an event as the claims of a SET (RFC 8417 section 2.2). Members that do not apply are absent."""
    thread = {
        "jwe_sha256": event.jwe_sha256,
        "packet_sha256": event.packet_sha256,
        "version": event.version,
        "seq": event.seq,
        "prev_sha256": event.prev_sha256,
    }
    body = {key: value for key, value in thread.items() if value is not None} | dict(event.members)
    claims = {
        "iss": event.issuer,
        "aud": event.audience,
        "iat": int(event.issued_at.timestamp()),
        "jti": event.jti,
        "toe": int(event.time_of_event.timestamp()),
        "sub_id": {"format": "opaque", "id": event.packet},
        "events": {PREFIX + event.name: body},
    }
    return claims | ({"txn": event.referral} if event.referral else {})


def read_event(claims: Mapping[str, Any]) -> Event:
    """Turn the claims of a verified SET into an event.

    Raises:
        Malformed: a claim is missing, unknown or of the wrong kind, or there is not exactly one event.
    """
    if not set(claims) <= _CLAIMS or not _CLAIMS - {"txn"} <= set(claims):
        raise Malformed(pointer="")
    name, body = _only_event(claims["events"])
    opened = "txn" in claims
    # `refused` names the version that holds now, and is sent before anything was opened as well (protocol section 5).
    own = frozenset({"version"}) if name == "refused" else frozenset()
    named = (*_THREAD, "prev_sha256", "jwe_sha256")
    thread = {key: body.get(key) if opened or key not in own else None for key in named}
    _check_thread(thread, opened=opened)
    return Event(
        name=name,
        issuer=_text(claims, "iss"),
        audience=_text(claims, "aud"),
        issued_at=_instant(claims, "iat"),
        jti=read_uuid(claims["jti"]),
        time_of_event=_instant(claims, "toe"),
        packet=_subject(claims["sub_id"]),
        jwe_sha256=_text(body, "jwe_sha256"),
        referral=read_uuid(claims["txn"]) if opened else None,
        packet_sha256=thread["packet_sha256"],
        version=thread["version"],
        seq=thread["seq"],
        prev_sha256=thread["prev_sha256"],
        members={key: value for key, value in body.items() if key not in thread or key in own},
    )


def _only_event(events: object) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(events, dict) or len(events) != 1:
        raise Malformed(pointer="/events")
    uri, body = next(iter(events.items()))
    if not uri.startswith(PREFIX) or not isinstance(body, dict):
        raise Malformed(pointer="/events")
    return uri.removeprefix(PREFIX), body


def _check_thread(thread: Mapping[str, Any], *, opened: bool) -> None:
    """The thread members are there exactly when the packet was opened, and are of their kinds."""
    absent = all(thread[key] is None for key in (*_THREAD, "prev_sha256"))
    if not (_is_thread(thread) if opened else absent):
        raise Malformed(pointer="/events")


def _is_thread(thread: Mapping[str, Any]) -> bool:
    if not all(type(thread[key]) is int and thread[key] > 0 for key in ("version", "seq")):
        return False
    previous = thread["prev_sha256"]
    follows = previous is None if thread["seq"] == 1 else isinstance(previous, str)
    return follows and isinstance(thread["packet_sha256"], str)


def _subject(sub_id: object) -> str:
    if not isinstance(sub_id, dict) or set(sub_id) != {"format", "id"} or sub_id["format"] != "opaque":
        raise Malformed(pointer="/sub_id")
    return read_uuid(sub_id["id"])


def _text(claims: Mapping[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise Malformed(pointer=f"/{name}")
    return value


def _instant(claims: Mapping[str, Any], name: str) -> datetime:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value < 1 << 40:
        raise Malformed(pointer=f"/{name}")
    try:
        return datetime.fromtimestamp(value, tz=UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Malformed(pointer=f"/{name}") from error
