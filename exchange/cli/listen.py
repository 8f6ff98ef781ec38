"""Listening address: HOST:PORT with port 0 for a free one, or fd:N for a socket somebody else bound."""

import socket
from typing import Annotated

import typer

from exchange.core.unavailable import PortTaken

BACKLOG = 512
Listen = Annotated[
    str,
    typer.Option(help="HOST:PORT, Port 0 = freier Port / free port; fd:N = geerbter Socket / inherited socket"),
]


def bind(listen: str, *, option: str = "--listen") -> socket.socket:
    """Bind the address that was given to `option`.

    Raises:
        PortTaken: it is in use, or is not an address of this machine.
        typer.BadParameter: it is not HOST:PORT or fd:N.
    """
    kind, _, number = listen.rpartition(":")
    if not kind or not number.isdecimal():
        raise typer.BadParameter("HOST:PORT, fd:N", param_hint=option)
    if kind == "fd":
        return socket.socket(fileno=int(number))
    family = socket.AF_INET6 if ":" in kind else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((kind.strip("[]"), int(number)))
        sock.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        raise PortTaken(listen) from error
    return sock


def shown(sock: socket.socket) -> str:
    """The address a socket is bound to, as HOST:PORT."""
    host, port = sock.getsockname()[:2]
    return f"{host}:{port}"
