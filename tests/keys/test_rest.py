import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.rest import keyed_hash, passphrase_hash, passphrase_matches, unwrap, wrap
from tests.support.keys import refusal

KEY = bytes(range(32))
PHC = passphrase_hash(b"correct horse")


@given(st.binary(max_size=100), st.binary(max_size=20))
def test_what_is_wrapped_is_unwrapped_in_its_place(data, aad):
    wrapped = wrap(KEY, data, aad=aad)
    assert unwrap(KEY, wrapped, aad=aad) == data
    assert refusal(unwrap, KEY, wrapped, aad=aad + b"x") == "undecryptable"
    assert refusal(unwrap, bytes(32), wrapped, aad=aad) == "undecryptable"


@pytest.mark.parametrize("index", [0, 11, 12, -1])
def test_a_change_of_any_byte_is_noticed(index):
    wrapped = bytearray(wrap(KEY, b"value", aad=b"place"))
    wrapped[index] ^= 1
    assert refusal(unwrap, KEY, bytes(wrapped), aad=b"place") == "undecryptable"


@pytest.mark.parametrize("length", [0, 1, 11, 12, 27])
def test_what_is_too_short_is_refused(length):
    assert refusal(unwrap, KEY, bytes(length), aad=b"") == "undecryptable"


def test_the_same_value_is_never_wrapped_alike():
    assert wrap(KEY, b"value", aad=b"")[:12] != wrap(KEY, b"value", aad=b"")[:12]


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33])
def test_a_key_is_32_bytes(length):
    assert refusal(wrap, bytes(length), b"", aad=b"") == "key-not-valid"
    assert refusal(unwrap, bytes(length), bytes(28), aad=b"") == "key-not-valid"


def test_a_keyed_hash_depends_on_key_and_text():
    # RFC 4231 test case 2
    assert keyed_hash(b"Jefe", "what do ya want for nothing?") == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM"
    assert keyed_hash(KEY, "a") != keyed_hash(KEY, "b") != keyed_hash(bytes(32), "b")


def test_a_passphrase_matches_its_own_hash_only():
    assert PHC.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passphrase_matches(b"correct horse", PHC)
    assert not passphrase_matches(b"correct hors", PHC)
    assert not passphrase_matches(b"", PHC)


@pytest.mark.parametrize(
    "phc", ["", "x", "$argon2id$", "$argon2i$v=19$m=8,t=1,p=1$AAAAAAAAAAA$AAAA", PHC[:-10]], ids=range(5)
)
def test_a_string_that_is_no_hash_matches_nothing(phc):
    assert not passphrase_matches(b"correct horse", phc)


AT_ONCE = """
from threading import Thread
from keys.rest import passphrase_hash, passphrase_matches, stretch

known = passphrase_hash(b"x")
work = [lambda: stretch(b"x", salt=b"s" * 16), lambda: passphrase_matches(b"x", known)] * 2
threads = [Thread(target=one, daemon=True) for one in work]
[one.start() for one in threads]
[one.join() for one in threads]
print("all done")
"""


def test_passphrases_of_several_threads_are_stretched_one_after_the_other():
    """In a process of its own: where they wait for each other, it is for ever."""
    ran = subprocess.run([sys.executable, "-c", AT_ONCE], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    assert ran.stdout == "all done\n"
    assert ran.stderr == ""
