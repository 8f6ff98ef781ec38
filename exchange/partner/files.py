"""Atomic writes: files that are there whole or not at all, and that only their owner can read."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from exchange.partner.errors import InboxDamaged
from keys import durable
from keys.encoding import b64url
from keys.errors import Malformed
from keys.strictjson import dumps, loads


def write(path: Path, raw: bytes) -> None:
    """Put a file (0600) in place of whatever was there. Durable when it returns; a crash leaves the old or the new."""
    durable.make_folder(path.parent)
    durable.replace(path, raw)


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


def remove(path: Path) -> None:
    """Forget a file, or nothing where there is none. Durable when it returns."""
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        durable.flush_folder(path.parent)


def digest_of(path: Path) -> str:
    """Return the base64url SHA-256 of a file, read piece by piece."""
    with path.open("rb") as file:
        return b64url(hashlib.file_digest(file, "sha256").digest())


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold a folder, so that two processes change what is in it one after the other."""
    with durable.alone(durable.make_folder(path)):
        yield
