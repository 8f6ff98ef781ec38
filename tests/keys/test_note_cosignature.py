import base64
import hashlib
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import unb64url
from keys.errors import BadAlgorithm, BadSignature, KeysError, Malformed, WrongPurpose
from keys.jwk import Purpose
from keys.material import private_members
from keys.note import COSIGNATURE, ED25519, Verifier, cosign, cosigned, open_note, sign_note
from tests.support.keys import make

LOG, NAME, AT = "hub.example/rx-log/1", "peer.example/witness", 1_679_315_147
LOG_KEY, KEY, OTHER_KEY = make(Purpose.LOG, "Ed25519"), *(make(Purpose.WITNESS, "Ed25519") for _ in range(2))
TEXT = f"{LOG}\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
NOTE = sign_note(TEXT, name=LOG, keys=[LOG_KEY])
LINE = cosign(TEXT, name=NAME, key=KEY, at=AT)
WITNESS, OTHER = (Verifier.of(key.public, name=NAME, kind=COSIGNATURE) for key in (KEY, OTHER_KEY))
HUB = Verifier.of(LOG_KEY.public, name=LOG)


def blob(line):
    return base64.b64decode(line.split()[-1])


def line(raw, *, name=NAME):
    return f"— {name} {base64.b64encode(raw).decode()}\n"


def test_a_cosignature_is_laid_out_as_the_standard_has_it():
    raw = blob(LINE)
    public = Ed25519PublicKey.from_public_bytes(WITNESS.raw)
    assert raw[:4] == hashlib.sha256(NAME.encode() + b"\n\x04" + WITNESS.raw).digest()[:4]
    assert int.from_bytes(raw[4:12], "big") == AT
    public.verify(raw[12:], b"cosignature/v1\ntime 1679315147\n" + TEXT.encode())
    assert LINE.startswith(f"— {NAME} ")
    assert LINE.endswith("\n")
    assert len(raw) == 4 + 8 + 64


def test_the_witnesses_of_a_note_are_named_with_their_time():
    assert cosigned(NOTE + LINE, witnesses=[WITNESS, OTHER]) == {WITNESS: AT}
    assert cosigned(NOTE, witnesses=[WITNESS]) == {}


def test_of_two_cosignatures_of_one_witness_the_newest_time_counts():
    lines = "".join(cosign(TEXT, name=NAME, key=KEY, at=at) for at in (AT, AT + 60, AT - 60))
    assert cosigned(NOTE + lines, witnesses=[WITNESS]) == {WITNESS: AT + 60}


def test_who_reads_notes_reads_both_kinds_of_signatures():
    assert open_note(NOTE + LINE, verifiers=[HUB, WITNESS]) == (TEXT, (HUB, WITNESS))


def test_a_logs_own_signature_is_no_witness():
    assert cosigned(NOTE + LINE, witnesses=[HUB]) == {}


def test_a_key_is_read_as_the_kind_that_is_asked_for_and_no_other():
    assert Verifier.read(WITNESS.vkey, kind=COSIGNATURE) == WITNESS
    with pytest.raises(BadAlgorithm):
        Verifier.read(WITNESS.vkey)
    with pytest.raises(BadAlgorithm):
        Verifier.read(HUB.vkey, kind=COSIGNATURE)


def test_one_key_has_another_id_for_each_kind_so_that_neither_stands_for_the_other():
    assert Verifier(NAME, WITNESS.raw, ED25519).id != WITNESS.id


def test_only_a_key_for_witnessing_cosigns():
    with pytest.raises(WrongPurpose):
        cosign(TEXT, name=NAME, key=LOG_KEY, at=AT)


@pytest.mark.parametrize("at", [0, -1, 1 << 63])
def test_nobody_cosigns_at_a_time_there_is_not(at):
    with pytest.raises(Malformed):
        cosign(TEXT, name=NAME, key=KEY, at=at)


def test_a_time_that_says_nothing_is_not_a_witness_of_a_checkpoint():
    private = Ed25519PrivateKey.from_private_bytes(unb64url(private_members(KEY.material)["d"]))
    signature = private.sign(b"cosignature/v1\ntime 0\n" + TEXT.encode())
    with pytest.raises(BadSignature):
        cosigned(NOTE + line(blob(LINE)[:4] + bytes(8) + signature), witnesses=[WITNESS])


@given(st.integers(4 * 8, 76 * 8 - 1))
def test_no_bit_of_a_cosignature_or_its_time_can_be_changed(bit):
    raw = bytearray(blob(LINE))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(BadSignature):
        cosigned(NOTE + line(bytes(raw)), witnesses=[WITNESS])


@pytest.mark.parametrize("length", [5, 11, 12, 75, 77])
def test_a_cosignature_of_another_length_does_not_hold(length):
    raw = (blob(LINE) + bytes(8))[:length]
    with pytest.raises(BadSignature):
        cosigned(NOTE + line(raw), witnesses=[WITNESS])


def test_what_one_witness_signed_does_not_hold_for_another_text():
    with pytest.raises(BadSignature):
        cosigned(sign_note(TEXT.replace("63", "64"), name=LOG, keys=[LOG_KEY]) + LINE, witnesses=[WITNESS])


def test_a_plain_signature_of_the_same_key_is_no_cosignature():
    plain = sign_note(TEXT, name=NAME, keys=[KEY]).rpartition("\n\n")[2]
    assert cosigned(NOTE + plain, witnesses=[WITNESS]) == {}
    with pytest.raises(BadSignature):
        cosigned(NOTE + line(WITNESS.id + blob(plain)[4:]), witnesses=[WITNESS])


@given(st.text(alphabet="a\n— +=A/", max_size=60))
def test_whatever_stands_below_a_note_is_read_or_refused_in_our_own_words(lines):
    with suppress(KeysError):
        assert cosigned(NOTE + lines, witnesses=[WITNESS]) == {}
