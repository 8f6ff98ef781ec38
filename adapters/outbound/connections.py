"""DNS pinning: connections that lead where they should and end when they should, under the pool of `client`.

A name is resolved once, every address it has is checked, and the connection goes to a checked address and to no other:
a name that answers differently a moment later (DNS rebinding) changes nothing. TLS still asks for the name. Every read
and write counts against one deadline for the whole exchange, so one byte a second buys no time.
"""

import ipaddress
import math
import select
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillResolving
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

from adapters.outbound.addresses import Address, Rules

Resolve = Callable[[str, int], Sequence[str]]
"""Gives the addresses of a name, as text; raises OSError where there are none."""
RESOLVERS = 8
ADDRESSES = 4
"""How many of a name's addresses are tried."""
_UNTIL: ContextVar[float] = ContextVar("until", default=math.inf)


class AddressRefused(Exception):
    """The name leads to an address that may not be called."""


class CertificateDoubted(Exception):
    """The other side does not prove to be who was called."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give everything in this block so long and no longer."""
    token = _UNTIL.set(min(_UNTIL.get(), time.monotonic() + seconds))
    try:
        yield
    finally:
        _UNTIL.reset(token)


def look_up(name: str, port: int) -> Sequence[str]:
    """Ask this machine's resolver."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_, where in found]


class CheckedBackend(httpcore.NetworkBackend):
    """Makes the connections of a pool. May be used from several threads."""

    def __init__(self, rules: Rules, *, resolve: Resolve = look_up) -> None:
        self._rules = rules
        self._resolve = resolve
        # A resolver cannot be interrupted; one that hangs keeps its own thread and not the caller.
        self._resolvers = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")

    def addresses(self, host: str, port: int, timeout: float | None = None) -> Sequence[Address]:
        """Resolve a name, once, and check every address it has.

        Raises:
            AddressRefused: one of them may not be called; then none of them is.
            httpcore.ConnectError, httpcore.ConnectTimeout: it has none, or nobody says in time.
        """
        try:
            found = self._resolvers.submit(self._resolve, host, port).result(timeout=_left(timeout))
            addresses = list(dict.fromkeys(map(ipaddress.ip_address, found)))
        except (StillResolving, TimeoutError) as error:
            raise httpcore.ConnectTimeout from error
        except (OSError, ValueError) as error:
            raise httpcore.ConnectError from error
        if not all(map(self._rules.allow, addresses)):
            raise AddressRefused
        return addresses[:ADDRESSES]

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 the interface
        socket_options: Iterable[Any] | None = None,  # noqa: ARG002 the interface
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the name that answers.

        Raises:
            AddressRefused: the name leads to an address that may not be called.
            httpcore.ConnectError, httpcore.ConnectTimeout: none of its addresses answers, or none in time.
        """
        failed: httpcore.ConnectError | httpcore.ConnectTimeout = httpcore.ConnectError()
        for address in self.addresses(host, port, timeout):
            try:
                sock = socket.create_connection((str(address), port), _left(timeout))
            except TimeoutError:
                failed = httpcore.ConnectTimeout()
            except OSError:
                failed = httpcore.ConnectError()
            else:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return _Stream(sock)
        raise failed

    def close(self) -> None:
        """Let the resolvers go; one that hangs ends by itself."""
        self._resolvers.shutdown(wait=False, cancel_futures=True)


class _Stream(httpcore.NetworkStream):
    """One connection, under the deadline of whoever uses it at the moment."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _turning_into(httpcore.ReadTimeout, httpcore.ReadError):
            self._sock.settimeout(_left(timeout))
            return self._sock.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _turning_into(httpcore.WriteTimeout, httpcore.WriteError):
            while buffer:
                self._sock.settimeout(_left(timeout))
                buffer = buffer[self._sock.send(buffer) :]

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with _turning_into(httpcore.ConnectTimeout, httpcore.ConnectError):
            try:
                self._sock.settimeout(_left(timeout))
                return _Stream(ssl_context.wrap_socket(self._sock, server_hostname=server_hostname))
            except OSError as error:
                self.close()
                if isinstance(error, ssl.SSLCertVerificationError):
                    raise CertificateDoubted from error
                raise

    def get_extra_info(self, info: str) -> Any:
        """What the pool asks: whether the other side has said something (or gone) while the connection lay idle."""
        if info == "is_readable":
            return _is_readable(self._sock)
        return self._sock if info == "socket" else None


@contextmanager
def _turning_into(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise late from error
    except OSError as error:
        raise broken from error


def _left(timeout: float | None) -> float | None:
    left = _UNTIL.get() - time.monotonic()
    if left <= 0:
        raise TimeoutError
    shortest = min(left, math.inf if timeout is None else timeout)
    return None if shortest == math.inf else shortest


def _is_readable(sock: socket.socket) -> bool:
    if sock.fileno() < 0:
        return True
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))
