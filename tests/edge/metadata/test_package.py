import io
import zipfile

import pytest

from exchange.edge.metadata import package
from exchange.edge.metadata.budget import Budget, Unreadable
from exchange.edge.metadata.package import kinds_in_package
from tests.edge.metadata.files import a_docx, a_package, a_picture, an_odt, exif


def kinds(data):
    return kinds_in_package(data, Budget(lambda: 0.0))


def test_a_plain_package_says_nothing():
    assert kinds(a_docx()) == kinds(an_odt()) == set()
    assert kinds(a_docx(docProps__core_xml=b"x")) == set()


@pytest.mark.parametrize(
    ("part", "content", "kind"),
    [
        ("docProps/core.xml", "<dc:creator>Kim</dc:creator>", "file-author"),
        ("docProps/core.xml", "<cp:lastModifiedBy>Kim</cp:lastModifiedBy>", "file-author"),
        ("docProps/core.xml", "<cp:lastPrinted>2026-11-01T08:00:00Z</cp:lastPrinted>", "file-history"),
        ("docProps/core.xml", "<dc:description>hm</dc:description>", "file-comment"),
        ("docProps/app.xml", "<Manager>Kim</Manager>", "file-author"),
        ("word/document.xml", '<w:document><w:del w:id="1" w:author="Kim"/></w:document>', "file-history"),
        ("word/comments.xml", '<w:comments><w:comment w:id="0"/></w:comments>', "file-comment"),
        ("docProps/thumbnail.jpeg", "x", "file-thumbnail"),
    ],
)
def test_what_word_writes_is_found(part, content, kind):
    assert kinds(a_docx(**{part: content})) == {kind}
    assert kinds(a_docx(**{part: content.encode("utf-16")})) == {kind}


@pytest.mark.parametrize(
    ("part", "content", "kind"),
    [
        ("meta.xml", "<meta:initial-creator>Kim</meta:initial-creator>", "file-author"),
        ("meta.xml", "<dc:creator>Kim</dc:creator>", "file-author"),
        ("meta.xml", "<meta:print-date>2026-11-01T08:00:00</meta:print-date>", "file-history"),
        ("content.xml", "<text:p><office:annotation/></text:p>", "file-comment"),
        ("content.xml", "<text:tracked-changes/>", "file-history"),
        ("VersionList.xml", "<x/>", "file-history"),
    ],
)
def test_what_libreoffice_writes_is_found(part, content, kind):
    assert kinds(an_odt(**{part: content})) == {kind}


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_what_no_office_program_packs_with_is_not_unpacked(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("docProps/core.xml", "<dc:creator>Kim</dc:creator>" * 50)
    whole = out.getvalue()
    damaged = bytearray(whole)
    begin = whole.index(b"core.xml") + len(b"core.xml") + 8
    damaged[begin : begin + 12] = bytes(one ^ 0x5A for one in damaged[begin : begin + 12])
    for data in (whole, bytes(damaged)):
        with pytest.raises(Unreadable):
            kinds(data)


def test_what_is_empty_and_a_picture_of_the_first_page_are_none():
    assert kinds(a_docx(**{"docProps/core.xml": "<dc:creator> </dc:creator><dc:description/>"})) == set()
    assert kinds(an_odt(**{"Thumbnails/thumbnail.png": "x"})) == set()


def test_a_photo_in_it_tells_where_it_was_taken():
    photo = a_picture(exif=exif({}, places={1: "N", 2: (52.0, 30.0, 0.0)}))
    assert kinds(a_docx(**{"word/media/image1.jpeg": photo})) == {"file-location"}
    assert kinds(an_odt(**{"Pictures/1.jpg": photo})) == {"file-location"}


def test_a_bomb_a_crowd_and_a_broken_one_cannot_be_read():
    bomb = a_docx(**{"docProps/core.xml": bytes(package._PART_BYTES + 1)})
    crowd = a_package({f"{number}.xml": "" for number in range(package._PARTS + 1)})
    long = a_package({"x" * 60_000 + str(number): "" for number in range(20)}, zipfile.ZIP_STORED)
    for data in (bomb, crowd, long, b"PK\x03\x04 and no more", a_docx()[:-30], b""):
        with pytest.raises(Unreadable):
            kinds(data)


def test_all_parts_together_unpack_no_more_than_may_be():
    parts = {name: bytes(package._PART_BYTES - 1) for name in ("docProps/core.xml", "docProps/app.xml", "meta.xml")}
    with pytest.raises(Unreadable):
        kinds(a_docx(**parts))


def test_a_damaged_or_encrypted_part_cannot_be_read():
    whole = bytearray(a_docx(**{"docProps/core.xml": b"<dc:creator>Kim</dc:creator>" * 50}))
    at = whole.index(b"docProps/core.xml") + len(b"docProps/core.xml")
    whole[at] ^= 0xFF
    with pytest.raises(Unreadable):
        kinds(bytes(whole))
