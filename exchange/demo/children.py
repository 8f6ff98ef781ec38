"""Child processes: the hub and each partner by itself, started and stopped by their own ids."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

GRACE_SECONDS = 3.0
Hear = Callable[[Mapping[str, Any]], None]


class Child:
    """One process of ours. What it says on its output, a JSON object a line, is handed to `hear` as it comes.

    Its errors go to a file, and its output too where nobody hears. `stop` ends it and nothing else.
    """

    def __init__(
        self, arguments: Sequence[str], *, log: Path, hear: Hear | None = None, inherit: Sequence[int] = ()
    ) -> None:
        with log.open("ab") as errors:
            self._process = subprocess.Popen(  # noqa: S603 our own interpreter and our own module
                [sys.executable, "-m", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if hear else errors,
                stderr=errors,
                pass_fds=tuple(inherit),
                # Ctrl-C in the terminal reaches this process alone; it then ends its children in order.
                start_new_session=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        self._listener = Thread(target=self._listen, args=(hear,), daemon=True) if hear else None
        if self._listener:
            self._listener.start()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def go_on(self) -> None:
        """Let a child that waits for a word on its input go on."""
        if self._process.stdin is not None:
            self._process.stdin.write(b"\n")
            self._process.stdin.flush()

    def stop(self) -> None:
        """End it: SIGTERM, and SIGKILL where that is not heard within three seconds."""
        if self.running:
            os.kill(self.pid, signal.SIGTERM)
        try:
            self._process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._listener:
            self._listener.join(GRACE_SECONDS)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _listen(self, hear: Hear) -> None:
        for line in self._process.stdout or ():
            if line.startswith(b"{"):
                hear(json.loads(line))


def hub_arguments(directory: Path, *, fd: int, passphrase: Path) -> list[str]:
    """The public command that runs a hub on a socket it inherits."""
    return ["exchange", "serve", str(directory), "--listen", f"fd:{fd}", "--passphrase-file", str(passphrase)]
