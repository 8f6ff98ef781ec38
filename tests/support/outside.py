"""A real hub as a process of its own, and what calls or floods it from others: nobody shares an interpreter."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE

from tests.bench.ground import Layout, served
from tests.faults.processes import end

HERE = Path(__file__).parent


@contextmanager
def hub(folder, partners=1, **limits: int):
    """`geleit serve` on SQLite with some partners, a `Ground`."""
    with served(folder, partners=partners, layout=Layout(processes=1, limits=limits)) as ground:
        yield ground


def port_of(ground):
    return ground.sock.getsockname()[1]


def headers_of(recipient, ground, path, method="GET"):
    """The head of a call that a partner may make, once."""
    session, url = recipient.session, f"http://127.0.0.1:{port_of(ground)}{path}"
    token = session._fresh_token()
    return {"Authorization": f"DPoP {token}", "DPoP": session._proof(method, url, token=token)}


class Program:
    """A program beside this file. What it printed at last is in `said` when it has ended."""

    def __init__(self, name, *arguments: object) -> None:
        words = [sys.executable, str(HERE / name), *map(str, arguments)]
        self.process = subprocess.Popen(words, stdin=PIPE, stdout=PIPE, text=True, start_new_session=True)  # noqa: S603 ours
        self.said = None

    @contextmanager
    def held(self):
        """It does nothing for the `with`."""
        os.kill(self.process.pid, signal.SIGSTOP)
        yield
        os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def running(name, *arguments: object, said=""):
    """A program that has begun when the `with` does, and is told to end after it."""
    program = Program(name, *arguments)
    process = program.process
    try:
        process.stdin.write(said + "\n")
        process.stdin.flush()
        assert process.stdout.readline() == "begun\n"
        yield program
        process.stdin.close()
        program.said = json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        end(process)
