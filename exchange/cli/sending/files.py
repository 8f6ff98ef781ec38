"""Attached files: found beside the caseworker's input file, opened once, measured."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from rich.console import Console
from rich.progress import wrap_file

from exchange.core.consent.field import PERSON
from exchange.core.packet.file_name import check_file_name, read_file_name
from exchange.core.packet.media import HEAD, AttachmentRefused, check_head, media_of
from exchange.core.vocabulary import Category, Scan
from exchange.edge.metadata.look import metadata_in
from exchange.flows.sending.drafting.draft import File

LARGE = 4 * 1024 * 1024
"""From this size on, in bytes, reading takes long enough to show a bar."""


@contextmanager
def opened(named: Sequence[Mapping[str, Any]], extra: Sequence[Path], *, beside: Path) -> Iterator[list[File]]:
    """Open the files the document names (paths beside it) and those of `--attach`, and close them at the end.

    Raises:
        AttachmentRefused: a file is not there, its name cannot be used, or its kind is not allowed.
    """
    wanted = [(beside / one["file"], one) for one in named]
    wanted += [(path, {"category": Category.ATTACHMENT.value}) for path in extra]
    with ExitStack() as stack:
        yield [_file(path, entry, stack=stack) for path, entry in wanted]


def names_of_files(named: Sequence[Mapping[str, Any]], extra: Sequence[Path]) -> list[str]:
    """What the files are called, in the order in which they are opened."""
    return [Path(one["file"]).name for one in named] + [path.name for path in extra]


def _file(path: Path, entry: Mapping[str, Any], *, stack: ExitStack) -> File:
    # A name that is no text in this system's encoding, as from an old archive, is refused like any other odd name.
    shown = os.fsencode(path).decode(errors="replace")
    try:
        name = read_file_name(path.name)
        kind = entry.get("media_type") or media_of(name)
        check_file_name(name, media_type=kind)
        length = path.stat().st_size
        source = stack.enter_context(path.open("rb"))
        check_head(source.peek(HEAD)[:HEAD], media_type=kind)
        metadata = metadata_in(source, media_type=kind)
        source.seek(0)
    except OSError as error:
        raise AttachmentRefused("not-found").saying(where=shown) from error
    except AttachmentRefused as error:
        raise error.saying(where=shown) from error
    return File(
        name=name,
        media_type=kind,
        category=entry["category"],
        scan=Scan.NOT_SCANNED,
        length=length,
        metadata=metadata,
        source=_shown(source, path, length=length, stack=stack),
        provenance=entry.get("source", PERSON),
        dated_on=date.fromisoformat(entry["dated_on"]) if "dated_on" in entry else None,
        extract=entry.get("extract", ""),
        why=entry.get("why", ""),
    )


def _shown(source: BinaryIO, path: Path, *, length: int, stack: ExitStack) -> BinaryIO:
    """Show a bar while a large file is read, on a terminal."""
    console = Console(stderr=True)
    if length < LARGE or not console.is_terminal:
        return source
    return stack.enter_context(wrap_file(source, length, description=path.name, console=console, transient=True))
