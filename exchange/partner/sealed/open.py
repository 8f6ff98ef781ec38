"""Opening sealed parts: each with our own key, held against what it says of itself outside."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from exchange.core.consent.field import fields_of, is_sealed
from exchange.core.errors import Malformed
from exchange.core.packet.packet import Packet
from exchange.partner.sealed.content import SealedFile, read_content
from keys.errors import KeysError
from keys.objects import SEALED_PART_CONTENT, SEALED_PART_JWE, SEALED_PART_MEMBERS
from keys.ring import Ring
from keys.seal import open_sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPart:
    """One sealed part of a packet: its place in the data, what it declares, and the file; None with the reason why."""

    pointer: str
    categories: tuple[str, ...]
    provenance: str
    file: SealedFile | None = field(default=None, repr=False)
    problem: str = ""


def opened_parts(packet: Packet, *, ring: Ring) -> tuple[OpenedPart, ...]:
    """Open every sealed part of a packet that passed every check. One that cannot be opened hides no other.

    `problem` is `undecryptable` and the other codes of `keys.errors`, or `manifest` where it says something else of
    itself inside than outside, or is for somebody else.
    """
    return tuple(_parts(packet, ring=ring))


def _parts(packet: Packet, *, ring: Ring) -> Iterator[OpenedPart]:
    for pointer, value in fields_of(packet.data):
        if isinstance(value, dict) and is_sealed(value):
            file, problem = open_part(value, audience=packet.audience, ring=ring)
            yield OpenedPart(
                pointer=pointer,
                categories=tuple(value["categories"]),
                provenance=value["provenance"],
                file=file,
                problem=problem,
            )


def open_part(part: dict[str, Any], *, audience: str, ring: Ring) -> tuple[SealedFile | None, str]:
    """Open one sealed part: the file, or None and why not."""
    try:
        opened = open_sealed(
            part["jwe"], keys=ring, typ=SEALED_PART_JWE, cty=SEALED_PART_CONTENT, more=SEALED_PART_MEMBERS
        )
        file = read_content(opened.plaintext)
    except KeysError as error:
        return None, error.code
    except Malformed:
        return None, "manifest"
    inside = (file.audience, list(file.categories), file.provenance)
    outside = (opened.said["aud"], opened.said["categories"], opened.said["provenance"])
    declared = (audience, part["categories"], part["provenance"])
    # Said three times: in the packet, in the header, inside. Only the last is the word of whoever sealed it.
    if inside != outside or inside != declared:
        return None, "manifest"
    return file, ""
