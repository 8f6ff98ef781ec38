import pytest
from PIL.PngImagePlugin import PngInfo

from exchange.edge.metadata.budget import Budget, Unreadable
from exchange.edge.metadata.image import kinds_in_jpeg, kinds_in_png
from tests.edge.metadata.files import a_picture, exif

XMP = b"<x:xmpmeta><dc:creator><rdf:Seq><rdf:li>Kim</rdf:li></rdf:Seq></dc:creator></x:xmpmeta>"
PLACES = {1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 20.0, 0.0)}


def budget():
    return Budget(lambda: 0.0)


def jpeg(**options):
    return kinds_in_jpeg(a_picture(**options), budget())


def words(*pairs, **packed):
    info = PngInfo()
    for keyword, text in pairs:
        info.add_itxt(keyword, text, **packed)
    return kinds_in_png(a_picture("PNG", pnginfo=info), budget())


def test_a_plain_picture_says_nothing():
    assert jpeg() == kinds_in_png(a_picture("PNG"), budget()) == set()


def test_a_jpeg_tells_by_exif_xmp_and_comment():
    assert jpeg(exif=exif({0x013B: "Kim"}, places=PLACES)) == {"file-author", "file-location"}
    assert jpeg(xmp=XMP) == {"file-author"}
    assert jpeg(comment=b"vor dem Haus") == {"file-comment"}
    assert jpeg(comment=b" \0") == set()


@pytest.mark.parametrize(
    ("record", "kind"),
    [(b"\x1c\x02\x50", "file-author"), (b"\x1c\x02\x78", "file-comment"), (b"\x1c\x02\x5a", "file-location")],
)
def test_a_jpeg_tells_by_iptc(record, kind):
    content = b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x08" + record + b"\0\x03Kim"
    segment = b"\xff\xed" + (len(content) + 2).to_bytes(2) + content
    plain = a_picture()
    assert kinds_in_jpeg(plain[:2] + segment + plain[2:], budget()) == {kind}


def test_markers_may_be_repeated_and_stand_alone():
    plain = a_picture(comment=b"ja")
    assert kinds_in_jpeg(plain[:2] + b"\xff\xff\xff\xd0" + plain[2:], budget()) == {"file-comment"}


@pytest.mark.parametrize("broken", [b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xffx", b"\xff\xd8 nothing of that kind"])
def test_a_jpeg_without_a_picture_cannot_be_read(broken):
    with pytest.raises(Unreadable):
        kinds_in_jpeg(broken, budget())


def test_a_png_tells_by_its_words():
    assert words(("Author", "Kim")) == {"file-author"}
    assert words(("Comment", "hm"), ("Description", "")) == {"file-comment"}
    assert words(("Software", "x")) == set()
    assert words(("XML:com.adobe.xmp", XMP.decode())) == {"file-author"}
    assert words(("XML:com.adobe.xmp", XMP.decode()), zip=True) == {"file-author"}
    assert words(("Raw profile type exif", "x")) == {"file-unread"}
    assert kinds_in_png(a_picture("PNG", exif=exif({0x013B: "Kim"})), budget()) == {"file-author"}


def test_a_png_without_its_end_cannot_be_read():
    with pytest.raises(Unreadable):
        kinds_in_png(a_picture("PNG")[:-12], budget())
