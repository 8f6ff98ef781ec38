"""PDF writer: a file (1.4) from a title and some lines, as large as wanted; what the demonstration attaches."""

from collections.abc import Callable, Sequence

_TOP, _LEADING = 780, 18
_OPENING = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"


def write_pdf(title: str, lines: Sequence[str], *, size: int, chance: Callable[[int], bytes]) -> bytes:
    """Write one page of text (A4, Helvetica) and fill up to `size` bytes, exact to one.

    The filling is a stream that no page shows, of bytes that do not compress, as a scan would be. Without room for
    it the file is as large as its text.
    """
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources 6 0 R >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        _stream(_page([title, *lines])),
        b"<< /Font << /F1 4 0 R >> >>",
    ]
    room = size - len(_assembled([*objects, _stream(b"")]))
    if room <= 0:
        return _assembled(objects)
    filling = chance(room)
    # Written out in digits, a longer stream's length and place take a few bytes more than those of an empty one.
    excess = len(_assembled([*objects, _stream(filling)])) - size
    return _assembled([*objects, _stream(filling[excess:])])


def _page(lines: Sequence[str]) -> bytes:
    shown = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    return b"BT /F1 12 Tf %d TL 60 %d Td\n" % (_LEADING, _TOP) + shown + b"ET"


def _escaped(text: str) -> bytes:
    raw = text.encode("cp1252", "replace")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream"


def _assembled(objects: Sequence[bytes]) -> bytes:
    """Number the objects and write the table that says where each begins (ISO 32000-1 section 7.5.4)."""
    parts, offsets, at = [_OPENING], list[int](), len(_OPENING)
    for number, content in enumerate(objects, start=1):
        part = b"%d 0 obj\n" % number + content + b"\nendobj\n"
        offsets.append(at)
        parts.append(part)
        at += len(part)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % count + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, at)
    return b"".join([*parts, table, trailer])
