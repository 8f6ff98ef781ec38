"""Files from a caseworker's folder: any readable name goes along, an unreadable one is refused and never a fault."""

import os
from datetime import date
from pathlib import Path

import pytest

from exchange.cli.sending.files import opened
from exchange.core.packet.media import AttachmentRefused

PDF = b"%PDF-1.7 (erfunden)"


def names(*paths: Path, beside):
    with opened([], paths, beside=beside) as files:
        return [(file.name, file.media_type) for file in files]


@pytest.mark.parametrize("name", ["Müller & Söhne (Kopie).PDF", "Mu\u0308ller.pdf", "Справка.pdf"])
def test_a_file_goes_under_its_own_name(tmp_path, name):
    (tmp_path / name).write_bytes(PDF)
    assert names(tmp_path / name, beside=tmp_path)[0][1] == "application/pdf"


@pytest.mark.parametrize("raw", [b"M\x81ller.pdf", b"a\xe2\x80\xaefdp.pdf", b"a\n.pdf"])
def test_a_name_nobody_can_read_is_refused_as_a_name(tmp_path, raw):
    path = tmp_path / os.fsdecode(raw)
    path.write_bytes(PDF)
    with pytest.raises(AttachmentRefused) as refused:
        names(path, beside=tmp_path)
    assert refused.value.detail == "name"


@pytest.mark.parametrize(("name", "detail"), [("a.exe", "ending"), ("fehlt.pdf", "not-found")])
def test_a_file_of_no_kind_or_that_is_not_there_is_said_so(tmp_path, name, detail):
    (tmp_path / "a.exe").write_bytes(PDF)
    with pytest.raises(AttachmentRefused) as refused:
        names(tmp_path / name, beside=tmp_path)
    assert refused.value.detail == detail


def test_a_name_of_an_old_archive_is_an_answer_of_the_command_and_no_fault(hand):
    path = hand.root / os.fsdecode(b"M\x81ller.pdf")
    path.write_bytes(PDF)
    document = hand.example("addiction-counselling", person={"reference": "P-cp437"})
    answer = hand.hub("refer", hand.root / "hub", document, "--attach", path)
    assert (answer.code, answer.facts["error"]["code"]) == (3, "SENDER_ATTACHMENT_REFUSED")


def test_what_is_said_of_a_report_goes_with_its_file(tmp_path):
    (tmp_path / "bericht.pdf").write_bytes(PDF)
    said = {"dated_on": "2026-03-01", "extract": "Seite 2", "why": "für den Termin"}
    with opened([{"file": "bericht.pdf", "category": "attachment", **said}], (), beside=tmp_path) as (file,):
        assert (file.dated_on, file.extract, file.why) == (date(2026, 3, 1), "Seite 2", "für den Termin")
