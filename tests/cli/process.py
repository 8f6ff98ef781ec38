"""`geleit serve` and `geleit work` as processes of their own. What they say goes to files, which the canaries read."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

from tests.cli.by_hand import Hand

PATIENCE_SECONDS = 30


class Process:
    """One process; `stop` ends it and gives its exit code."""

    def __init__(self, hand: Hand, *words: object, pass_fd: int | None = None) -> None:
        number = len(list(hand.root.glob("*.log")))
        self.log, self.errors = hand.root / f"process-{number}.log", hand.root / f"process-{number}.err.log"
        arguments = [*map(str, words), "--passphrase-file", str(hand.secret("hub"))]
        with self.log.open("wb") as out, self.errors.open("wb") as errors:
            self._child = subprocess.Popen(  # noqa: S603 our own interpreter and our own module
                [sys.executable, "-m", "exchange", *arguments], stdout=out, stderr=errors, stdin=subprocess.DEVNULL,
                pass_fds=() if pass_fd is None else (pass_fd,),
            )  # fmt: skip
        self.wait_for("started")

    @property
    def lines(self):
        whole = self.log.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def wait_for(self, event, **fields: object):
        ends = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends:
            for line in self.lines:
                if line["event"] == event and fields.items() <= line.items():
                    return line
            assert self._child.poll() is None, self.errors.read_text()
            time.sleep(0.02)
        raise AssertionError(event)

    def tell(self, number) -> None:
        os.kill(self._child.pid, number)

    def ended(self):
        return self._child.wait(PATIENCE_SECONDS)

    def stop(self, number=signal.SIGTERM):
        if self._child.poll() is None:
            self.tell(number)
        return self.ended()


@contextmanager
def served(hand: Hand, sock: socket.socket, *words: object):
    """The hub, served on its socket for the `with`."""
    fd = os.dup(sock.fileno())
    process = Process(hand, "serve", hand.root / "hub", "--listen", f"fd:{fd}", *words, pass_fd=fd)
    os.close(fd)
    try:
        yield process
    finally:
        process.stop()
