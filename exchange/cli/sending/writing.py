"""Referral document: what a caseworker wrote, with the files and sealed parts that go along."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import NEEDED, CommandContext, Options
from exchange.cli.sending.files import names_of_files, opened
from exchange.cli.sending.sealing import Sealed, with_sealed
from exchange.cli.terminal.leaving import LeaveOut, leaving_out
from exchange.flows.sending.drafting.draft import File, read_draft

Input = Annotated[
    Path, typer.Argument(help="JSON, siehe / see: geleit schema example", metavar="FILE", exists=True, dir_okay=False)
]
Attach = Annotated[list[Path] | None, typer.Option(help="Datei anhängen, auch mehrmals / attach a file")]
WRITING: Options = {
    "file": (Input, NEEDED),
    "attach": (Attach, None),
    "sealed": (Sealed, None),
    "leave_out": (LeaveOut, None),
}


# Without slots: what is read of it is kept with it.
@dataclass(frozen=True, kw_only=True)
class Writing:
    """A referral as it was written, and where its files lie."""

    context: CommandContext
    document: bytes
    attach: tuple[Path, ...]
    beside: Path

    @cached_property
    def read(self) -> Mapping[str, Any]:
        """The document, read.

        Raises:
            Malformed, SchemaInvalid, TooLarge, ForbiddenText: it is no referral.
        """
        return read_draft(self.document)

    def files(self) -> AbstractContextManager[list[File]]:
        """Its files, open for once. Raises as `exchange.cli.sending.files.opened`."""
        return opened(self._named, self.attach, beside=self.beside)

    @property
    def names(self) -> list[str]:
        """What the files are called, in the order in which they are opened."""
        return names_of_files(self._named, self.attach)

    @property
    def _named(self) -> Sequence[Mapping[str, Any]]:
        named: Sequence[Mapping[str, Any]] = self.read.get("attachments", ())
        return named


def written(context: CommandContext, own: dict[str, Any]) -> Writing:
    """Take what was written, with the sealed parts put into it.

    Raises:
        SealedPartUnfit: a file that was named as sealed holds no sealed part.
    """
    file: Path = own["file"]
    document = with_sealed(leaving_out(file.read_bytes(), own["leave_out"]), own["sealed"] or ())
    return Writing(context=context, document=document, attach=tuple(own["attach"] or ()), beside=file.parent)
