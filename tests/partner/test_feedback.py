"""Feedback from a file: what is wrong with it is said here, with its place, before anything reaches the hub."""

import pytest

from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import Malformed, NotCovered, SchemaInvalid
from exchange.core.packet.media import AttachmentRefused
from tests.partner.making import make

FEEDBACK = "urn:geleit:schema:feedback:1"
GOOD = {"schema": FEEDBACK, "data": {"outcome": "got-help"}}
SIZE = 50 * 1024 * 1024
FILES = 20


@pytest.fixture
def packet(hub, partner):
    sent = make(hub)
    sent.offer()
    partner.receive()
    return sent.packet


@pytest.fixture
def nothing_was_sent(hub, packet, folder):
    """Whatever the test tries, the hub hears nothing of it, and nothing sealed is left lying about."""
    before = dict(hub.blobs)
    yield packet
    assert (hub.names(), hub.blobs) == (["received"], before)
    assert not any((folder / "outgoing").glob("*"))


def a_file(tmp_path, name="bericht.txt", content=b"erfunden", **changes):
    (tmp_path / name).write_bytes(content)
    return {"file": str(tmp_path / name), "category": "fb.progress", "media_type": "text/plain"} | changes


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"schema": FEEDBACK},
        {"data": {}},
        GOOD | {"note": "x"},
        GOOD | {"schema": 1},
        GOOD | {"data": []},
        GOOD | {"sources": "person"},
    ],
)
def test_what_is_no_feedback_document_is_refused(nothing_was_sent, partner, document):
    with pytest.raises(Malformed) as refused:
        partner.feedback(nothing_was_sent.id, document)
    assert "geleit schema example feedback" in refused.value.form.en


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"schema": "urn:geleit:schema:nothing:1"}, "/schema"),
        ({"schema": "../codes"}, "/schema"),
        ({"data": {"outcome": "cured"}}, "/data/outcome"),
        ({"data": {"diagnosis": "x"}}, "/data/diagnosis"),
    ],
)
def test_what_does_not_fit_its_schema_is_refused_with_its_place(nothing_was_sent, partner, changes, pointer):
    with pytest.raises(SchemaInvalid) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | changes)
    assert refused.value.pointer == pointer


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"content": "Es ist F32.1"}, "icd"),
        ({"content": "Kd.-Nr. 123A456789"}, "customer-number"),
        ({"content": "12 150780 A 123"}, "social-insurance-number"),
    ],
)
def test_what_never_travels_does_not_even_leave_and_its_kind_is_named(nothing_was_sent, partner, data, kind):
    with pytest.raises(ForbiddenText) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"data": data})
    assert (refused.value.detail, refused.value.pointer) == (f"forbidden:{kind}", "/content")


def test_nor_does_a_file_with_such_a_name(nothing_was_sent, partner, tmp_path):
    attachments = [a_file(tmp_path), a_file(tmp_path, name="Bescheid 123A456789.txt")]
    with pytest.raises(ForbiddenText) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": attachments})
    assert refused.value.pointer == "/attachments/1/file"


def test_a_file_of_a_category_nobody_agreed_to_stays(nothing_was_sent, partner, tmp_path):
    attachments = [a_file(tmp_path), a_file(tmp_path, category="fb.workcapacity")]
    with pytest.raises(NotCovered) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": attachments})
    assert refused.value.detail == "clause:category"


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"file": "/nowhere/bericht.txt"}, "not-found"),
        ({"media_type": "application/pdf"}, "ending"),
        ({"media_type": ""}, "ending"),
    ],
)
def test_a_file_that_is_not_there_or_not_what_it_says_is_refused_with_its_place(
    nothing_was_sent, partner, tmp_path, changes, detail
):
    with pytest.raises(AttachmentRefused) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": [a_file(tmp_path), a_file(tmp_path) | changes]})
    assert (refused.value.detail, refused.value.pointer) == (detail, "/attachments/1/file")


def test_a_file_whose_first_bytes_are_of_another_kind_is_refused(nothing_was_sent, partner, tmp_path):
    named = a_file(tmp_path, name="bericht.pdf", content=b"MZ\x90\0 (erfunden)", media_type="application/pdf")
    with pytest.raises(AttachmentRefused) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": [named]})
    assert refused.value.detail == "content"


def test_a_file_is_as_large_as_allowed_and_not_a_byte_larger(nothing_was_sent, partner, tmp_path):
    large = a_file(tmp_path)
    with (tmp_path / "bericht.txt").open("r+b") as file:
        file.truncate(SIZE + 1)
    with pytest.raises(AttachmentRefused) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": [large]})
    assert (refused.value.detail, refused.value.pointer) == ("too-large", "/attachments/0/file")


@pytest.mark.parametrize("attachments", [{}, "bericht.txt"])
def test_files_are_a_list(nothing_was_sent, partner, attachments):
    with pytest.raises(AttachmentRefused) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": attachments})
    assert refused.value.pointer == "/attachments"


def test_one_file_too_many_is_refused(nothing_was_sent, partner, tmp_path):
    with pytest.raises(AttachmentRefused) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": [a_file(tmp_path)] * (FILES + 1)})
    assert (refused.value.detail, refused.value.pointer) == ("count", "/attachments")


@pytest.mark.parametrize("one", ["bericht.txt", {"file": "bericht.txt"}])
def test_a_file_is_named_with_its_category_and_kind(nothing_was_sent, partner, one):
    with pytest.raises(Malformed) as refused:
        partner.feedback(nothing_was_sent.id, GOOD | {"attachments": [one]})
    assert refused.value.pointer == "/attachments/0"
