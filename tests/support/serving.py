"""A real server of ours on a real port, and callers with no manners at all."""

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from threading import Event

from exchange.edge.server.connection import Patience
from exchange.edge.server.server import Manner, Server

QUICK = Patience(head=0.3, body=0.3, least=100, answer=0.3, linger=0.2, handshake=0.3)
STEADY = Patience(head=1.5, body=1.5, least=100, answer=1.5)
PATIENT = Patience()
SOON_SECONDS = 20
"""How long a test waits for what should come at once: the machine may have much else to do."""
HEAD = b"GET /x HTTP/1.1\r\nHost: hub.example\r\n"


class Served:
    """A server under test: `address`, `server`, and `stop` to end it."""

    def __init__(self, app, **manner: object) -> None:
        self.stop, self.socket = Event(), socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.address = self.socket.getsockname()
        made = {"patience": QUICK} | manner
        self.server = Server(app, manner=Manner(origin="https://hub.example", stop=self.stop, **made))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.socket]})
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def caller(self, said=b"", address="127.0.0.1"):
        """A connection that has said something."""
        made = socket.create_connection(self.address, timeout=SOON_SECONDS, source_address=(address, 0))
        made.sendall(said)
        return made

    @property
    def open(self):
        return len(self.server.server_state.connections)


@contextmanager
def serving(app, **manner: object):
    served = Served(app, **manner)
    try:
        yield served
    finally:
        served.stop.set()
        served.thread.join()


def heard(caller):
    """Everything the server says until it closes."""
    said = []
    with caller:
        try:
            while piece := caller.recv(65536):
                said.append(piece)
        except (ConnectionResetError, ssl.SSLError):
            pass
    return b"".join(said)


def comes(what):
    """Wait until something is so."""
    ends = time.monotonic() + SOON_SECONDS
    while not what():
        assert time.monotonic() < ends
        time.sleep(0.01)


def timed(work):
    """How many seconds it takes."""
    begun = time.monotonic()
    work()
    return time.monotonic() - begun
