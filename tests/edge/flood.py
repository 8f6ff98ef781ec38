"""Callers without manners, as a process of their own: calls made beforehand, as fast as they go, from one address.

`python tests/edge/flood.py PORT SECONDS ADDRESS CONNECTIONS` reads the calls from its input, a JSON list of texts, and
prints how many were answered, by status. Goes on until it was turned away once, on a machine however slow.
"""

import json
import socket
import sys
import threading
import time
from collections import Counter
from itertools import count

AT_ONCE = 10
MOST_SECONDS = 30


class Flood:
    def __init__(self, calls, *, port, until, address) -> None:
        self.calls, self.port, self.until, self.address = calls, port, until, address
        self.counted, self.numbers = Counter(), count()

    @property
    def ended(self):
        late = time.monotonic() - self.until
        return late > MOST_SECONDS or (late > 0 and (self.counted["429"] or self.counted["refused"]))

    def run(self):
        while not self.ended:
            try:
                with socket.create_connection(
                    ("127.0.0.1", self.port), source_address=(self.address, 0), timeout=5
                ) as caller:
                    while not self.ended and self._batch(caller):
                        pass
            except OSError:
                self.counted["refused"] += 1

    def _batch(self, caller):
        """Send some calls at once and hear the answers; false when the connection is of no more use."""
        chosen = (self.calls[next(self.numbers) % len(self.calls)] for _ in range(AT_ONCE))
        caller.sendall("".join(chosen).encode())
        said = b""
        while said.count(b"HTTP/1.1 ") < AT_ONCE or not said.endswith(b"}"):
            piece = caller.recv(262_144)
            if not piece:
                break
            said += piece
        self.counted.update(part[:3].decode() for part in said.split(b"HTTP/1.1 ")[1:])
        return said.endswith(b"}") and b"connection: close" not in said


def main(port, seconds, address, connections):
    flood = Flood(json.load(sys.stdin), port=int(port), until=time.monotonic() + float(seconds), address=address)
    threads = [threading.Thread(target=flood.run) for _ in range(int(connections))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.stdout.write(" ".join(f"{status}={number}" for status, number in sorted(flood.counted.items())))


if __name__ == "__main__":
    main(*sys.argv[1:])
