"""Events, read as [4.2] and [5.1] say."""

from .signed import verify, was_valid
from .strict import Json, No, check, closed, is_number, is_uuid, strict, unb64u

EVENT = "urn:geleit:rx:1:event:"
FROM_HUB = {
    "packet-available",
    "withdrawn",
    "cancelled",
    "cancellation-requested",
    "reminder",
    "key-changed",
    "refused",
}
STATES = {
    "under-review",
    "accepted",
    "declined",
    "waitlisted",
    "redirected",
    "scheduled",
    "no-show",
    "appointment-cancelled",
    "in-service",
    "on-hold",
    "external",
    "cancelled",
    "completed",
    "ended-early",
}
FROM_PARTNER = STATES | {"received", "unreadable", "erased", "question", "feedback", "withdrawal-answered"}

ERR = {"unknown-key": "invalid_key", "bad-signature": "authentication_failed"}


def read_event(compact: str, *, issuer: str, audience: str, keys: list[Json], names: set[str], now: float) -> Json:
    """Read a SET and return its claims. Raises `No` with the code of RFC 8935."""
    try:
        claimed = strict(unb64u(compact.split(".")[1])) if compact.count(".") == 2 else {}
        check(isinstance(claimed, dict) and "iss" in claimed, "invalid_request")
        check(claimed["iss"] == issuer, "invalid_issuer")
        read = verify(compact, typ="secevent+jwt", keys=keys)
        name, body = event_of(read.claims)
    except No as error:
        codes = {"malformed": "invalid_request", "too-large": "invalid_request"} | ERR
        raise No(codes.get(error.code, error.code)) from error
    check(read.claims["aud"] == audience, "invalid_audience")
    check(read.claims["iat"] <= now + 60 and name in names and body, "invalid_request")
    check(was_valid(read.key, read.claims["iat"], now), "invalid_key")
    return read.claims


def event_of(claims: Json) -> tuple[str, Json]:
    closed(claims, {"iss", "aud", "iat", "jti", "toe", "sub_id", "events"}, maybe={"txn"})
    check(is_number(claims["iat"]) and is_number(claims["toe"]) and is_uuid(claims["jti"]), "malformed")
    subject = closed(claims["sub_id"], {"format", "id"})
    check(subject["format"] == "opaque" and is_uuid(subject["id"]), "malformed")
    check(isinstance(claims["aud"], str) and isinstance(claims["events"], dict), "malformed")
    check(len(claims["events"]) == 1, "malformed")
    uri, body = next(iter(claims["events"].items()))
    check(uri.startswith(EVENT) and isinstance(body, dict) and isinstance(body.get("jwe_sha256"), str), "malformed")
    name, thread = uri.removeprefix(EVENT), "txn" in claims
    check(all((member in body) == thread for member in ("packet_sha256", "seq")), "malformed")
    check(("version" in body) == thread or name == "refused", "malformed")
    if thread:
        check(is_number(body["seq"], 1) and is_number(body["version"], 1) and is_uuid(claims["txn"]), "malformed")
    check(("prev_sha256" in body) == (thread and body["seq"] > 1), "malformed")
    return name, body
