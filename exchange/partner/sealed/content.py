"""What is inside a sealed part: one file, its own manifest, and padding (schemas/SPEC.md section 2.6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from exchange.core.errors import Malformed
from exchange.core.packet.file_name import check_file_name
from exchange.core.packet.media import AttachmentRefused
from exchange.core.packet.padding import padding
from exchange.core.partner.sealed_part import CONTENT_BUCKETS
from keys.encoding import b64url, digest, unb64url
from keys.errors import KeysError
from keys.strictjson import dumps, loads

VERSION = "rx-1"
FILE_LIMIT = 136 * 1024
"""In bytes: with its manifest, in base64url, it fills no more than the largest bucket."""
_MEMBERS = frozenset({"v", "aud", "iat", "manifest", "content", "pad"})
_ROW = frozenset({"name", "media_type", "length", "sha256", "categories", "provenance"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedFile:
    """One file as it was sealed: what it is called, what it is about, from whom, for whom, and when."""

    name: str
    media_type: str
    categories: tuple[str, ...]
    provenance: str
    audience: str
    sealed_at: datetime
    content: bytes = field(repr=False)


def write_content(file: SealedFile) -> bytes:
    """Write it as JSON, padded to its bucket."""
    row = {
        "name": file.name,
        "media_type": file.media_type,
        "length": len(file.content),
        "sha256": digest(file.content),
        "categories": list(file.categories),
        "provenance": file.provenance,
    }
    whole = {
        "v": VERSION,
        "aud": file.audience,
        "iat": int(file.sealed_at.timestamp()),
        "manifest": [row],
        "content": b64url(file.content),
        "pad": "",
    }
    bare = len(dumps(whole))
    room = next(size for size in CONTENT_BUCKETS if size >= bare)
    return dumps(whole | {"pad": padding(room - bare)})


def read_content(raw: bytes) -> SealedFile:
    """Read what was sealed, and hold the file against its own manifest. The padding is not looked at.

    Raises:
        Malformed: it is no such content, or the file is not the one of the manifest; `pointer` says where.
    """
    try:
        whole = loads(raw)
        _shape(whole, _MEMBERS)
        (row,) = whole["manifest"]
        _shape(row, _ROW)
        content = unb64url(whole["content"])
        name = check_file_name(row["name"], media_type=row["media_type"])
        sealed_at = datetime.fromtimestamp(whole["iat"], UTC)
    except (KeysError, AttachmentRefused, TypeError, ValueError, OverflowError, OSError, AttributeError) as error:
        raise Malformed("sealed-content") from error
    if whole["v"] != VERSION or (row["length"], row["sha256"]) != (len(content), digest(content)):
        raise Malformed("sealed-content", pointer="/manifest/0")
    return SealedFile(
        name=name,
        media_type=row["media_type"],
        categories=tuple(row["categories"]),
        provenance=row["provenance"],
        audience=whole["aud"],
        sealed_at=sealed_at,
        content=content,
    )


def _shape(value: Any, members: frozenset[str]) -> None:
    if not isinstance(value, Mapping) or value.keys() != members:
        raise Malformed("sealed-content")
