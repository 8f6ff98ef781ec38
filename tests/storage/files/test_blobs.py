"""Attachment files: named by what they contain, whole or not there."""

import errno
import io
import os
import stat
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.errors import NotAnId
from exchange.core.packet.media import AttachmentRefused
from exchange.core.unavailable import DiskFull
from exchange.storage.files.blobs import FileBlobs

CONTENT = b"ciphertext" * 300_000


def name(content):
    return urlsafe_b64encode(sha256(content).digest()).rstrip(b"=").decode()


@pytest.fixture
def blobs(tmp_path):
    return FileBlobs(tmp_path / "blobs")


class Failing(io.BytesIO):
    """A source that gives a little and then fails."""

    def __init__(self, error) -> None:
        super().__init__(b"half")
        self.error = error

    def read(self, size=-1):
        if chunk := super().read(size):
            return chunk
        raise self.error


def files(tmp_path):
    return [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_blob_comes_back_as_it_was_put(blobs):
    blobs.put(name(CONTENT), io.BytesIO(CONTENT))
    with blobs.open(name(CONTENT)) as file:
        assert file.read() == CONTENT
    assert blobs.size(name(CONTENT)) == len(CONTENT)


def test_an_empty_blob_is_a_blob(blobs):
    blobs.put(name(b""), io.BytesIO(b""))
    assert blobs.size(name(b"")) == 0


def test_what_is_not_kept_is_none(blobs):
    assert (blobs.open(name(b"x")), blobs.size(name(b"x"))) == (None, None)


def test_a_repeat_changes_nothing(blobs, tmp_path):
    blobs.put(name(b"x"), io.BytesIO(b"x"))
    (path,) = files(tmp_path)
    before = path.stat().st_ino
    blobs.put(name(b"x"), io.BytesIO(b"other"))
    assert (path.stat().st_ino, path.read_bytes()) == (before, b"x")


def test_content_with_another_digest_is_refused_and_leaves_nothing(blobs, tmp_path):
    with pytest.raises(AttachmentRefused):
        blobs.put(name(b"x"), io.BytesIO(b"y"))
    assert files(tmp_path) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_named_and_leaves_nothing(blobs, tmp_path, code):
    with pytest.raises(DiskFull):
        blobs.put(name(b"x"), Failing(OSError(code, os.strerror(code))))
    assert files(tmp_path) == []


def test_a_source_that_breaks_off_leaves_nothing(blobs, tmp_path):
    with pytest.raises(ConnectionResetError):
        blobs.put(name(b"x"), Failing(ConnectionResetError()))
    assert files(tmp_path) == []


def test_blobs_are_for_their_owner_alone(blobs, tmp_path):
    blobs.put(name(b"x"), io.BytesIO(b"x"))
    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {0o600, 0o700}


def test_all_blobs_are_listed_and_nothing_else(blobs, tmp_path):
    for content in (b"x", b"y"):
        blobs.put(name(content), io.BytesIO(content))
    (tmp_path / "blobs" / "ab").mkdir()
    (tmp_path / "blobs" / "ab" / "incoming-1").touch()
    assert list(blobs.all()) == sorted([name(b"x"), name(b"y")])


def test_a_removed_blob_is_gone_and_may_be_removed_again(blobs):
    blobs.put(name(b"x"), io.BytesIO(b"x"))
    blobs.remove(name(b"x"))
    blobs.remove(name(b"x"))
    assert blobs.open(name(b"x")) is None


@given(
    st.one_of(
        st.text(),
        st.sampled_from(["../" * 14 + "A", "/etc/passwd", "." * 43, name(b"x") + "\n", name(b"x")[:-1] + "B"]),
    )
)
def test_nothing_but_a_digest_ever_names_a_file(tmp_path_factory, text):
    blobs = FileBlobs(tmp_path_factory.getbasetemp() / "blobs")
    for use in (blobs.open, blobs.size, blobs.remove, lambda one: blobs.put(one, io.BytesIO())):
        with pytest.raises(NotAnId):
            use(text)
