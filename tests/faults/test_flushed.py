"""What is kept in files beside the database is on the disk when it says so: the content first, then its name."""

import re
import subprocess
import sys

import pytest

from tests.faults.processes import ROOT, needed

CALLS = re.compile(r'(fsync)\(\d+<([^>]+)>\)|rename\w*\(.*"([^"]*)"[^"\n]*\)')
BOOK = """
from exchange.storage.files.published_log import FilePublishedLog
book = FilePublishedLog(here / "log")
with book.alone():
    book.write(1, 0, 0, b"a" * 32)
    book.publish(1, "x")
"""
BLOB = """
import io
from exchange.storage.files.blobs import FileBlobs
blobs, name = FileBlobs(here / "blobs"), "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
blobs.put(name, io.BytesIO(b"abc"))
mark()
blobs.put(name, io.BytesIO(b"abc"))
"""
VAULT = """
from keys.vault import Vault
Vault.create(here / "keys" / "vault", passphrase=b"p")
"""
PARTNER = """
from exchange.partner import files
from keys import durable
files.write(here / "threads" / "1" / "1.json", b"{}")
(here / "blob.part").write_bytes(b"abc")
durable.into_place(here / "blob.part", here / "blob")
files.remove(here / "blob")
"""
BEGIN = """
import os, sys
from pathlib import Path
here = Path(sys.argv[1])
def mark():
    os.rename(here / "mark", here / "mark")
mark()
"""
FLUSHED = {
    BOOK: [
        "mark", "fsync .", "fsync log", "fsync log/1/level-0", "fsync log/1/incoming-", "rename log/1/checkpoint",
        "fsync log/1",
    ],
    # A repeat too: who put it first may have died before its name was on the disk.
    BLOB: [
        "mark", "fsync .", "fsync blobs/un/incoming-", "rename blobs/un/ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0",
        "fsync blobs/un", "fsync blobs", "mark", "fsync blobs/un", "fsync blobs",
    ],
    VAULT: ["mark", "fsync .", "fsync keys/.vault.", "rename keys/vault", "fsync keys"],
    PARTNER: [
        "mark", "fsync .", "fsync threads", "fsync threads/1/.1.json.", "rename threads/1/1.json", "fsync threads/1",
        "fsync blob.part", "rename blob", "fsync .", "fsync .",
    ],
}  # fmt: skip


def calls(trace, folder):
    """What was done to the disk, in order; of temporary names only how they begin."""
    for flushed, path, renamed in CALLS.findall(trace):
        name = (path or renamed).removeprefix(str(folder)).lstrip("/") or "."
        name = re.sub(r"(incoming-|\.vault\.|\.1\.json\.).*", r"\1", name)
        yield name if name == "mark" else f"{flushed or 'rename'} {name}"


@pytest.mark.parametrize("program", FLUSHED, ids=["the-published-log", "a-blob", "the-vault", "a-partners-file"])
def test_a_file_is_flushed_before_it_has_its_name_and_its_name_before_anybody_is_told(tmp_path, program):
    folder, trace = tmp_path / "here", tmp_path / "trace"
    folder.mkdir()
    (folder / "mark").touch()
    words = [needed("strace"), "-f", "-y", "-e", "trace=/^(fsync|rename)", "-o", trace]
    command = [*words, sys.executable, "-c", BEGIN + program, folder]
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 strace and our own program
    assert list(calls(trace.read_text(), folder)) == FLUSHED[program]
