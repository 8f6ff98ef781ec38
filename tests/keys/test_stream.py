import io
import tracemalloc

import pytest
from cryptography.cobblestone import Cobblestone256Encryptor
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.encoding import digest
from keys.stream import context_of, open_stream, padme, seal_stream, sealed_length
from tests.support.keys import refusal

KEY = bytes(range(32))
IDS = ("01890a5d-ac96-774b-bcce-b302099a8057", "01890a5d-ac96-774b-bcce-b302099a8058")
CONTEXT = context_of(*IDS)
LENGTHS = [0, 1, 2, 3, 9, 16_383, 16_384, 16_385, 65_536, 100_000, 1_000_003]


def sealed(content: bytes):
    target = io.BytesIO()
    return target.getvalue, seal_stream(io.BytesIO(content), target, key=KEY, context=CONTEXT), target


def opened(ciphertext: bytes, *, length: int, sha256: str, key=KEY, context=CONTEXT) -> bytes:
    target = io.BytesIO()
    open_stream(io.BytesIO(ciphertext), target, key=key, context=context, length=length, sha256=sha256)
    return target.getvalue()


def raw_sealed(padded: bytes) -> bytes:
    encryptor = Cobblestone256Encryptor(KEY, CONTEXT)
    return encryptor.update(padded) + encryptor.finalize()


@pytest.mark.parametrize("length", LENGTHS)
def test_what_is_sealed_is_opened_to_the_byte(length):
    content = bytes(index % 251 + 1 for index in range(length))
    read, stream, _ = sealed(content)
    assert stream.length == length
    assert stream.sealed_length == len(read()) == sealed_length(padme(length))
    assert stream.sha256 == digest(read())
    assert opened(read(), length=length, sha256=stream.sha256) == content


def test_padme_lengths_are_those_of_the_paper():
    assert [padme(n) for n in (0, 1, 2, 7, 8, 9, 10, 100, 1000, 1025, 50_000_000)] == [
        0, 1, 2, 7, 8, 10, 10, 104, 1024, 1088, 50_331_648,
    ]  # fmt: skip


@given(st.integers(min_value=2, max_value=2**40))
def test_padme_adds_at_most_twelve_per_cent_and_is_its_own_padme(length):
    assert length <= padme(length) <= length * 1.12
    assert padme(padme(length)) == padme(length)


@settings(max_examples=30)
@given(st.data())
def test_any_change_on_the_way_is_a_wrong_digest(data):
    read, stream, _ = sealed(b"x" * 20_000)
    ciphertext = bytearray(read())
    ciphertext[data.draw(st.integers(0, len(ciphertext) - 1))] ^= data.draw(st.integers(1, 255))
    assert refusal(opened, bytes(ciphertext), length=20_000, sha256=stream.sha256) == "digest-mismatch"


@pytest.mark.parametrize(
    "edit", [lambda c: c[:-1], lambda c: c + b"\0", lambda c: c[:0], lambda c: c[:16_456], lambda c: c * 2]
)
def test_a_cut_or_longer_file_is_a_wrong_digest(edit):
    read, stream, _ = sealed(b"x" * 20_000)
    assert refusal(opened, edit(read()), length=20_000, sha256=stream.sha256) == "digest-mismatch"


def test_a_file_that_was_damaged_before_it_was_announced_cannot_be_opened():
    read, _, _ = sealed(b"x" * 20_000)
    ciphertext = read()[:-1] + bytes([read()[-1] ^ 1])
    assert refusal(opened, ciphertext, length=20_000, sha256=digest(ciphertext)) == "undecryptable"


def test_another_key_or_place_does_not_open_it():
    read, stream, _ = sealed(b"content")
    named = {"length": 7, "sha256": stream.sha256}
    assert refusal(opened, read(), **named, key=bytes(32)) == "undecryptable"
    assert refusal(opened, read(), **named, key=bytes(31)) == "undecryptable"
    assert refusal(opened, read(), **named, context=context_of(IDS[1], IDS[0])) == "undecryptable"


def test_padding_that_is_not_zeros_is_refused():
    ciphertext = raw_sealed(b"x" * 9 + b"\1")
    assert refusal(opened, ciphertext, length=9, sha256=digest(ciphertext)) == "undecryptable"
    zeros = raw_sealed(b"x" * 9 + b"\0")
    assert opened(zeros, length=9, sha256=digest(zeros)) == b"x" * 9


def test_padding_is_looked_at_to_its_first_byte():
    length = 5_000_001
    padding = bytearray(padme(length) - length)
    assert len(padding) > 100_000
    padding[0] = 1
    ciphertext = raw_sealed(bytes(length) + bytes(padding))
    assert refusal(opened, ciphertext, length=length, sha256=digest(ciphertext)) == "undecryptable"


@pytest.mark.parametrize("length", [0, 8, 11, 10**9])
def test_another_length_than_announced_is_refused(length):
    read, stream, _ = sealed(b"x" * 9)
    assert refusal(opened, read(), length=length, sha256=stream.sha256) in {"digest-mismatch", "undecryptable"}


def test_a_length_that_shares_its_padding_cannot_be_told_but_shows_its_zeros():
    read, stream, _ = sealed(b"x" * 9)
    assert opened(read(), length=10, sha256=stream.sha256) == b"x" * 9 + b"\0"


def test_no_more_is_read_than_was_announced():
    endless = io.BytesIO(sealed(b"x" * 9)[0]() + bytes(1_000_000))
    named = {"key": KEY, "context": CONTEXT, "length": 9, "sha256": ""}
    assert refusal(open_stream, endless, io.BytesIO(), **named) == "digest-mismatch"
    assert endless.tell() == sealed_length(padme(9)) + 1


def test_a_negative_length_reads_nothing():
    source = io.BytesIO(bytes(1000))
    named = {"key": KEY, "context": CONTEXT, "length": -(10**9), "sha256": ""}
    assert refusal(open_stream, source, io.BytesIO(), **named) == "undecryptable"
    assert source.tell() == 0


@pytest.mark.parametrize("ids", [("x", IDS[1]), (IDS[0], IDS[1].upper()), ("", ""), (IDS[0] + "\n", IDS[1])])
def test_a_context_is_two_lower_case_uuids(ids):
    assert refusal(context_of, *ids) == "malformed"
    assert len(CONTEXT) == 72


def test_a_key_of_another_length_seals_nothing():
    assert refusal(seal_stream, io.BytesIO(b"x"), io.BytesIO(), key=bytes(16), context=CONTEXT) == "key-not-valid"


def test_memory_does_not_grow_with_the_file(tmp_path):
    clear, shut, clear_again = (tmp_path / name for name in ("a", "b", "c"))
    clear.write_bytes(bytes(20_000_000))
    tracemalloc.start()
    with clear.open("rb") as source, shut.open("wb") as target:
        stream = seal_stream(source, target, key=KEY, context=CONTEXT)
    with shut.open("rb") as source, clear_again.open("wb") as target:
        open_stream(source, target, key=KEY, context=CONTEXT, length=stream.length, sha256=stream.sha256)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_500_000
    assert clear_again.stat().st_size == 20_000_000
