"""A caller without manners, as a process of its own: garbage tokens of 8 KB as fast as they go, from one address.

`python tests/edge/flood.py PORT SECONDS ADDRESS CONNECTIONS` prints how many calls were answered, by status.
"""

import os
import socket
import sys
import threading
import time
from base64 import urlsafe_b64encode
from collections import Counter

AT_ONCE = 10


def garbage():
    return urlsafe_b64encode(os.urandom(6144)).decode()


def flood(port, until, address, counted):
    call = "".join(
        f"GET /directory HTTP/1.1\r\nHost: hub.example\r\nAuthorization: DPoP {garbage()}\r\nDPoP: x\r\n\r\n"
        for _ in range(AT_ONCE)
    ).encode()
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), source_address=(address, 0), timeout=5) as caller:
                while time.monotonic() < until:
                    caller.sendall(call)
                    said = b""
                    while said.count(b"HTTP/1.1 ") < AT_ONCE or not said.endswith(b"}"):
                        piece = caller.recv(262_144)
                        if not piece:
                            break
                        said += piece
                    counted.update(part[:3].decode() for part in said.split(b"HTTP/1.1 ")[1:])
                    if b"connection: close" in said:
                        break
        except OSError:
            counted["refused"] += 1


def main(port, seconds, address, connections):
    counted = Counter()
    until = time.monotonic() + float(seconds)
    threads = [
        threading.Thread(target=flood, args=(int(port), until, address, counted)) for _ in range(int(connections))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    print(*(f"{status}={count}" for status, count in sorted(counted.items())))  # noqa: T201 what it is for


if __name__ == "__main__":
    main(*sys.argv[1:])
