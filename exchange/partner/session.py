"""OAuth client with DPoP (RFC 9449, RFC 7523): calls to the hub with a bound token, kept while it lasts.

The rules are those of protocol section 3.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from adapters.outbound.client import (
    REQUEST_SECONDS,
    STREAM_SECONDS,
    Answer,
    AnswerStream,
    NotAllowed,
    OutboundClient,
    TooMuch,
    Unreachable,
)
from exchange.core.ids import UUID7_RANDOM_BYTES, uuid7
from exchange.core.said import NOTHING, Said
from exchange.core.unavailable import HubUnreachable
from exchange.partner.errors import HubRefused
from exchange.partner.folder import Settings
from exchange.partner.hub import HubConfiguration
from keys.encoding import digest
from keys.errors import KeysError
from keys.jwk import PrivateKey, Purpose
from keys.objects import CLIENT_ASSERTION, DPOP
from keys.ring import Ring
from keys.sign import sign
from keys.strictjson import loads

SCOPES = "referral.receive referral.acknowledge directory.read capacity.write"
ANSWER_LIMIT = 2 * 1024 * 1024
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ASSERTION_LIFE = timedelta(seconds=60)
_SPARE = timedelta(seconds=30)
_SAID = 300
_OK, _BAD, _UNAUTHORISED, _BUSY, _BROKEN = 200, 400, 401, 429, 500
_PIECE_BYTES = 64 * 1024
_AS_IT_IS = {"accept-encoding": "identity"}  # digests and ranges are those of the bytes themselves


@dataclass(frozen=True, slots=True)
class _Token:
    compact: str
    until: datetime


class Session:
    """Speaks with one hub as one partner. The DPoP key lives as long as the session and is never written down."""

    def __init__(
        self,
        *,
        settings: Settings,
        ring: Ring,
        hub_configuration: HubConfiguration,
        client: OutboundClient,
        now: Callable[[], datetime],
    ) -> None:
        at = now()
        self._settings, self._ring, self._hub_configuration, self._client, self._now = (
            settings,
            ring,
            hub_configuration,
            client,
            now,
        )
        self._key = PrivateKey.generate(Purpose.CLIENT, nbf=at, exp=at + timedelta(days=3650))
        self._token: _Token | None = None
        self._nonce = ""

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Path = b"",
        limit: int = ANSWER_LIMIT,
    ) -> Answer:
        """Make one call at a path of the hub, once more with a new token or nonce if the hub asks for it.

        `content` is the body, or a file that is read piece by piece.

        Raises:
            HubUnreachable: the hub does not answer, is busy (429) or broken (5xx).
            HubRefused: the hub lets us not in.
            TooMuch: the answer is larger than `limit` bytes.
        """
        seconds = STREAM_SECONDS if isinstance(content, Path) else REQUEST_SECONDS
        with self.stream(method, path, headers=headers, content=content, seconds=seconds) as incoming:
            return Answer(status=incoming.status, headers=incoming.headers, body=_whole(incoming, limit=limit))

    @contextmanager
    def stream(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Path = b"",
        seconds: float = STREAM_SECONDS,
    ) -> Iterator[AnswerStream]:
        """Make one call and hand out its answer while it comes in. Raises as `request` does."""
        try:
            with self._once(method, path, headers=headers, content=content, seconds=seconds) as incoming:
                if incoming.status != _UNAUTHORISED:
                    yield _awake(incoming)
                    return
                self._learn(incoming)
            with self._once(method, path, headers=headers, content=content, seconds=seconds) as incoming:
                yield _awake(_let_in(incoming))
        except (Unreachable, NotAllowed) as error:
            raise HubUnreachable(f"{self._settings.hub}: {error.reason}") from error

    def _once(
        self, method: str, path: str, *, headers: Mapping[str, str] | None, content: bytes | Path, seconds: float
    ) -> AbstractContextManager[AnswerStream]:
        url = self._settings.hub + path
        token = self._fresh_token()
        proof = self._proof(method, url, token=token)
        own = {"authorization": f"DPoP {token}", "dpop": proof, **_AS_IT_IS}
        if isinstance(content, Path):
            own["content-length"] = str(content.stat().st_size)
        body = _pieces(content) if isinstance(content, Path) else content
        return self._client.stream(method, url, headers=own | dict(headers or {}), content=body, seconds=seconds)

    def _learn(self, incoming: AnswerStream) -> None:
        """Take what a 401 tells: a nonce to use (RFC 9449 section 9), or that the token is no good any more."""
        nonce = incoming.headers.get("dpop-nonce", "")
        if not nonce or nonce == self._nonce:
            self._token = None
        self._nonce = nonce or self._nonce

    def _fresh_token(self) -> str:
        if self._token is None or self._token.until - _SPARE <= self._now():
            self._token = self._new_token()
        return self._token.compact

    def _new_token(self) -> _Token:
        endpoint = self._hub_configuration.facts().token_endpoint
        answer = self._ask(endpoint)
        nonce = answer.headers.get("dpop-nonce", "")
        if answer.status in {_BAD, _UNAUTHORISED} and nonce and nonce != self._nonce:
            self._nonce = nonce
            answer = self._ask(endpoint)
        if answer.status == _BUSY or answer.status >= _BROKEN:
            raise HubUnreachable(f"token: {answer.status}")
        read = object_of(answer.body)
        if answer.status != _OK:
            place = f"token: {read.get('error', answer.status)}"
            raise HubRefused(place).saying(what=_said_of(read), where=place)
        token, seconds = read.get("access_token"), read.get("expires_in")
        if not isinstance(token, str) or type(seconds) is not int:
            raise HubRefused("token")
        return _Token(token, self._now() + timedelta(seconds=seconds))

    def _ask(self, endpoint: str) -> Answer:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": self._assertion(),
            "scope": SCOPES,
        }
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "dpop": self._proof("POST", endpoint, token=""),
            **_AS_IT_IS,
        }
        return self._client.request("POST", endpoint, headers=headers, content=urlencode(form).encode())

    def _assertion(self) -> str:
        at = self._now()
        me = self._settings.entity
        claims = {
            "iss": me,
            "sub": me,
            "aud": self._settings.hub,
            "iat": int(at.timestamp()),
            "exp": int((at + _ASSERTION_LIFE).timestamp()),
            "jti": new_id(at),
        }
        return sign(claims, kind=CLIENT_ASSERTION, key=self._ring.current(Purpose.OAUTH, at))

    def _proof(self, method: str, url: str, *, token: str) -> str:
        at = self._now()
        claims: dict[str, Any] = {
            "jti": new_id(at),
            "htm": method,
            "htu": urlsplit(url)._replace(query="", fragment="").geturl(),
            "iat": int(at.timestamp()),
        }
        if token:
            claims["ath"] = digest(token)
        if self._nonce:
            claims["nonce"] = self._nonce
        return sign(claims, kind=DPOP, key=self._key)


def _said_of(refusal: Mapping[str, Any]) -> Said:
    """What the hub says to a client that proved itself (RFC 6749 section 5.2): that it is suspended, or both clocks."""
    words = refusal.get("error_description")
    if not isinstance(words, str) or not words.isprintable() or len(words) > _SAID:
        return NOTHING
    return Said(f"Sie sagt: „{words}“", f"It says: “{words}”")


def new_id(at: datetime) -> str:
    """Make a UUIDv7 of this instant."""
    return uuid7(at, random=secrets.token_bytes(UUID7_RANDOM_BYTES))


def object_of(body: bytes) -> dict[str, Any]:
    """Read an answer as a JSON object; empty where it is none, for answers that only explain a status."""
    try:
        read = loads(body)
    except KeysError:
        return {}
    return read if isinstance(read, dict) else {}


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece


def _whole(incoming: AnswerStream, *, limit: int) -> bytes:
    body = bytearray()
    for piece in incoming.pieces:
        body += piece
        if len(body) > limit:
            raise TooMuch
    return bytes(body)


def _let_in(incoming: AnswerStream) -> AnswerStream:
    if incoming.status == _UNAUTHORISED:
        raise HubRefused("unauthorised")
    return incoming


def _awake(incoming: AnswerStream) -> AnswerStream:
    if incoming.status == _BUSY or incoming.status >= _BROKEN:
        raise HubUnreachable(f"{incoming.status}")
    return incoming
