"""Resumable download: ciphertext, fetched from where it broke off.

It is believed only when digest, last chunk and padding agree.

Ciphertext is what is kept; plaintext exists only in the files that `open --to` writes.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from exchange.core.packet.file_name import LONGEST, UNCHECKED, check_file_name, safe_name
from exchange.core.packet.media import HEAD, AttachmentRefused, check_head
from exchange.core.packet.packet import FileRef, Packet
from exchange.core.reasons import Unreadable
from exchange.partner import files
from exchange.partner.calls import NotThere, fetch_blob
from exchange.partner.session import Session
from keys import durable
from keys.encoding import unb64url
from keys.errors import BadDigest, KeysError
from keys.stream import context_of, open_stream, padme, sealed_length

LIMIT, COUNT, TOGETHER = 50 * 1024 * 1024, 20, 200 * 1024 * 1024
"""Default limits in bytes of plaintext and number of files (protocol section 2)."""
_ATTEMPTS = 2
_LONGEST_NUMBER = len("-9999")


def bring(session: Session, packet: Packet, *, folder: Path) -> Unreadable | NotThere | None:
    """Fetch every attachment of a packet; None when all are in place and open.

    What has come so far is kept in `.part` files, so that the next call goes on there.

    Raises:
        HubUnreachable, HubRefused: the hub does not answer, or refuses.
    """
    lengths = [ref.length for ref in packet.attachments]
    if len(lengths) > COUNT or max(lengths, default=0) > LIMIT or sum(lengths) > TOGETHER:
        return Unreadable.TOO_LARGE
    for ref in packet.attachments:
        if ref.sealed_length != sealed_length(padme(ref.length)):
            return Unreadable.DIGEST_MISMATCH
        outcome = _bring(session, ref, owner=packet.id, folder=durable.make_folder(folder))
        if outcome is not None:
            return outcome
    return None


def unpack(ref: FileRef, *, owner: str, folder: Path, to: Path) -> None:
    """Decrypt an attachment from a packet's folder into a new file (0600), by way of a quarantine file beside it.

    Raises:
        KeysError: the kept ciphertext was changed.
        OSError: it is not there, or cannot be written.
    """
    part = to.with_name(f".{ref.id}.part")
    part.unlink(missing_ok=True)
    try:
        with (folder / ref.sha256).open("rb") as source, durable.create(part) as target:
            _open(ref, source, target, owner=owner)
        durable.into_place(part, to)
    finally:
        part.unlink(missing_ok=True)


def free_name(folder: Path, name: str) -> Path:
    """Return a path in a folder that is free: a file name of the sender's is a wish, never a path."""
    # Room for `-9999`: a name that was shortened is shortened once, and keeps its ending.
    wish = Path(safe_name(name, longest=LONGEST - _LONGEST_NUMBER))
    numbered = (wish.with_name(f"{wish.stem}-{number}{wish.suffix}") for number in range(2, 10_000))
    return next(folder / option for option in (wish, *numbered) if not (folder / option).exists())


def set_apart(path: Path, *, media_type: str) -> Path:
    """Say where a written file has to go: aside, under an ending no program opens, if it is not what it says.

    Name, media type and first bytes are the sender's word and were not checked by anybody who can see them.
    """
    try:
        check_file_name(path.name, media_type=media_type)
        with path.open("rb") as file:
            check_head(file.read(HEAD), media_type=media_type)
    except AttachmentRefused:
        return free_name(path.parent, f"{path.name}{UNCHECKED}")
    return path


def _bring(session: Session, ref: FileRef, *, owner: str, folder: Path) -> Unreadable | NotThere | None:
    path, part = folder / ref.sha256, folder / f"{ref.sha256}.part"
    for _ in range(_ATTEMPTS):
        if path.exists():
            return None
        missing = _download(session, ref, part=part)
        if missing is not None:
            return missing
        if part.stat().st_size < ref.sealed_length:
            continue  # it broke off: go on there
        unreadable = _proven(ref, part=part, owner=owner)
        if unreadable is None:
            durable.into_place(part, path)
            return None
        # Damaged on the way, or wrong from the start: once more from the beginning tells which.
        files.remove(part)
        if unreadable is not Unreadable.DIGEST_MISMATCH:
            return unreadable
    files.remove(part)
    return Unreadable.DIGEST_MISMATCH


def _proven(ref: FileRef, *, part: Path, owner: str) -> Unreadable | None:
    """Open what came, into nowhere: digest, last chunk, length and padding have to agree."""
    try:
        with part.open("rb") as source, Path(os.devnull).open("wb") as nowhere:
            _open(ref, source, nowhere, owner=owner)
    except BadDigest:
        return Unreadable.DIGEST_MISMATCH
    except KeysError:
        return Unreadable.UNDECRYPTABLE
    return None


def _download(session: Session, ref: FileRef, *, part: Path) -> NotThere | None:
    have = part.stat().st_size if part.exists() else 0
    if have >= ref.sealed_length:
        return None
    with fetch_blob(session, ref.sha256, start=have) as answer:
        if isinstance(answer, NotThere):
            return answer
        start, incoming = answer
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.seek(start)
            file.truncate()
            _fill(file, incoming.pieces, most=ref.sealed_length + 1)
    return None


def _fill(file: BinaryIO, pieces: Iterable[bytes], *, most: int) -> None:
    """Write pieces to a file until it has so many bytes: one too many tells that it is not what was named."""
    for piece in pieces:
        file.write(piece[: most - file.tell()])
        if file.tell() >= most:
            return


def _open(ref: FileRef, source: BinaryIO, target: BinaryIO, *, owner: str) -> None:
    open_stream(
        source,
        target,
        key=unb64url(ref.key),
        context=context_of(owner, ref.id),
        length=ref.length,
        sha256=ref.sha256,
    )
