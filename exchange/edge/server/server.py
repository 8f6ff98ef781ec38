"""HTTP server with graceful shutdown: uvicorn with deadlines, a bound on connections, our TLS; an end loses nothing."""

import asyncio
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from threading import Event

import uvicorn
from starlette.types import ASGIApp

from exchange.core.rate_limit import Limits
from exchange.edge.http.rate_limits import RateLimits
from exchange.edge.server.connection import Connection, Patience
from exchange.edge.server.tls import Certificate

GRACE_SECONDS = 20
KEEP_ALIVE_SECONDS = 75
"""Longer than a long poll, so that a partner's connection outlives it."""
_BACKLOG = 1024
_ROUNDS = 20
_TICK_SECONDS, _TICKS = 0.5, 5
"""Between two looks at whether to stop, and how many looks of the library that is: it writes the date at each tenth."""
_PATIENCE = Patience()
_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a server serves.

    `origin` is the hub's; `certificate` where it speaks TLS itself; `stop` ends it, and `stopping` is called first,
    so that who waits for something to happen can be answered. `rate_limits` are those of the application.
    """

    origin: str
    stop: Event
    stopping: Callable[[], None] = lambda: None
    certificate: Certificate | None = None
    connections: int = _LIMITS.connections
    rate_limits: RateLimits | None = None
    patience: Patience = _PATIENCE


class Server(uvicorn.Server):
    """Serves one application on sockets that are bound already, in the thread that calls `run`."""

    def __init__(self, app: ASGIApp, *, manner: Manner) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="off",
            ws="none",
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._manner = manner

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        loop, manner = asyncio.get_running_loop(), self._manner
        made = partial(
            Connection,
            self.config,
            self.server_state,
            {},
            patience=manner.patience,
            most=manner.connections,
            rate_limits=manner.rate_limits,
            origin=manner.origin,
        )
        tls, patience = manner.certificate, manner.patience
        self.servers = [
            await loop.create_server(
                made,
                sock=sock,
                backlog=_BACKLOG,
                ssl=tls.context if tls else None,
                ssl_handshake_timeout=patience.handshake if tls else None,
                ssl_shutdown_timeout=patience.linger if tls else None,
            )
            for sock in sockets or []
        ]
        self._rounds = loop.create_task(self._go_round())
        self.started = True

    async def main_loop(self) -> None:
        """Look twice a second, where the library looks ten times: that is most of what an idle process does."""
        counter = 0
        while not await self.on_tick(counter):
            await asyncio.sleep(_TICK_SECONDS)
            counter += _TICKS

    async def on_tick(self, counter: int) -> bool:
        """Look whether it is time to stop."""
        return await super().on_tick(counter) or self._manner.stop.is_set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nothing new, finish what is under way (at most 20 s), then end."""
        self._manner.stopping()
        await super().shutdown(sockets)
        self._rounds.cancel()

    async def _go_round(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(self._manner.patience.head / _ROUNDS)
            now = loop.time()
            for connection in list(self.server_state.connections):
                if isinstance(connection, Connection):
                    connection.overdue(now)
