"""Slow callers, as a process of their own: half of them trickle a head, half stall in a body.

`python tests/support/slow.py PORT COUNT` says `begun` when all are connected, and prints when the last was ended, or a
minute has passed, how many seconds each of them could stay, null where it still may.
"""

import json
import selectors
import socket
import sys
import time

HEAD = b"GET /livez HTTP/1.1\r\nHost: hub.example\r\n"
POST = (
    b"POST /oauth/token HTTP/1.1\r\nHost: hub.example\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n"
)
MOST_SECONDS, PAUSE_SECONDS = 60, 1


class Slow:
    """One slow caller; `piece` is what it sends again and again."""

    def __init__(self, port, said, piece) -> None:
        self.socket, self.piece, self.stayed = socket.create_connection(("127.0.0.1", port)), piece, None
        self.begun = time.monotonic()
        self.socket.sendall(said)
        self.socket.setblocking(False)

    def hear(self) -> bool:
        """Whether it is ended; what the server says before it ends is no end."""
        try:
            ended = not self.socket.recv(4096)
        except BlockingIOError:
            return False
        except OSError:
            ended = True
        if ended:
            self.stayed = time.monotonic() - self.begun
        return ended

    def nag(self):
        try:
            self.socket.send(self.piece)
        except OSError:
            # That it is ended is heard, not felt.
            return


def main(port, count):
    kinds = ((HEAD, b"X-A: b\r\n"), (POST, b"x"))
    callers = [Slow(port, *kinds[number % 2]) for number in range(count)]
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    with selectors.DefaultSelector() as heard:
        for caller in callers:
            heard.register(caller.socket, selectors.EVENT_READ, caller)
        watch(heard)
    sys.stdout.write(json.dumps([caller.stayed for caller in callers]) + "\n")


def watch(heard):
    ends = time.monotonic() + MOST_SECONDS
    nagged = time.monotonic()
    while heard.get_map() and time.monotonic() < ends:
        for key, _ in heard.select(PAUSE_SECONDS / 10):
            if key.data.hear():
                heard.unregister(key.fileobj)
                key.fileobj.close()
        if time.monotonic() - nagged > PAUSE_SECONDS:
            nagged = time.monotonic()
            for key in list(heard.get_map().values()):
                key.data.nag()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
