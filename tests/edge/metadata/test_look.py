import io
from threading import Thread

import pytest

from exchange.core.packet.media import DOCX, JPEG, ODT, PDF, PNG, TEXT
from exchange.edge.metadata import look
from exchange.edge.metadata.budget import FILE_BYTES
from exchange.edge.metadata.look import metadata_in
from tests.edge.metadata.files import a_docx, a_pdf, a_picture, an_odt, exif


def found(content, media_type, **options):
    return metadata_in(io.BytesIO(content), media_type=media_type, **options)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (a_pdf(lambda document: document.docinfo.__setitem__("/Author", "Kim")), PDF),
        (a_picture(exif=exif({0x013B: "Kim"})), JPEG),
        (a_picture("PNG", exif=exif({0x013B: "Kim"})), PNG),
        (a_docx(**{"docProps/core.xml": "<dc:creator>Kim</dc:creator>"}), DOCX),
        (an_odt(**{"meta.xml": "<dc:creator>Kim</dc:creator>"}), ODT),
    ],
)
def test_each_kind_of_file_that_may_be_attached_is_looked_into(content, media_type):
    assert found(content, media_type) == ("file-author",)
    assert found(content, TEXT) == ()


def test_kinds_come_in_the_order_of_the_table():
    both = a_docx(**{"docProps/core.xml": "<cp:lastPrinted>x</cp:lastPrinted><dc:creator>Kim</dc:creator>"})
    assert found(both, DOCX) == ("file-author", "file-history")


@pytest.mark.parametrize("media_type", [DOCX, ODT, JPEG, PNG])
def test_what_cannot_be_read_a_person_looks_at(media_type):
    assert found(b"nothing of that kind", media_type) == ("file-unread",)


def test_who_takes_too_long_a_person_looks_at():
    ticks = iter(range(100))
    assert found(a_pdf(), PDF, clock=lambda: 3 * next(ticks)) == ("file-unread",)


def test_of_a_file_too_large_no_more_is_read_than_may_be():
    large = io.BytesIO(b"%PDF-1.7 " + bytes(FILE_BYTES))
    assert metadata_in(large, media_type=PDF) == ("file-unread",)
    assert large.tell() == FILE_BYTES + 1
    assert found(a_picture(comment=b"hm") + bytes(FILE_BYTES), JPEG) == ("file-comment",)


def test_a_source_that_gives_little_at_a_time_is_read_whole():
    class Slow(io.BytesIO):
        def read(self, size=-1, /):
            return super().read(min(size, 100))

    assert metadata_in(Slow(a_picture(comment=b"hm")), media_type=JPEG) == ("file-comment",)


def test_only_so_many_lie_in_memory_at_once():
    for _ in range(4):
        assert look._AT_ONCE.acquire(blocking=False)
    waiting = Thread(target=found, args=(a_picture(), JPEG))
    waiting.start()
    waiting.join(0.2)
    try:
        assert waiting.is_alive()
    finally:
        look._AT_ONCE.release(4)
        waiting.join(10)
    assert not waiting.is_alive()
