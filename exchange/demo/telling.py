"""Terminal narration: the story in one language, line by line; a spinner where something takes time."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from exchange.core.text.dates import Language


class Teller:
    """Tells the story as it happens, from any thread. A quiet console makes it say nothing."""

    def __init__(self, console: Console, *, language: Language = "de") -> None:
        self.console = console
        self.language = language
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the story began."""
        return time.monotonic() - self._began

    def says(self, de: str, en: str) -> str:
        """The one of two texts that is in the language told in."""
        return de if self.language == "de" else en

    def chapter(self, de: str, en: str) -> None:
        """Begin a chapter."""
        self.console.print(Text("\n" + self.says(de, en), style="bold"))

    def line(self, de: str, en: str) -> None:
        """Tell one thing that has just happened."""
        clock = f"{self.seconds:6.1f} s "
        self.console.print(Text.assemble((clock, "dim"), self.says(de, en)), soft_wrap=True)

    def plain(self, de: str, en: str) -> None:
        """Show lines as they are, so that they can be copied."""
        self.console.print(Text(self.says(de, en)), soft_wrap=True)

    @contextmanager
    def busy(self, de: str, en: str) -> Iterator[None]:
        """Show that something is going on, as long as it does."""
        with self.console.status(self.says(de, en)):
            yield
