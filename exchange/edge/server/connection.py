"""Slowloris protection: one connection, watched; who sends or reads too slowly, or too large a head, is not waited for.

uvicorn has a deadline for idle connections and none for slow ones. Each connection here notes since when it waits
for what; the server goes round once in a while (`overdue`) and ends those that wait too long.
"""

import asyncio
import logging
from dataclasses import dataclass
from enum import Enum
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from exchange.core.errors import GeleitError
from exchange.edge.http.rate_limits import AddressRateLimitExceeded, RateLimits
from exchange.edge.server.raw_response import Crowded, HeadTooLarge, TooSlow, written
from exchange.edge.server.request_target import check_host, read_target, unreadable

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a connection is waited for, in seconds.

    `head` for the first line and the fields; `body` until `least` bytes more of the body have come; `answer` until
    the caller has read `least_read` bytes more of what we could not send off yet, or all of it; `linger` for a body
    nobody wants any more, and for the end of TLS; `handshake` for its beginning.
    """

    head: float = 10.0
    body: float = 10.0
    least: int = 4096
    answer: float = 30.0
    least_read: int = 64 * 1024
    linger: float = 5.0
    handshake: float = 10.0


HEAD_BYTES = 64 * 1024
HEAD_FIELDS = 64
URL_BYTES = 8 * 1024
READ_BYTES = 64 * 1024
"""What is read from a connection at once: of a body nobody has asked for yet, no more than twice that is held."""


class Waits(Enum):
    """What a connection waits for."""

    HEAD = "head"
    BODY = "body"
    US = "us"


class Connection(HttpToolsProtocol):
    """One connection of the hub's server.

    Args:
        config: uvicorn's.
        server_state: what all connections share.
        app_state: what requests start with.
        patience: how long it may take.
        most: how many connections may be open; one more, and one that waits for its caller goes.
        rate_limits: which addresses have called too often.
        origin: the hub's, for the addresses in problem documents.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        *,
        patience: Patience,
        most: int,
        rate_limits: RateLimits | None,
        origin: str,
    ) -> None:
        super().__init__(config, server_state, app_state, asyncio.get_running_loop())
        self._patience = patience
        self._most = most
        self._rate_limits = rate_limits
        self._origin = origin
        self._waits = Waits.HEAD
        self._since = self._unsent_since = 0.0
        self._head_bytes = self._field_bytes = self._body_bytes = self._unsent = 0
        self._unanswered = 0
        # Why we ended the reading of a head ourselves.
        self._refusal: GeleitError | None = None
        self._owed: GeleitError | None = None

    @property
    def is_idle(self) -> bool:
        """Whether it waits for its caller to begin or finish a head."""
        waits = self._waits is Waits.HEAD or (self._waits is Waits.US and not self._unanswered)
        return waits and not self.transport.is_closing()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or refuse it: its address calls too often, or all connections there may be are busy."""
        super().connection_made(transport)
        if hasattr(transport, "max_size"):
            transport.max_size = READ_BYTES
        self._since = self.loop.time()
        try:
            if self._rate_limits is not None and self.client:
                self._rate_limits.let_in(self.client[0])
        except AddressRateLimitExceeded as error:
            self._end(error)
            return
        if len(self.connections) > self._most and not self._make_room():
            self._end(Crowded())

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        self._waits = Waits.US
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read what came."""
        if self.transport.is_closing() or self._owed is not None:
            return
        if self._waits is Waits.US:
            self._waits, self._since, self._head_bytes = Waits.HEAD, self.loop.time(), 0
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Nothing is upgraded to. What follows may be of the other protocol, so the answer is the last.
            self.cycle.keep_alive = False
        except httptools.HttpParserError as error:
            self._refuse(self._refusal or unreadable(str(error)))
        if self._waits is Waits.HEAD and not self.transport.is_closing():
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES:
                self._refuse(HeadTooLarge())

    def on_message_begin(self) -> None:
        """A head begins."""
        self._field_bytes = 0
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of the address came."""
        super().on_url(url)
        if len(self.url) > URL_BYTES:
            self._refuse_head()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head is whole."""
        super().on_header(name, value)
        self._field_bytes += len(name) + len(value)
        if len(self.headers) > HEAD_FIELDS or self._field_bytes > HEAD_BYTES:
            self._refuse_head()

    def on_headers_complete(self) -> None:
        """The head is whole."""
        try:
            check_host(self.headers, version=self.parser.get_http_version())
            self.url = read_target(self.url, method=self.parser.get_method())
        except GeleitError as error:
            self._refusal = error
            raise
        super().on_headers_complete()
        self._waits, self._since, self._body_bytes = Waits.BODY, self.loop.time(), 0
        self._unanswered += 1

    def on_body(self, body: bytes) -> None:
        """A piece of the body came."""
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The body is whole."""
        self._waits = Waits.US
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The answer is written."""
        self._unanswered -= 1
        super().on_response_complete()
        if self._owed is not None and not self._unanswered and not self.transport.is_closing():
            self._end(self._owed)

    def pause_writing(self) -> None:
        """The caller does not read as fast as we write."""
        self._unsent_since, self._unsent = self.loop.time(), self.transport.get_write_buffer_size()
        super().pause_writing()

    def resume_writing(self) -> None:
        """The caller has read on."""
        self._unsent_since = 0.0
        super().resume_writing()

    def overdue(self, now: float) -> None:
        """End the connection if it waits too long for its caller. `now` is the loop's time."""
        if self.transport.is_closing() or self._unsent_since:
            self._reading_overdue(now)
        elif self.flow.read_paused:
            # Not the caller is slow, we are.
            self._since = now
        elif self._waits is Waits.HEAD:
            self._head_overdue(now)
        elif self._waits is Waits.BODY:
            self._body_overdue(now)

    def _reading_overdue(self, now: float) -> None:
        # Without a beginning it was closed before anything stood in the way; it may still have much to send off.
        if self._unsent_since and now - self._unsent_since <= self._patience.answer:
            return
        unsent = self.transport.get_write_buffer_size()
        if self._unsent_since and self._unsent - unsent < self._patience.least_read:
            self.transport.abort()
        self._unsent_since, self._unsent = now, unsent

    def _head_overdue(self, now: float) -> None:
        if now - self._since > self._patience.head and self._owed is None:
            self._refuse(TooSlow())

    def _body_overdue(self, now: float) -> None:
        answered = not self._unanswered
        if now - self._since <= (self._patience.linger if answered else self._patience.body):
            return
        if answered or self._body_bytes < self._patience.least:
            self._end(TooSlow())
        self._since, self._body_bytes = now, 0

    def _make_room(self) -> bool:
        """End one that waits for its caller; False if none does. In a flood of slow ones it is most likely of them."""
        others = (one for one in self.connections if isinstance(one, Connection) and one is not self)
        idle = next((one for one in others if one.is_idle), None)
        if idle is not None:
            # Not `close`, which would wait until a slow reader has taken what is still to be sent.
            idle.transport.abort()
        return idle is not None

    def _refuse_head(self) -> None:
        self._refusal = HeadTooLarge()
        # httptools hands it on as an error of its own, and uvicorn calls `send_400_response`.
        raise self._refusal

    def _refuse(self, error: GeleitError) -> None:
        """Refuse what comes instead of a next call. Those before it are answered first: it is not for them."""
        _LOG.info("refused", extra={"code": error.code, "status": error.status})
        if self._rate_limits is not None and self.client:
            self._rate_limits.stranger(self.client[0])
        if self._unanswered:
            self._owed = error
            self.flow.pause_reading()
        else:
            self._end(error)

    def _end(self, error: GeleitError) -> None:
        """Close, and say why where no answer was begun that the words would fall into, or that they would come after.

        What is wrong with the rest of a call that was answered already is no call of its own. Whoever is in between,
        a proxy, would take the words for the answer to the next one.
        """
        answered = self._waits is Waits.BODY and not self._unanswered
        if not answered and not (self._unanswered and self.cycle.response_started):
            self.transport.write(written(error, origin=self._origin))
        self.transport.close()
