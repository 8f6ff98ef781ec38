"""A PostgreSQL of the tests' own: Debian's binaries, a folder of its own, one socket in it and no network at all."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import psycopg
from psycopg import sql

# PostgreSQL refuses to run as root; Debian's package brings this user.
OWNER = "postgres" if os.geteuid() == 0 else None
WAIT_SECONDS = 30
# Nothing here outlives the tests, so nothing waits for the disk. German order shows what relies on the order of bytes.
ORDER = ("--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=de")
SETTINGS = {"listen_addresses": "", "fsync": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


def binaries():
    """The newest PostgreSQL Debian's package has put here; None if there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name), default=None)


class Cluster:
    """Runs from `start` to `stop`, as often as a test likes; `remove` leaves nothing behind."""

    def __init__(self, bin_: Path, settings=SETTINGS) -> None:
        self._bin, self._made, self._server, self._settings = bin_, 0, None, settings
        # Not pytest's folder: that is root's alone, and a socket's path may have 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="geleit-pg-"))
        if OWNER:
            shutil.chown(self.folder, OWNER, OWNER)
        self.data = self.folder / "data"
        self._run("initdb", "-D", self.data, "-U", "geleit", "-A", "trust", "-E", "UTF8", "--no-sync", *ORDER).check()
        self.start()

    def start(self) -> None:
        settings = [f"--{name}={value}" for name, value in self._settings.items()]
        self._server = self._run("postgres", "-D", self.data, "-k", self.folder, *settings)
        end = time.monotonic() + WAIT_SECONDS
        while not self._answers():
            assert self._server.process.poll() is None, self._server.said()
            assert time.monotonic() < end, self._server.said()
            time.sleep(0.05)

    @property
    def pid(self):
        return self._server.process.pid

    def stop(self) -> None:
        """Stop as an operator does: whoever is connected is cut off."""
        self._server.process.send_signal(signal.SIGINT)
        self._server.process.wait(WAIT_SECONDS)

    @contextmanager
    def stopped(self):
        """It is stopped in the `with`, and runs again after it."""
        self.stop()
        try:
            yield
        finally:
            self.start()

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def database(self) -> str:
        """A new database for one test alone; its URL."""
        self._made += 1
        name = f"geleit_{self._made}"
        self.say("CREATE DATABASE {}", name)
        return f"postgresql://geleit@/{name}?host={self.folder}"

    @cached_property
    def pair(self):
        """The URLs of two databases that tests use one after the other; who takes them empties them."""
        return self.database(), self.database()

    def say(self, words: str, *names: str) -> None:
        """Say something as the one who may do everything."""
        with psycopg.connect(host=str(self.folder), user="geleit", dbname="postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(words).format(*map(sql.Identifier, names)))

    def _answers(self):
        try:
            self.say("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program, *words: object):
        return Running(
            [self._bin / program, *map(str, words)],
            log=self.folder / f"{program}.log",
            folder=self.folder,
        )


class Running:
    """A program of the cluster, and what it says."""

    def __init__(self, words, *, log, folder) -> None:
        self._log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 the programs are PostgreSQL's, the words our own
                words, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output, user=OWNER, group=OWNER,
                extra_groups=[] if OWNER else None, env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            )  # fmt: skip

    def check(self) -> None:
        assert self.process.wait(WAIT_SECONDS) == 0, self.said()

    def said(self):
        return self._log.read_text()


def name_of(url):
    """The name of the database in one of the URLs `database` makes."""
    return url.partition("?")[0].rpartition("/")[2]
