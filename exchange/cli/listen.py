"""Listening address: HOST:PORT with port 0 for a free one, or fd:N for a socket somebody else bound."""

import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import NEEDED, Directory, Options
from exchange.cli.terminal.usage import unfit_value
from exchange.core.said import Said
from exchange.core.unavailable import PortTaken
from exchange.edge.server.tls import Certificate, PublicWithoutTls

_ADDRESS = Said(
    "HOST:PORT, zum Beispiel 127.0.0.1:8080; Port 0 für einen freien; fd:N",
    "HOST:PORT, for example 127.0.0.1:8080; port 0 for a free one; fd:N",
)
_ALONE = Said("--tls-key steht allein.", "--tls-key stands alone.")
_BOTH = Said("--tls-cert DATEI --tls-key DATEI", "--tls-cert FILE --tls-key FILE")
BACKLOG = 512
DOOR: Options = {
    "directory": (Directory, NEEDED),
    "listen": (
        Annotated[
            str,
            typer.Option(help="HOST:PORT, Port 0 = freier Port / free port; fd:N = geerbter Socket / inherited socket"),
        ],
        "127.0.0.1:8080",
    ),
    "tls_cert": (
        Annotated[Path | None, typer.Option(help="Zertifikat (PEM); SIGHUP liest neu / certificate")],
        None,
    ),
    "tls_key": (Annotated[Path | None, typer.Option(help="Schlüssel dazu (PEM) / its key")], None),
    "behind_proxy": (
        Annotated[
            bool,
            typer.Option(
                "--behind-proxy",
                help="Ein TLS-Proxy steht davor: dann auch ohne TLS an einer Adresse, die andere Rechner erreichen / "
                "a TLS proxy stands before it: also without TLS on an address that other machines reach",
            ),
        ],
        False,
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where a hub is called: a socket that listens, and the certificate it is called with, if not by a proxy."""

    directory: Path
    sock: socket.socket
    certificate: Certificate | None
    behind_proxy: bool

    @property
    def reached(self) -> str:
        """How it is reached: over `tls` of its own, through a `proxy`, or by this machine alone (`loopback`)."""
        if self.certificate is not None:
            return "tls"
        return "proxy" if self.behind_proxy else "loopback"


@contextmanager
def at_the_door(given: dict[str, Any]) -> Iterator[Door]:
    """Take the options of `DOOR` out of what was given, and listen.

    Raises:
        PublicWithoutTls: other machines reach the address, without TLS and with no word of a proxy.
        BadCertificate, PortTaken: one of the options cannot be used.
    """
    own = {name: given.pop(name) for name in DOOR}
    certificate = _certificate(own["tls_cert"], own["tls_key"])
    with closing(bind(own["listen"])) as sock:
        # Asked of the socket and not of what was typed: a name or an inherited socket may be anything.
        if certificate is None and not own["behind_proxy"] and is_public(sock):
            raise PublicWithoutTls(own["listen"])
        yield Door(directory=own["directory"], sock=sock, certificate=certificate, behind_proxy=own["behind_proxy"])


def _certificate(chain: Path | None, key: Path | None) -> Certificate | None:
    if chain is not None:
        return Certificate(chain, key=key)
    if key is not None:
        raise unfit_value("--tls-cert", what=_ALONE, form=_BOTH)
    return None


def bind(listen: str, *, option: str = "--listen") -> socket.socket:
    """Bind the address that was given to `option`.

    Raises:
        PortTaken: it is in use, or is not an address of this machine.
        BadCall: it is not HOST:PORT or fd:N.
    """
    kind, _, number = listen.rpartition(":")
    if not kind or not number.isdecimal():
        raise unfit_value(option, form=_ADDRESS)
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


def is_public(sock: socket.socket) -> bool:
    """Whether other machines can reach a socket: every address but the loopback; a Unix socket is this machine's."""
    if sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return False
    address = ip_address(sock.getsockname()[0].partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return not address.is_loopback
