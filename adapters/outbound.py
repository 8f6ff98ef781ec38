"""The one door for outgoing HTTP: https only, no redirects, bounded in size and time.

Demo nodes may also speak `http` to 127.0.0.0/8; production nodes never do. Nothing else in the project imports an
HTTP client, so replacing the library means changing this file.
"""

import ipaddress
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

ANSWER_LIMIT = 2 * 1024 * 1024
CONNECT_SECONDS, READ_SECONDS = 10.0, 45.0
"""A long poll may take 30 s to answer; the rest is for the way."""


class OutboundError(Exception):
    """The request could not be made, or its answer could not be read."""


class NotAllowed(OutboundError):
    """This address may not be called: it is not https, or plain http outside a demo."""


class Unreachable(OutboundError):
    """The other side did not answer in time, or not at all."""


class TooMuch(OutboundError):
    """The answer is larger than the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """An answer whose body is read piece by piece."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


class Door:
    """Makes requests. One door per process keeps connections open; it may be used from several threads."""

    def __init__(self, *, demo: bool) -> None:
        self._demo = demo
        self._client = httpx.Client(
            follow_redirects=False,
            trust_env=False,
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS),
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterator[bytes] = b"",
        limit: int = ANSWER_LIMIT,
    ) -> Answer:
        """Make one request and read its whole answer, at most `limit` bytes.

        Raises:
            NotAllowed: the address may not be called.
            Unreachable: no answer came.
            TooMuch: the answer is larger than `limit`.
        """
        with self.stream(method, url, headers=headers, content=content) as incoming:
            body = bytearray()
            for piece in incoming.pieces:
                body += piece
                if len(body) > limit:
                    raise TooMuch
            return Answer(status=incoming.status, headers=incoming.headers, body=bytes(body))

    @contextmanager
    def stream(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterator[bytes] = b"",
    ) -> Iterator[Incoming]:
        """Make one request and hand out its answer while it comes in. Raises as `request` does."""
        self._check(url)
        arguments: dict[str, Any] = {"headers": dict(headers or {}), "content": content}
        try:
            with self._client.stream(method, url, **arguments) as answer:
                # Raw: the sizes and digests of our objects are those of the bytes on the wire.
                yield Incoming(status=answer.status_code, headers=_lower(answer.headers), pieces=answer.iter_raw())
        except (httpx.HTTPError, httpx.StreamError) as error:
            raise Unreachable from error

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname:
            return
        if self._demo and parts.scheme == "http" and _is_loopback(parts.hostname or ""):
            return
        raise NotAllowed


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.IPv4Address(host).is_loopback
    except ValueError:
        return False


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
