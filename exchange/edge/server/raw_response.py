"""Raw responses: refusals a connection makes by itself, before or without the application, as bytes."""

from http import HTTPStatus

from exchange.core.errors import GeleitError, Refusal, TooLarge, Unavailable
from exchange.edge.http.errors import MethodNotAllowed
from exchange.edge.http.rate_limits import AddressRateLimitExceeded
from keys.strictjson import dumps

_RETRY_SECONDS = 5


class TooSlow(Refusal):
    """The request did not arrive in time."""

    code = "SENDER_TOO_SLOW"
    status = 408
    retryable = "same-ids"
    de = "Die Anfrage kam nicht rechtzeitig an."
    fix_de = "Prüfen Sie die Verbindung und senden Sie die Anfrage noch einmal."
    fix_en = "Check the connection and send the request again."


class HeadTooLarge(TooLarge):
    """The head of the request is larger than allowed, or has too many fields."""

    code = "SENDER_HEAD_TOO_LARGE"
    status = 431
    de = "Der Kopf der Anfrage ist zu groß oder hat zu viele Felder."
    fix_de = "Höchstens 64 Felder und 64 KiB; prüfen Sie Token und Adresse."
    fix_en = "At most 64 fields and 64 KiB; check token and address."


class Crowded(Unavailable):
    """Too many connections are open."""

    code = "HUB_CROWDED"
    de = "Es sind zu viele Verbindungen offen. Es ist nichts verloren."


def written(error: GeleitError, *, origin: str) -> bytes:
    """Write a whole response with the problem document of an error, in German; the connection ends with it."""
    document = {
        "type": f"{origin}/problems/{error.code.lower()}",
        "title": error.de,
        "detail": error.fix_de,
        "status": error.status,
        "code": error.code,
        "retryable": error.retryable,
    }
    body = dumps(document)
    more = _fields(error)
    head = (
        f"HTTP/1.1 {error.status} {HTTPStatus(error.status).phrase}\r\n"
        "content-type: application/problem+json\r\ncontent-language: de\r\ncache-control: no-store\r\n"
        f"{more}content-length: {len(body)}\r\nconnection: close\r\n\r\n"
    )
    return head.encode("ascii") + body


def _fields(error: GeleitError) -> str:
    if isinstance(error, AddressRateLimitExceeded):
        return f"retry-after: {error.standing.retry_after}\r\n"
    if isinstance(error, MethodNotAllowed):
        return f"allow: {', '.join(error.allowed)}\r\n"
    return f"retry-after: {_RETRY_SECONDS}\r\n" if isinstance(error, Unavailable) else ""
