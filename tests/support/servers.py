"""Servers on this machine that behave as no server should. Each speaks through a raw socket, in its own thread."""

import contextlib
import socket
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

MEGABYTE = b"x" * 1024 * 1024


class Server:
    """Accepts connections and lets `behave` have each; `requests` holds what was asked, headers and all."""

    def __init__(self, behave, context=None) -> None:
        self._behave, self._context = behave, context
        self.requests, self.names, self.sent, self.connections = [], [], 0, 0
        self.over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.port}"

    def close(self):
        self.over.set()
        # Closing alone does not wake a thread that waits in `accept`.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            pass
        self._listener.close()
        for thread in self._threads:
            thread.join(timeout=5)

    def _accept(self):
        while not self.over.is_set():
            with contextlib.suppress(OSError):
                sock, _ = self._listener.accept()
                self.connections += 1
                thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, sock):
        with contextlib.suppress(OSError), sock:
            if self._context:
                sock = self._context.wrap_socket(sock, server_side=True)
            with sock:
                self._behave(self, sock)

    def read(self, sock):
        """Read one request, with its body; False when the other side has gone."""
        raw = b""
        while b"\r\n\r\n" not in raw:
            piece = sock.recv(65536)
            if not piece:
                return False
            raw += piece
        head, _, body = raw.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines[1:])
        while len(body) < int(headers.get("content-length", 0)):
            body += sock.recv(65536)
        self.requests.append((lines[0], dict(line.split(": ", 1) for line in lines[1:]), body))
        return True

    def send(self, sock, *pieces, pause=0.0):
        for piece in pieces:
            sock.sendall(piece)
            self.sent += len(piece)
            if self.over.wait(pause) if pause else False:
                return


def answering(status=b"200 OK", headers=b"", body=b"ok"):
    def behave(server, sock):
        while server.read(sock):
            length = str(len(body)).encode()
            server.send(
                sock, b"HTTP/1.1 " + status + b"\r\nContent-Length: " + length + b"\r\n" + headers, b"\r\n" + body
            )

    return behave


def hanging(server, sock):
    server.read(sock)
    server.over.wait(30)


def saying_nothing(server, sock):
    """Takes the connection and not even reads."""
    server.over.wait(30)
    sock.close()


def dripping_headers(server, sock):
    server.read(sock)
    server.send(sock, b"HTTP/1.1 200 OK\r\n", *[b"X-Drip: 1\r\n"[n % 11 : n % 11 + 1] for n in range(600)], pause=0.05)


def dripping_body(server, sock):
    server.read(sock)
    server.send(sock, b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", *[b"x"] * 600, pause=0.05)


def a_gigabyte(server, sock):
    server.read(sock)
    server.send(sock, b"HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", *[MEGABYTE] * 1024)


def a_gigabyte_of_headers(server, sock):
    server.read(sock)
    server.send(sock, b"HTTP/1.1 200 OK\r\nX-Long: ", *[MEGABYTE] * 1024)


def no_http(server, sock):
    server.read(sock)
    server.send(sock, b"SSH-2.0-OpenSSH_9.2\r\n")


def hanging_up(server, sock):
    server.read(sock)


BAD = {
    "hangs": hanging,
    "says nothing": saying_nothing,
    "drips headers": dripping_headers,
    "sends a gigabyte of headers": a_gigabyte_of_headers,
    "speaks another protocol": no_http,
    "hangs up": hanging_up,
}
"""Servers from which no answer comes."""


@contextmanager
def serving(behave, context=None):
    server = Server(behave, context)
    try:
        yield server
    finally:
        server.close()


def certificate(folder, name):
    """A certificate for a name by itself: what a server shows, and what a client who believes it trusts."""
    return _made(folder, name, authority=None)[0]


def issued(folder, name):
    """A certificate for a name by an authority of the organisation's own, and that authority's certificate."""
    authority, *signer = _made(folder, "authority", authority=None)
    return _made(folder, name, authority=signer)[0], authority


def _made(folder, name, *, authority):
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer, signer = authority or (who, key)
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who).issuer_name(issuer).public_key(key.public_key()).serial_number(1 if authority else 2)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=not authority, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{name}.pem"
    file.write_bytes(pem)
    return file, who, key


def showing(file, names):
    """A server's side of TLS; it notes the names it was asked for."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    context.sni_callback = lambda _sock, name, _context: names.append(name)
    return context
