"""XMP (ISO 16684-1): what a packet of it tells of author, place, comments, history and an embedded thumbnail."""

import re

_NAMED = {
    "file-author": rb"dc:creator|pdf:Author|photoshop:Credit|xmp:Author|aux:OwnerName|Iptc4xmpCore:CreatorContactInfo",
    "file-location": rb"exif:GPSL(?:at|ong)itude|photoshop:City|Iptc4xmpCore:Location|Iptc4xmpExt:LocationCreated",
    "file-comment": rb"dc:description|exif:UserComment",
    "file-history": rb"xmpMM:History|xmpMM:Versions|photoshop:DocumentAncestors",
    "file-thumbnail": rb"xmp:Thumbnails|xmpGImg:image",
}
# An element with a word in it, within elements perhaps, or with an act of its history; an attribute that is not empty.
_FORMS = (
    rb"<(?:NAMES)\b[^>]{0,500}>(?:\s{0,200}<[^/][^>]{0,500}>){0,5}\s{0,200}[^<\s]"
    rb"|<(?:NAMES)\b[^>]{0,500}>(?:\s{0,200}<[^/][^>]{0,500}>){0,3}\s{0,200}<[^/][^>]{0,500}\sstEvt:"
    rb"|\s(?:NAMES)\s?=\s?[\"'][^\"'\s]"
)
_FOUND = {kind: re.compile(_FORMS.replace(b"NAMES", names)) for kind, names in _NAMED.items()}


def kinds_in_xmp(packet: bytes) -> set[str]:
    """The kinds of findings in a packet, or in bytes that hold one."""
    if packet[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        packet = packet.decode("utf-16", errors="replace").encode()
    return {kind for kind, pattern in _FOUND.items() if pattern.search(packet)}
