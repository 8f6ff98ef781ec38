"""Media type allow-list: what may be attached; no list of what may not (protocol threat 30).

A file says three times what it is: by the ending of its name, by the media type declared, by its first bytes. The three
agree at every door, or it stays outside.
"""

import re
from collections.abc import Mapping

from exchange.core.errors import Refusal

PDF, TEXT, PNG, JPEG = "application/pdf", "text/plain", "image/png", "image/jpeg"
ODT = "application/vnd.oasis.opendocument.text"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA = {".pdf": PDF, ".txt": TEXT, ".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".odt": ODT, ".docx": DOCX}
HEAD = 512
"""So many bytes from the beginning say what a file is."""
_ZIP = rb"PK\x03\x04.{22}"
_FIRST_BYTES: Mapping[str, re.Pattern[bytes]] = {
    PDF: re.compile(rb"%PDF-"),
    PNG: re.compile(rb"\x89PNG\r\n\x1a\n"),
    JPEG: re.compile(rb"\xff\xd8\xff"),
    # ODF 1.3 part 2 section 3.3: the first file of the archive says what it is, neither packed nor with extra fields.
    ODT: re.compile(_ZIP + rb"\x08\x00\x00\x00mimetype" + re.escape(ODT.encode()), re.DOTALL),
    # ECMA-376 part 2 names no first file; these are what programs write first. An archive of programs begins otherwise.
    DOCX: re.compile(_ZIP + rb".{4}(?:\[Content_Types\]\.xml|_rels/|docProps/|word/|customXml/)", re.DOTALL),
}
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_REMEDIES: Mapping[str, tuple[str, str]] = {
    "name": (
        "Benennen Sie die Datei um: höchstens 255 Byte, keine unsichtbaren Zeichen, kein / und kein \\.",
        "Rename the file: at most 255 bytes, no characters nobody sees, no / and no \\.",
    ),
    "ending": (
        "Die Endung des Namens passt nicht zur angegebenen Dateiart. Erlaubt: " + ", ".join(MEDIA),
        "The name's ending is not that of the media type declared. Allowed: " + ", ".join(MEDIA),
    ),
    "content": (
        "Der Inhalt der Datei ist nicht von der angegebenen Art. Speichern Sie sie neu, etwa als PDF.",
        "The file's content is not of the kind declared. Save it anew, as PDF for example.",
    ),
    "not-found": (
        "Die Datei ist nicht da oder nicht zu lesen. Prüfen Sie, wo sie liegt und wie sie heißt.",
        "The file is not there or cannot be read. Check where it lies and what it is called.",
    ),
}


class AttachmentRefused(Refusal):
    """An attachment is missing, too large, damaged, misnamed, or its scan does not allow sending."""

    code = "SENDER_ATTACHMENT_REFUSED"
    de = "Ein Anhang fehlt, ist zu groß, beschädigt, falsch benannt oder nach der Prüfung nicht erlaubt."
    fix_de = "Prüfen Sie die Datei. Grenzen: 50 MB je Anhang, 20 Anhänge, 200 MB zusammen."
    fix_en = "Check the file. Limits: 50 MB each, 20 attachments, 200 MB together."

    def __init__(self, detail: str = "", *, pointer: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(detail, pointer=pointer, allowed=allowed)
        self.fix_de, self.fix_en = _REMEDIES.get(detail, (self.fix_de, self.fix_en))


def media_of(name: str) -> str:
    """The media type that the ending of a name stands for; empty for one that is not allowed."""
    return next((kind for ending, kind in MEDIA.items() if name.lower().endswith(ending)), "")


def check_head(head: bytes, *, media_type: str) -> None:
    """Refuse a file whose first bytes are not those of its media type; `head` is 512 of them, or the whole file.

    Raises:
        AttachmentRefused: they are another kind's (`content`).
    """
    if media_type == TEXT:
        fits = _is_text(head)
    else:
        pattern = _FIRST_BYTES.get(media_type)
        fits = pattern is not None and pattern.match(head) is not None
    if not fits:
        raise AttachmentRefused("content")


def _is_text(head: bytes) -> bool:
    """Text has no controls but tabs and ends of lines and pages, whatever it is encoded in."""
    wide = head.startswith(_WIDE)
    text = head[: len(head) // 2 * 2].decode("utf-16", errors="replace") if wide else head.decode("latin-1")
    known = any(pattern.match(head) for pattern in _FIRST_BYTES.values())
    return not known and _NOT_IN_TEXT.search(text) is None
