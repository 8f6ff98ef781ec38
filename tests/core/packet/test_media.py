"""A file is what its first bytes say; another kind under an allowed name stays outside."""

import io
import zipfile

import pytest

from exchange.core.packet.media import DOCX, HEAD, JPEG, MEDIA, ODT, PDF, PNG, TEXT, AttachmentRefused, check_head
from exchange.core.packet.read_ahead import read_ahead


def archive(*files: tuple[str, bytes]):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        for name, content in files:
            made.writestr(name, content)
    return kept.getvalue()


SAMPLES = {
    PDF: b"%PDF-1.7\n...",
    PNG: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    JPEG: b"\xff\xd8\xff\xe0\0\x10JFIF",
    TEXT: "Sehr geehrte Frau Ü.,\r\n\tdanke.".encode(),
    ODT: archive(("mimetype", ODT.encode()), ("content.xml", b"<x/>")),
    DOCX: archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<x/>")),
}
OTHERS = [
    b"MZ\x90\0\x03\0\0\0", b"\x7fELF\x02\x01\x01\0", archive(("META-INF/MANIFEST.MF", b"Main-Class: X")),
    archive(("mimetype", b"application/vnd.oasis.opendocument.spreadsheet")), b"GIF89a\0", b"", b" %PDF-", b"\0",
]  # fmt: skip


def refused(head, media_type):
    try:
        check_head(head, media_type=media_type)
    except AttachmentRefused as error:
        return error.detail
    return ""


def test_there_is_a_sample_of_every_kind():
    assert set(SAMPLES) == set(MEDIA.values())


@pytest.mark.parametrize("media_type", SAMPLES)
def test_a_kind_is_known_by_its_first_bytes_and_no_other_passes_for_it(media_type):
    assert refused(SAMPLES[media_type], media_type) == ""
    others = [content for kind, content in SAMPLES.items() if kind != media_type]
    text_only = {b"", b" %PDF-"} if media_type == TEXT else set()
    assert {refused(one, media_type) for one in [*others, *(set(OTHERS) - text_only)]} == {"content"}


@pytest.mark.parametrize("text", ["Größe".encode("latin-1"), "Größe".encode("utf-16"), b"\xef\xbb\xbfa", b"a\x0c\nb"])
def test_text_may_be_of_any_encoding(text):
    assert refused(text, TEXT) == ""


def test_an_unknown_kind_is_no_kind():
    assert refused(b"%PDF-1.7", "application/x-msdownload") == "content"


@pytest.mark.parametrize("size", [-1, 1, 7, HEAD, 10_000])
def test_what_was_read_ahead_is_still_there(size):
    content = b"%PDF-1.7" + bytes(range(256)) * 5
    source, read = read_ahead(io.BytesIO(content), media_type=PDF), b""
    while piece := source.read(size):
        read += piece
    assert read == content
