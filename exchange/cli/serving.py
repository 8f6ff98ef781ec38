"""Run the web application on a bound socket until told to stop."""

import socket
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

GRACE_SECONDS = 20
KEEP_ALIVE_SECONDS = 75
"""Longer than a long poll, so that a partner's connection outlives it."""


def run_server(app: Starlette, *, sock: socket.socket, certificate: Path | None, key: Path | None) -> None:
    """Serve until SIGTERM or SIGINT; requests under way are answered first, at most 20 s."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACE_SECONDS,
        ssl_certfile=str(certificate) if certificate else None,
        ssl_keyfile=str(key) if key else None,
    )
    uvicorn.Server(config).run(sockets=[sock])
