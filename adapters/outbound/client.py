"""Outbound HTTP client: https only, checked addresses, no redirects, bounded in size, time and number.

Demo nodes may also speak `http` to 127.0.0.0/8; production nodes never do. Nothing else in the project imports an
HTTP client, so replacing the library means changing this file and `connections`.
"""

import ipaddress
import re
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Self
from urllib.parse import SplitResult, urlsplit

import certifi
import httpcore

from adapters.outbound.addresses import LOOPBACK, Network, Rules, read_inside
from adapters.outbound.connections import AddressRefused, CertificateDoubted, CheckedBackend, Resolve, look_up, within

ANSWER_LIMIT = 2 * 1024 * 1024
"""In bytes, of an answer that is read whole, unless its caller sets another."""
CONNECT_SECONDS, READ_SECONDS = 10.0, 45.0
"""A long poll may take 30 s to answer; the rest is for the way."""
REQUEST_SECONDS, STREAM_SECONDS = 60.0, 3600.0
"""How long everything together may take: a whole answer, and one that is read piece by piece."""
CONNECTIONS, IDLE_SECONDS = 32, 30.0
URL_LIMIT = 2000
_URL = re.compile(r"[!-~]+")
_BODILESS = frozenset({"GET", "HEAD"})
_PORTS = {"https": 443, "http": 80}
STEPS: Mapping[str, float] = MappingProxyType(
    {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS, "pool": CONNECT_SECONDS}
)
"""How long each step may take, however much time there is for all of them."""


class OutboundError(Exception):
    """The request could not be made, or its answer could not be read. `reason` is a short code for it."""

    reason = "failed"

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or self.reason)
        self.reason = reason or self.reason


class NotAllowed(OutboundError):
    """This address may not be called: `form`, `scheme`, `port`, or the `address` its name leads to."""

    reason = "not-allowed"


class Unreachable(OutboundError):
    """No answer in time (`timeout`), a `certificate` that is not believed here, or nobody there."""

    reason = "unreachable"


class TooMuch(OutboundError):
    """The answer is larger than the limit."""

    reason = "too-much"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An HTTP answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerStream:
    """An answer whose body is read piece by piece."""

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundTrust:
    """Where a client may lead beside public https addresses, and how it finds out.

    `inside` are networks the operator opened, `ports` the only ones that may be called (empty: all), `authorities` the
    certificates to believe (None: the usual ones), `resolve` gives the addresses of a name.
    """

    inside: tuple[Network, ...] = ()
    ports: frozenset[int] = frozenset()
    authorities: ssl.SSLContext | None = None
    resolve: Resolve = look_up

    @classmethod
    def read(cls, *, inside: Iterable[str] = (), ports: Iterable[str] = (), authorities: str = "") -> Self:
        """Read what an operator wrote: networks such as `10.20.0.0/16`, ports, a file of certificates to believe too.

        Raises:
            ValueError: naming what is no private network, no port, or no such file.
        """
        believed = _believing(authorities) if authorities else None
        return cls(inside=read_inside(inside), ports=frozenset(map(int, ports)), authorities=believed)


USUAL = OutboundTrust()


class OutboundClient:
    """Makes requests. One client per process keeps connections open; it may be used from several threads."""

    def __init__(self, *, demo: bool, trust: OutboundTrust = USUAL, steps: Mapping[str, float] = STEPS) -> None:
        self._demo = demo
        self._steps = dict(steps)
        self._ports = trust.ports
        self._backend = CheckedBackend(Rules(inside=trust.inside, demo=demo), resolve=trust.resolve)
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust.authorities or _usual_authorities(),
            max_connections=CONNECTIONS,
            # All of them may lie idle: closing surplus ones, httpcore 1.0.9 hits some that were just given away.
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=IDLE_SECONDS,
            network_backend=self._backend,
        )

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()
        self._backend.close()

    def check(self, url: str, *, seconds: float = CONNECT_SECONDS) -> None:
        """Look whether an address may be called, without calling it: its form, and where its name leads now.

        Raises:
            NotAllowed, Unreachable: as `request` does.
        """
        parts = self._allowed(url)
        with _in_our_words(), within(seconds):
            self._backend.addresses(parts.hostname or "", parts.port or _PORTS[parts.scheme])

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | Iterator[bytes] = b"",
        limit: int = ANSWER_LIMIT,
        seconds: float = REQUEST_SECONDS,
    ) -> Answer:
        """Make one request and read its whole answer, at most `limit` bytes, in `seconds` altogether.

        Raises:
            NotAllowed: the address may not be called.
            Unreachable: no answer came, or not in time.
            TooMuch: the answer is larger than `limit`.
        """
        with self.stream(method, url, headers=headers, content=content, seconds=seconds) as incoming:
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
        seconds: float = STREAM_SECONDS,
    ) -> Iterator[AnswerStream]:
        """Make one request and hand out its answer while it comes in. Raises as `request` does.

        What is not read of it when the block ends is not waited for: the connection is closed.
        """
        usual = {"host": self._allowed(url).netloc, "accept": "*/*", "user-agent": "geleit"}
        given = [(name, value) for name, value in (usual | _lower(headers or {})).items()]
        body = None if content == b"" and method in _BODILESS else content
        with (
            _in_our_words(),
            within(seconds),
            self._pool.stream(method, url, headers=given, content=body, extensions={"timeout": self._steps}) as answer,
        ):
            # Raw: the sizes and digests of our objects are those of the bytes on the wire.
            yield AnswerStream(status=answer.status, headers=_read(answer.headers), pieces=answer.iter_stream())

    def _allowed(self, url: str) -> SplitResult:
        """Check everything about an address that can be seen without asking anybody."""
        parts = _parts(url)
        here = self._demo and parts.scheme == "http" and _is_loopback(parts.hostname or "")
        if parts.scheme != "https" and not here:
            raise NotAllowed("scheme")
        if self._ports and not self._demo and (parts.port or _PORTS["https"]) not in self._ports:
            raise NotAllowed("port")
        return parts


@cache
def _usual_authorities() -> ssl.SSLContext:
    # Reading some hundred certificates takes longer than opening a hub does, and every adapter asks for the same.
    return _public_authorities()


def _public_authorities() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=certifi.where())


def _believing(file: str) -> ssl.SSLContext:
    """The usual authorities and those of a file: partners of one hub may have either."""
    # One of its own: what is added here is believed by nobody else.
    context = _public_authorities()
    try:
        context.load_verify_locations(cafile=file)
    except OSError as error:
        raise ValueError(f"authorities: {file}") from error
    return context


def _parts(url: str) -> SplitResult:
    if len(url) > URL_LIMIT or not _URL.fullmatch(url):
        raise NotAllowed("form")
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0
    except ValueError as error:
        raise NotAllowed("form") from error
    if not named or parts.username is not None or parts.fragment:
        raise NotAllowed("form")
    return parts


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except AddressRefused as error:
        raise NotAllowed("address") from error
    except httpcore.TimeoutException as error:
        raise Unreachable("timeout") from error
    except CertificateDoubted as error:
        raise Unreachable("certificate") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise Unreachable from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.IPv4Address(host) in LOOPBACK
    except ValueError:
        return False


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _read(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    return _lower({name.decode("latin-1"): value.decode("latin-1") for name, value in headers})
