import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.errors import BadAlgorithm, BadSignature, KeyNotValid, KeysError, Malformed, TooLarge, UnknownKey
from keys.jwk import Purpose
from keys.note import LIMIT, Verifier, open_note, sign_note
from tests.support.keys import make

NAME = "hub.example/rx-log/1"
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "signed-note" / "notes.json").read_text())
KEY, OTHER = (make(Purpose.LOG, "Ed25519") for _ in range(2))
MINE, THEIRS = Verifier.of(KEY.public, name=NAME), Verifier.of(OTHER.public, name="other.example")
NOTE = sign_note("one\ntwo\n", name=NAME, keys=[KEY])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda one: one["source"])
def test_the_published_notes_verify(vector):
    verifier = Verifier.read(vector["vkey"])
    assert open_note(vector["note"], verifiers=[verifier]) == (vector["text"], (verifier,))


def test_what_is_signed_opens_with_the_key_as_others_read_it():
    assert open_note(NOTE.encode(), verifiers=[Verifier.read(MINE.vkey)]) == ("one\ntwo\n", (MINE,))


def test_a_text_may_have_empty_lines():
    text = "one\n\ntwo\n\n"
    assert open_note(sign_note(text, name=NAME, keys=[KEY]), verifiers=[MINE])[0] == text


def test_signatures_of_strangers_are_left_aside_and_those_of_friends_counted():
    both = sign_note("one\n", name=NAME, keys=[KEY]) + sign_note("one\n", name="other.example", keys=[OTHER])[5:]
    assert open_note(both, verifiers=[MINE])[1] == (MINE,)
    assert open_note(both, verifiers=[THEIRS, MINE])[1] == (MINE, THEIRS)


def test_two_keys_may_sign_under_one_name_and_a_repeated_line_counts_once():
    both = sign_note("one\n", name=NAME, keys=[KEY, OTHER])
    twin = Verifier.of(OTHER.public, name=NAME)
    assert open_note(both + both[5:], verifiers=[twin, MINE])[1] == (MINE, twin)


def test_a_note_that_no_known_key_signed_is_refused():
    with pytest.raises(UnknownKey):
        open_note(NOTE, verifiers=[THEIRS])


def test_one_bad_signature_of_a_known_key_spoils_the_note():
    bad = sign_note("ONE\n", name="other.example", keys=[OTHER])[5:]
    with pytest.raises(BadSignature):
        open_note(sign_note("one\n", name=NAME, keys=[KEY]) + bad, verifiers=[MINE, THEIRS])


@given(st.integers(0, len(NOTE.encode()) * 8 - 1))
def test_no_bit_of_a_note_can_be_changed(bit):
    raw = bytearray(NOTE.encode())
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(KeysError):
        open_note(bytes(raw), verifiers=[MINE])


@given(st.one_of(st.binary(max_size=300), st.text(alphabet="a\n— +=A/", max_size=60).map(str.encode)))
def test_whatever_comes_is_refused_in_our_own_words(raw):
    with pytest.raises(KeysError):
        open_note(raw, verifiers=[MINE])


@pytest.mark.parametrize(
    "note",
    [
        "", "\n", "\n\n", "one\n", "one\n\n", NOTE[:-1], NOTE + "\n", NOTE.replace("—", "-"), NOTE + "— a b\n",
        NOTE.replace("one", "o\tne"), NOTE.replace("one", "o\0ne"), NOTE.replace("one\n", "one\r\n"), "\ud800" + NOTE,
        NOTE + "— a+b AAAAAAAA\n", NOTE + "— a\u2003b AAAAAAAA\n", NOTE + "— a AAAA\n", NOTE + "— a  AAAAAAAA\n",
        NOTE + "— a AAAAAAB=\n", NOTE.replace("\n\n", "\n"),
    ],
    ids=map(str, range(99)),
)  # fmt: skip
def test_what_is_no_note_is_malformed(note):
    with pytest.raises(Malformed):
        open_note(note, verifiers=[MINE])


def test_a_note_has_a_largest_size():
    with pytest.raises(TooLarge):
        open_note("a" * LIMIT + "\n" + NOTE, verifiers=[MINE])


@pytest.mark.parametrize(
    ("vkey", "error"),
    [
        ("", Malformed), (NAME, Malformed), (f"{NAME}+12345678", Malformed), (f"{MINE.vkey}A", Malformed),
        (MINE.vkey.replace("hub", "bad"), Malformed), (MINE.vkey.replace("hub", "h b"), Malformed),
        (MINE.vkey[: MINE.vkey.index("+") + 1] + "zz" + MINE.vkey[MINE.vkey.index("+") + 3 :], Malformed),
        (f"{NAME}+00000000+AgAA", BadAlgorithm), (Verifier(NAME, b"\1" + bytes(31)).vkey, KeyNotValid),
        (Verifier(NAME, bytes(31)).vkey, Malformed), (Verifier("", MINE.raw).vkey, Malformed),
    ],
    ids=map(str, range(99)),
)  # fmt: skip
def test_a_key_that_is_none_is_refused(vkey, error):
    with pytest.raises(error):
        Verifier.read(vkey)


@pytest.mark.parametrize(
    ("text", "name"), [("no end", NAME), ("tab\t\n", NAME), ("a\n", "a b"), ("a\n", "a+b"), ("a\n", "")]
)
def test_what_no_note_may_say_is_not_signed(text, name):
    with pytest.raises(Malformed):
        sign_note(text, name=name, keys=[KEY])


def test_only_ed25519_signs_notes():
    with pytest.raises(BadAlgorithm):
        sign_note("a\n", name=NAME, keys=[make(Purpose.PACKET)])
