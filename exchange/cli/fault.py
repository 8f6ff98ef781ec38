"""Last-resort error handler: one line for a fault that nobody foresaw.

A traceback may show a person's data to whoever sees the terminal.
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from traceback import extract_tb
from types import TracebackType

from exchange.cli.terminal.language import either

VARIABLE = "GELEIT_TRACEBACK"
EXIT_FAULT = 70
"""EX_SOFTWARE of sysexits.h."""
_HERE = Path(__file__).resolve().parents[2]


class Honest(AbstractContextManager["Honest"]):
    """Around a command: whatever it raises is said in one line, and `code` is then 70.

    With `GELEIT_TRACEBACK=1` in the environment everything is raised on, traceback and all.
    """

    def __init__(self, say: Callable[[str], object], *, env: Mapping[str, str] = os.environ) -> None:
        self._say = say
        self._open = env.get(VARIABLE) == "1"
        self.code = 0

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        """Say what happened, if it is a fault."""
        if kind is None or not issubclass(kind, Exception) or self._open:
            return False
        self.code = EXIT_FAULT
        place = f"{kind.__name__} in {_place(trace)}"
        said = either(
            f"HUB_ERROR: Programmfehler {place}. Bitte melden Sie diese Zeile dem Betrieb.\n"
            f"  {VARIABLE}=1 zeigt alles, auch Angaben zu Personen.",
            f"HUB_ERROR: A fault in the program, {place}. Please report this line to those who run the hub.\n"
            f"  {VARIABLE}=1 shows everything, personal data included.",
        )
        self._say(said)
        return True


def _place(trace: TracebackType | None) -> str:
    """Where it happened: the last step that is ours."""
    ours = [step for step in extract_tb(trace) if Path(step.filename).is_relative_to(_HERE)]
    last = ours[-1] if ours else None
    return f"{Path(last.filename).relative_to(_HERE)}:{last.lineno}" if last else "?"


def report(text: str) -> None:
    """Say it where errors are said."""
    sys.stderr.write(text + "\n")
