"""Terminal narration: each line in German, then in English; a spinner where something takes time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

_MARGIN = 9


class Teller:
    """Tells the story as it happens, from any thread. A quiet console makes it say nothing."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the story began."""
        return time.monotonic() - self._began

    def chapter(self, de: str, en: str) -> None:
        """Begin a chapter."""
        self.console.print(Text.assemble("\n", (de, "bold"), "\n", (en, "dim")))

    def line(self, de: str, en: str) -> None:
        """Tell one thing that has just happened."""
        clock = f"{self.seconds:6.1f} s "
        self.console.print(Text.assemble((clock, "dim"), de, "\n", " " * _MARGIN, (en, "dim")), soft_wrap=True)

    def plain(self, text: str) -> None:
        """Show lines as they are, so that they can be copied."""
        self.console.print(Text(text), soft_wrap=True)

    @contextmanager
    def busy(self, de: str, en: str) -> Iterator[None]:
        """Show that something is going on, as long as it does."""
        with self.console.status(f"{de} / {en}"):
            yield
