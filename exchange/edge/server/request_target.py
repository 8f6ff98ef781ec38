"""Request target and Host (RFC 9112 section 3): what a request line asks for, in the one form the application reads.

The host that is named counts for nothing here (protocol section 1). It is held against the grammar all the same: what
one reader of a chain takes for an error and another for a name is how requests are smuggled past the first.
"""

import re
from ipaddress import AddressValueError, IPv6Address

from exchange.core.errors import GeleitError, Malformed, Refusal
from exchange.edge.http.errors import MethodNotAllowed

METHODS = ("GET", "HEAD", "POST", "PUT")
"""What addresses of the hub take, for who asks about none of them."""
_VERSIONS = frozenset({"1.0", "1.1"})
_ANOTHER_VERSION = "Invalid HTTP version"
_LAST_PORT = 65535
_SCHEME = re.compile(rb"(?i:https?)://")
_VISIBLE = re.compile(rb"[!-~]*")
_AUTHORITY = re.compile(
    rb"(?P<host>\[(?P<literal>[0-9A-Fa-f:.]{2,45}|v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]"
    rb"|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::(?P<port>[0-9]{0,10}))?"
)


class InvalidTarget(Refusal):
    """The request line asks for something that is no address here."""

    code = "SENDER_INVALID_TARGET"
    status = 400
    de = "Die Anfragezeile nennt keine gültige Adresse."
    fix_de = "Nennen Sie nach der Methode den Pfad, etwa `GET /livez HTTP/1.1` (RFC 9112, Abschnitt 3.2)."
    fix_en = "Name the path after the method, as in `GET /livez HTTP/1.1` (RFC 9112 section 3.2)."


class InvalidHost(Refusal):
    """The field `Host` is missing, there twice, or no host."""

    code = "SENDER_INVALID_HOST"
    status = 400
    de = "Das Feld `Host` fehlt, steht doppelt oder ist kein Rechnername."
    fix_de = "Senden Sie genau ein Feld `Host` mit Namen und, wo nötig, Port (RFC 9112, Abschnitt 3.2)."
    fix_en = "Send exactly one field `Host` with the name and, where needed, the port (RFC 9112 section 3.2)."


class InvalidHead(Malformed):
    """The head of the request cannot be read."""

    code = "SENDER_INVALID_HEAD"
    de = "Der Kopf der Anfrage lässt sich nicht lesen."
    fix_de = "Senden Sie eine Anfragezeile und Felder, wie HTTP/1.1 sie schreibt (RFC 9112, Abschnitte 2 bis 5)."
    fix_en = "Send a request line and fields as HTTP/1.1 writes them (RFC 9112 sections 2 to 5)."


class VersionUnsupported(Refusal):
    """This version of HTTP is not spoken here."""

    code = "SENDER_HTTP_VERSION"
    status = 505
    de = "Diese Version von HTTP wird hier nicht gesprochen."
    fix_de = "Verwenden Sie HTTP/1.1."
    fix_en = "Use HTTP/1.1."


def unreadable(parser_says: str) -> GeleitError:
    """Why a head cannot be read: another version of HTTP, or it is none. The words are those of the parser."""
    return VersionUnsupported() if parser_says == _ANOTHER_VERSION else InvalidHead()


def read_target(target: bytes, *, method: bytes) -> bytes:
    """Turn a request target into origin form: path and query.

    Raises:
        InvalidTarget: it is none, or not of the form the method takes.
        MethodNotAllowed: CONNECT, or OPTIONS of the server as a whole: well-formed, but not done here.
    """
    if method == b"CONNECT" or target == b"*":
        raise _no_path(target, method=method)
    scheme = _SCHEME.match(target)
    path = _path(target, begins=scheme.end()) if scheme else target
    if not path.startswith(b"/") or b"#" in path or not _VISIBLE.fullmatch(path):
        raise InvalidTarget
    return path


def _no_path(target: bytes, *, method: bytes) -> GeleitError:
    """What is answered to authority form and asterisk form, which name no path."""
    if method == b"CONNECT":
        match = _AUTHORITY.fullmatch(target)
        return _not_done() if match and match["port"] and _holds(target) else InvalidTarget()
    return _not_done() if method == b"OPTIONS" else InvalidTarget()


def _path(target: bytes, *, begins: int) -> bytes:
    """Path and query of a target in absolute form, whose authority begins there."""
    found = (target.find(one, begins) for one in (b"/", b"?"))
    end = min((at for at in found if at >= 0), default=len(target))
    if not _holds(target[begins:end]):
        raise InvalidTarget
    return target[end:] if target[end : end + 1] == b"/" else b"/" + target[end:]


def check_host(headers: list[tuple[bytes, bytes]], *, version: str) -> None:
    """Let pass a head that names its host as its version asks: one valid field, which HTTP/1.0 may leave out.

    Raises:
        VersionUnsupported: it is of neither version.
        InvalidHost: it is not named so.
    """
    if version not in _VERSIONS:
        raise VersionUnsupported
    hosts = [value for name, value in headers if name == b"host"]
    if not hosts and version == "1.0":
        return
    if len(hosts) != 1 or not _holds(hosts[0]):
        raise InvalidHost


def _not_done() -> GeleitError:
    return MethodNotAllowed(allowed=METHODS)


def _holds(authority: bytes) -> bool:
    """Whether it is a host with or without a port; a user before it is refused (RFC 9110 section 4.2.4)."""
    match = _AUTHORITY.fullmatch(authority)
    if match is None or not 0 < int(match["port"] or 1) <= _LAST_PORT:
        return False
    literal = match["literal"] or b""
    if not literal or literal.startswith(b"v"):
        return True
    try:
        IPv6Address(literal.decode("ascii"))
    except AddressValueError:
        return False
    return True
