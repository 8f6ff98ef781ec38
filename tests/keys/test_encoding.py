import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import b64url, digest, unb64url
from keys.errors import Malformed


@given(st.binary(max_size=200))
def test_what_is_written_is_read_back(raw):
    assert unb64url(b64url(raw)) == raw
    assert b64url(raw) == base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@given(st.text(alphabet="ABCwx89-_=+/ \n\0é.", max_size=12))
def test_bytes_have_one_spelling_only(text):
    try:
        raw = unb64url(text)
    except Malformed:
        return
    assert b64url(raw) == text


@pytest.mark.parametrize("text", ["Zg==", "Zg=", "Z", "Zh", "Zm9", "Z g", "Zg\n", "Z+g_", "Z/g_", "é", "ZZZZZ"])
def test_other_spellings_are_refused(text):
    with pytest.raises(Malformed):
        unb64url(text)


def test_text_and_bytes_are_read_alike():
    assert unb64url("Zm9v") == unb64url(b"Zm9v") == b"foo"


def test_a_digest_is_the_base64url_of_sha256():
    assert digest("abc") == digest(b"abc") == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
