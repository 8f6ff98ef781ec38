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
     ("Brief\u202efdp.exe", "Brief_fdp.exe"), ("x" * 300 + ".pdf", "x" * 246 + ".pdf"),
     ("Справка о доходах.pdf", "Справка о доходах.pdf"), ("Mu\u0308ller.pdf", "M\u00fcller.pdf"),
     ("Müller & Söhne (Kopie).PDF", "Müller & Söhne (Kopie).PDF"), ("-rf.pdf", "_-rf.pdf"), ("CON.pdf", "_CON.pdf"),
     ("nul", "_nul"), ("lpt1.tar.gz", "_lpt1.tar.gz"), ("Console.pdf", "Console.pdf"), ("a.pdf. .", "a.pdf"),
     (" a.pdf ", "a.pdf"), ('a:b*"c".pdf', "a_b__c_.pdf"), ("ü" * 200 + ".pdf", "ü" * 123 + ".pdf")],
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


@pytest.mark.parametrize(
    ("name", "content", "written"),
    [
        ("Rechnung.pdf", b"MZ\x90\0 (erfunden)", "Rechnung.pdf.unchecked"),
        ("Rechnung.exe", b"%PDF-1.7 (erfunden)", "Rechnung.exe.unchecked"),
        ("Rechnung.pdf", b"%PDF-1.7 (erfunden)", "Rechnung.pdf"),
    ],
)
def test_what_is_not_what_it_says_is_set_apart_and_deleted_all_the_same(hub, partner, tmp_path, name, content, written):
    sent = make(hub, files=[(name, content)])
    sent.offer()
    partner.receive()
    *_, file = partner.export(sent.packet.id, to=tmp_path / "out")
    assert (file.name, file.read_bytes()) == (written, content)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([written, "referral.json"])
