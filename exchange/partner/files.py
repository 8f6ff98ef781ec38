"""Atomic writes: files that are there whole or not at all, and that only their owner can read."""

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from exchange.partner.errors import InboxDamaged
from keys.encoding import b64url
from keys.errors import Malformed
from keys.strictjson import dumps, loads

_FILE_MODE, _FOLDER_MODE = 0o600, 0o700


def folder(path: Path) -> Path:
    """Make a folder (0700) and those above it where they are missing. Durable when it returns."""
    if not path.is_dir():
        folder(path.parent)
        with suppress(FileExistsError):
            path.mkdir(mode=_FOLDER_MODE)
        sync(path.parent)
    return path


def write(path: Path, raw: bytes) -> None:
    """Put a file (0600) in place of whatever was there. Durable when it returns; a crash leaves the old or the new."""
    folder(path.parent)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)
        with os.fdopen(descriptor, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(descriptor)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    sync(path.parent)


def write_json(path: Path, document: object) -> None:
    """Put a JSON document in place, as `write` does."""
    write(path, dumps(document))


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; None where there is no file.

    Raises:
        InboxDamaged: there is one, and it holds something else.
    """
    try:
        document = loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except Malformed as error:
        raise InboxDamaged(path.name) from error
    if not isinstance(document, dict):
        raise InboxDamaged(path.name)
    return document


def into_place(part: Path, path: Path) -> None:
    """Give a finished file its name. Durable when it returns."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)
    sync(path.parent)


def remove(path: Path) -> None:
    """Forget a file, or nothing where there is none. Durable when it returns."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        sync(path.parent)


def digest_of(path: Path) -> str:
    """Return the base64url SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return b64url(hashlib.file_digest(file, "sha256").digest())


def create(path: Path) -> int:
    """Open a new file (0600) for writing and return its descriptor.

    Raises:
        FileExistsError: there is a file or a link of this name already.
    """
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE_MODE)


def sync(path: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a folder, so that two processes change what is in it one after the other."""
    descriptor = os.open(folder(path), os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
