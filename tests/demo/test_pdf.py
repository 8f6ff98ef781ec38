import os
import re
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.demo.pdf import write_pdf

LINES = ["Größe (erfunden) \\ Maß", "Ende"]


def zeros(count):
    return bytes(count)


def objects(pdf):
    """The numbers of the objects that stand where the table says they do."""
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", pdf)[1])
    rows = re.match(rb"xref\n0 (\d+)\n0000000000 65535 f \n((?:\d{10} 00000 n \n)*)trailer", pdf[start:])
    offsets = [int(row[:10]) for row in rows[2].splitlines()]
    assert len(offsets) + 1 == int(rows[1])
    return [int(re.match(rb"(\d+) 0 obj\n", pdf[at:])[1]) for at in offsets]


@given(size=st.integers(0, 120_000))
def test_the_table_says_where_every_object_begins(size):
    pdf = write_pdf("Titel", LINES, size=size, chance=zeros)
    assert objects(pdf) == list(range(1, len(objects(pdf)) + 1))


@given(size=st.integers(1100, 120_000))
def test_a_file_is_as_large_as_wanted(size):
    assert abs(len(write_pdf("Titel", LINES, size=size, chance=zeros)) - size) <= 1


def test_twenty_megabytes_are_twenty_megabytes():
    size = 20 * 1024 * 1024
    assert len(write_pdf("Titel", LINES, size=size, chance=os.urandom)) == size


@given(size=st.integers(1100, 120_000))
def test_a_stream_is_as_long_as_it_says(size):
    pdf = write_pdf("Titel", LINES, size=size, chance=zeros)
    streams = list(re.finditer(rb"<< /Length (\d+) >>\nstream\n", pdf))
    assert all(pdf[one.end() + int(one[1]) :].startswith(b"\nendstream\nendobj\n") for one in streams)


def test_a_bracket_in_a_line_does_not_end_its_string():
    assert b"(Gr\xf6\xdfe \\(erfunden\\) \\\\ Ma\xdf) Tj" in write_pdf("Titel", LINES, size=0, chance=zeros)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_another_program_reads_the_text(tmp_path):
    path = tmp_path / "brief.pdf"
    path.write_bytes(write_pdf("Titel", LINES, size=40_000, chance=os.urandom))
    command = [shutil.which("pdftotext"), str(path), "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=30)  # noqa: S603 our own file
    assert done.stdout.decode().split("\n")[:3] == ["Titel", *LINES]
