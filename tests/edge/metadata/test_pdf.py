import pikepdf
import pytest

from exchange.edge.metadata.budget import Budget, Unreadable
from exchange.edge.metadata.pdf import kinds_in_pdf
from tests.edge.metadata.files import a_pdf, a_picture, exif

PACKED = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}


def kinds(data):
    return kinds_in_pdf(data, Budget(lambda: 0.0))


def written_by(name):
    return lambda document: document.docinfo.__setitem__("/Author", name)


def commented(document):
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], Contents="hm")
    document.pages[0].Annots = document.make_indirect([note])


def described(document):
    with document.open_metadata() as metadata:
        metadata["dc:creator"] = ["Kim Muster"]


def pictured(document):
    document.pages[0].Thumb = document.make_stream(b"\0", Width=1, Height=1)


def test_a_plain_one_says_nothing():
    assert kinds(a_pdf()) == kinds(a_pdf(**PACKED)) == kinds(a_pdf(linearize=True)) == set()


@pytest.mark.parametrize("options", [{}, PACKED, {"linearize": True}], ids=["plain", "packed", "linearized"])
@pytest.mark.parametrize(
    ("edit", "kind"),
    [(written_by("Kim Muster"), "file-author"), (written_by("Łukasz"), "file-author"), (described, "file-author"),
     (commented, "file-comment"), (pictured, "file-thumbnail")],
)  # fmt: skip
def test_what_pikepdf_writes_is_found(edit, kind, options):
    assert kinds(a_pdf(edit, **options)) == {kind}


@pytest.mark.parametrize("name", ["", " ", "\u200b"[:0]])
def test_an_empty_name_is_nobodys(name):
    assert kinds(a_pdf(written_by(name))) == set()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"/Author (Kim)", True),
        (b"/Author()", False),
        (b"/Author <FEFF>", False),
        (b"/Author <FEFF004B>", True),
        (b"/Author 7 0 R", True),
    ],
)
def test_a_name_is_read_in_each_of_its_spellings(raw, says):
    assert kinds(b"%PDF-1.7 " + raw + b" %%EOF") == ({"file-author"} if says else set())


def test_what_was_there_before_the_last_change_is_found():
    first = a_pdf(written_by("Kim Muster"))
    assert kinds(first + b"\n1 0 obj << >> endobj\n%%EOF\n") == {"file-author", "file-history"}


def test_a_photo_within_tells_where_it_was_taken():
    photo = a_picture(exif=exif({}, places={1: "N", 2: (52.0, 30.0, 0.0), 3: "E", 4: (13.0, 20.0, 0.0)}))
    assert kinds(b"%PDF-1.7 stream\n" + photo + b"\nendstream %%EOF") == {"file-location"}


def test_an_encrypted_one_cannot_be_read():
    locked = a_pdf(written_by("Kim Muster"), encryption=pikepdf.Encryption(owner="a", user=""))
    assert "file-unread" in kinds(locked)


def test_what_is_packed_in_another_way_or_broken_cannot_be_read():
    for filter_ in (b"/LZWDecode", b"/FlateDecode"):
        with pytest.raises(Unreadable):
            kinds(b"<< /Type /ObjStm /Filter " + filter_ + b" >>\nstream\nbroken\nendstream %%EOF")
    assert kinds(b"<< /Type /ObjStm >>\nstream\n/Author (Kim)\nendstream %%EOF") == {"file-author"}
