"""Processes that a test ends in the middle of what they do: started here, killed by their own id, never another's."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def needed(program: str) -> str:
    """Where a program of the system is; without it the test is skipped, and fails where everything is required."""
    found = shutil.which(program)
    if found is None and os.environ.get("CI"):
        pytest.fail(f"{program} is missing and everything is required here")
    if found is None:
        pytest.skip(f"{program} is not installed (Debian: apt-get install {program})")
    return found


def preloaded(name: str, folder: Path) -> Path:
    """The library of that name beside this file, compiled into the folder, to be named in LD_PRELOAD."""
    library = folder / f"{name}.so"
    source = Path(__file__).with_name(f"{name}.c")
    subprocess.run([needed("gcc"), "-shared", "-fPIC", "-O2", source, "-o", library, "-ldl"], check=True)  # noqa: S603 the compiler, by its full path
    return library


def python(*arguments: object) -> list[str]:
    """Our own interpreter with a module of ours."""
    return [sys.executable, "-m", *map(str, arguments)]


@contextmanager
def running(words: Sequence[str], **env: str) -> Iterator[subprocess.Popen]:
    """A process that says things line by line; whatever is left of it in the end is killed."""
    with started(words, env=env) as process:
        try:
            yield process
        finally:
            end(process)


def started(
    words: Sequence[str], *, env: Mapping[str, str] | None = None, fds: Sequence[int] = (), out: int = subprocess.PIPE
) -> subprocess.Popen:
    """Start it in a session of its own, so that all it started ends with it; `out` is where what it says goes."""
    return subprocess.Popen(  # noqa: S603 our own programs, by their full path
        words,
        cwd=ROOT,
        stdout=out,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
        pass_fds=tuple(fds),
        env={**os.environ, **(env or {}), "PYTHONUNBUFFERED": "1"},
    )


def end(process: subprocess.Popen) -> list[str]:
    """Kill a process we started with all it started, if it still runs; what it had said and nobody had read yet."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout is None or process.stdout.closed:
        return []
    with process.stdout:
        return list(lines(process))


def lines(process: subprocess.Popen) -> Iterator[str]:
    """What it said in whole lines. One that was cut off by the kill was not said."""
    for line in process.stdout:
        if line.endswith("\n"):
            yield line.strip()
