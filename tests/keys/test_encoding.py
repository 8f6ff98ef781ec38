import base64
import binascii

import pytest
from hypothesis import given, settings
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


def standard(text):
    """The same by the standard library's strict decoder, and by writing it again; None where it is refused."""
    try:
        standard = text.translate(str.maketrans("-_+/=", "+/!!!")) + "=" * (-len(text) % 4)
        raw = binascii.a2b_base64(standard.encode("ascii"), strict_mode=True)
    except ValueError:
        return None
    return raw if base64.urlsafe_b64encode(raw).decode().rstrip("=") == text else None


@settings(max_examples=1000)
@given(
    st.text(alphabet="ABCwx89-_=+/ \n\r\t\0\x0b\x7f\xa0éＡ.,!~", max_size=12)
    | st.binary(max_size=300)
    .map(b64url)
    .flatmap(lambda text: st.sampled_from([text, text + "=", text[:-1], f"{text}\n"]))
)
def test_what_is_read_is_what_the_standard_library_reads(text):
    try:
        assert unb64url(text) == standard(text)
    except Malformed:
        assert standard(text) is None


@pytest.mark.parametrize("place", [0, 1, 700, 1399])
@pytest.mark.parametrize("foreign", ["+", "/", "=", " ", "\n", "\0", ".", "\x80", "Ā"])
def test_one_foreign_character_in_a_long_text_is_refused(place, foreign):
    text = b64url(bytes(range(210)) * 5)
    assert unb64url(text) == bytes(range(210)) * 5
    with pytest.raises(Malformed):
        unb64url(text[:place] + foreign + text[place + 1 :])


@pytest.mark.parametrize("text", ["Zg==", "Zg=", "Z", "Zh", "Zm9", "Z g", "Zg\n", "Z+g_", "Z/g_", "é", "ZZZZZ"])
def test_other_spellings_are_refused(text):
    with pytest.raises(Malformed):
        unb64url(text)


def test_text_and_bytes_are_read_alike():
    assert unb64url("Zm9v") == unb64url(b"Zm9v") == b"foo"


def test_a_digest_is_the_base64url_of_sha256():
    assert digest("abc") == digest(b"abc") == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
