"""Exclusive creation: the one file somebody asked for, theirs alone (0600), whole or not there, never over another."""

from pathlib import Path

from exchange.core.errors import Refusal
from keys import durable


class FileTaken(Refusal):
    """There is a file of this name already; it was left as it is."""

    code = "SENDER_FILE_TAKEN"
    status = 409
    de = "Unter diesem Namen liegt schon eine Datei. Sie blieb, wie sie ist."
    fix_de = "Wählen Sie einen anderen Namen, oder räumen Sie die alte Datei vorher weg."
    fix_en = "Choose another name, or put the old file away first."


class FileNotWritten(Refusal):
    """The file cannot be written there."""

    code = "SENDER_FILE_NOT_WRITTEN"
    de = "Dort lässt sich die Datei nicht schreiben."
    fix_de = "Prüfen Sie, ob es den Ordner gibt, ob Sie dort schreiben dürfen und ob Platz ist."
    fix_en = "Check that the folder is there, that you may write to it, and that there is room."


def check_free(path: Path) -> None:
    """Find out before anything is done for it that a file can have this name.

    Raises:
        FileTaken, FileNotWritten: it cannot.
    """
    if path.exists() or path.is_symlink():
        raise FileTaken().saying(where=str(path))
    if not path.parent.is_dir():
        raise FileNotWritten().saying(where=str(path))


def write_new(path: Path, raw: bytes) -> None:
    """Write a new file. Durable when it returns; where it fails, nothing of it stays.

    Raises:
        FileTaken, FileNotWritten: there is one of this name, or none can be written there.
    """
    try:
        file = durable.create(path)
    except FileExistsError as error:
        raise FileTaken().saying(where=str(path)) from error
    except OSError as error:
        raise FileNotWritten().saying(where=str(path)) from error
    try:
        with file:
            file.write(raw)
            durable.flush(file)
        durable.flush_folder(path.parent)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise FileNotWritten().saying(where=str(path)) from error
