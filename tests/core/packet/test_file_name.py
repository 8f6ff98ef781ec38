"""A name people can read goes through; one that hides, leads elsewhere or means something to a system does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.packet.file_name import LONGEST, check_file_name, read_file_name, safe_name
from exchange.core.packet.media import PDF, AttachmentRefused


@pytest.mark.parametrize(
    "name",
    [
        "Müller & Söhne (Kopie).PDF",
        "Справка.pdf",
        "報告書.pdf",
        "نامه\u200cها.pdf",
        "a.pdf",
        "ü" * 125 + ".pdf",
        "a:b?.pdf",
    ],
)
def test_a_name_that_can_be_read_is_taken(name):
    assert check_file_name(unicodedata.normalize("NFD", name), media_type=PDF) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "name",
    ["", " ", ".", "..", "a/b.pdf", "a\\b.pdf", "a\0.pdf", "a\n.pdf", "a\u202efdp.pdf", "a\u200b.pdf", "a\udc81.pdf",
     "a\u2028b.pdf", "a\u2029b.pdf", "a\u0378.pdf", "a\ue000.pdf",
     "x" * 252 + ".pdf", "ü" * 126 + ".pdf"],
)  # fmt: skip
def test_a_name_that_cannot_is_refused_as_a_name(name):
    with pytest.raises(AttachmentRefused) as refused:
        check_file_name(name, media_type=PDF)
    assert refused.value.detail == "name"


@pytest.mark.parametrize("name", ["Rechnung.exe", "pdf", "a.pdf.exe", "a.pdfx", "a.txt"])
def test_an_ending_is_one_of_its_media_types(name):
    with pytest.raises(AttachmentRefused) as refused:
        check_file_name(name, media_type=PDF)
    assert refused.value.detail == "ending"


@given(st.text(max_size=300))
def test_any_wish_becomes_a_name_that_can_be_written_and_read_again(wish):
    name = safe_name(wish)
    assert 0 < len(name.encode()) <= LONGEST + 1
    assert not set(name) & set('/\\\0<>:"|?*')
    assert name[0] not in "-. "
    assert name[-1] not in ". "


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=40))
def test_a_name_that_goes_through_is_written_as_it_is(stem):
    try:
        name = read_file_name(f"{stem}.pdf")
    except AttachmentRefused:
        return
    assert safe_name(name) in {name, f"_{name}"}
