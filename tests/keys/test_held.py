"""What is held for a moment lies on the disk encrypted, and comes back as it was."""

import io

import pytest

from keys.errors import CannotOpen, KeyNotValid
from keys.held import Held

KEY = b"k" * 32


def held(*pieces):
    file = io.BytesIO()
    taken = Held(file, key=KEY)
    for piece in pieces:
        taken.write(piece)
    return file, taken


@pytest.mark.parametrize("size", [0, 1, 16 * 1024, 16 * 1024 + 1, 300_000])
def test_what_was_taken_comes_back(size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    _, taken = held(content[:100], content[100:])
    assert taken.reader().read() == content


def test_it_is_read_again_from_its_beginning_and_nothing_joins_it_any_more():
    _, taken = held(b"ein Brief ", b"(erfunden)")
    first = taken.reader()
    assert first.read(3) == b"ein"
    assert taken.reader().read() == b"ein Brief (erfunden)"
    with pytest.raises(ValueError, match="being read"):
        taken.write(b"mehr")


def test_nothing_of_it_is_in_the_file():
    file, taken = held(b"ein erfundener Befund " * 5000)
    taken.reader()
    assert b"Befund" not in file.getvalue()


@pytest.mark.parametrize("at", [60, -1])
def test_a_file_that_was_changed_does_not_open(at):
    file, taken = held(b"x" * 50_000)
    reader = taken.reader()
    file.getbuffer()[at] ^= 1
    with pytest.raises(CannotOpen):
        reader.read()


def test_a_key_has_its_length():
    with pytest.raises(KeyNotValid):
        Held(io.BytesIO(), key=b"short")
