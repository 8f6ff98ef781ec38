"""Attachments at the partner's: as many as allowed, under a name that is no path, and whole or not at all."""

import pytest

from exchange.partner.attachments import free_name
from exchange.partner.errors import InboxDamaged
from tests.partner.making import CONTENT, make


def test_as_many_files_are_taken_as_are_allowed(hub, partner):
    sent = make(hub, files=[(f"{number}.pdf", b"a") for number in range(20)])
    sent.offer()
    assert partner.receive().received == (sent.packet.id,)


@pytest.mark.parametrize(
    ("wish", "name"),
    [("Brief an mich.pdf", "Brief an mich.pdf"), ("../../etc/passwd", "passwd"), ("..\\..\\Brief.pdf", "Brief.pdf"),
     (".bashrc", "bashrc"), ("...", "attachment"), ("a/", "attachment"), ("a\0b\n.pdf", "a_b_.pdf"),
     ("Brief\u202efdp.exe", "Brief_fdp.exe"), ("x" * 200 + ".pdf", "x" * 76 + ".pdf")],
)  # fmt: skip
def test_a_senders_file_name_is_a_wish_and_never_a_path(tmp_path, wish, name):
    assert free_name(tmp_path, wish) == tmp_path / name


def test_a_file_that_is_there_is_never_written_over(tmp_path):
    for taken in ("a.pdf", "a-2.pdf"):
        (tmp_path / taken).touch()
    assert free_name(tmp_path, "a.pdf") == tmp_path / "a-3.pdf"


@pytest.fixture
def kept(hub, partner, folder):
    """A packet that was received, and its one attachment as it is kept."""
    sent = make(hub, files=[("brief.pdf", CONTENT)])
    sent.offer()
    partner.receive()
    (ref,) = sent.packet.attachments
    return sent.packet, folder / "inbox" / sent.packet.id / "blobs" / ref.sha256


def test_of_a_kept_file_that_was_changed_nothing_is_written(partner, kept, tmp_path):
    packet, file = kept
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(InboxDamaged):
        partner.export(packet.id, to=tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir() if path.suffix != ".json"] == []


def test_what_a_process_left_half_written_is_written_anew(partner, kept, tmp_path):
    packet, _ = kept
    half = tmp_path / "out" / f".{packet.attachments[0].id}.part"
    half.parent.mkdir()
    half.write_bytes(b"half")
    *_, brief = partner.export(packet.id, to=half.parent)
    assert (brief.read_bytes(), half.exists()) == (CONTENT, False)
