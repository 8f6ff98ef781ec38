"""Callers without manners, as a process of their own: calls made beforehand, from one address, so many a second.

`python tests/support/flood.py PORT ADDRESS CONNECTIONS RATE` reads the calls from its input, a JSON list of texts, says
`begun`, goes on until its input ends, and prints how many it sent and how many were answered, by status, and how many
connections were cut off. It steps back behind the hub and the others, as if it ran on another machine.
"""

import json
import os
import socket
import sys
import threading
import time
from collections import Counter
from itertools import count

AT_ONCE = 10
POLITENESS = 10


class Flood:
    def __init__(self, calls, *, port, address, rate) -> None:
        self.calls, self.port, self.address, self.rate = calls, port, address, rate
        self.counted, self.batches, self.ended = Counter(), count(), threading.Event()
        self.begun = time.monotonic()

    def run(self):
        while not self.ended.is_set():
            try:
                with socket.create_connection(
                    ("127.0.0.1", self.port), source_address=(self.address, 0), timeout=5
                ) as caller:
                    while not self.ended.is_set() and self._batch(caller):
                        pass
            except OSError:
                self.counted["cut off"] += 1

    def _batch(self, caller):
        """Send some calls at once and hear the answers; false when the connection is of no more use."""
        first = next(self.batches) * AT_ONCE
        self.ended.wait(max(0, self.begun + first / self.rate - time.monotonic()))
        chosen = (self.calls[number % len(self.calls)] for number in range(first, first + AT_ONCE))
        caller.sendall("".join(chosen).encode())
        self.counted["sent"] += AT_ONCE
        said = b""
        while said.count(b"HTTP/1.1 ") < AT_ONCE or not said.endswith(b"}"):
            piece = caller.recv(262_144)
            if not piece:
                break
            said += piece
        self.counted.update(part[:3].decode() for part in said.split(b"HTTP/1.1 ")[1:])
        return said.endswith(b"}") and b"connection: close" not in said


def main(port, address, connections, rate):
    os.nice(POLITENESS)
    flood = Flood(json.loads(sys.stdin.readline()), port=int(port), address=address, rate=float(rate))
    threads = [threading.Thread(target=flood.run) for _ in range(int(connections))]
    for thread in threads:
        thread.start()
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    sys.stdin.readline()
    flood.ended.set()
    for thread in threads:
        thread.join()
    sys.stdout.write(json.dumps(flood.counted) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
