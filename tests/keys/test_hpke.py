import hashlib
import json
from pathlib import Path

import pytest

from keys import hpke
from keys.jwk import PrivateKey, Purpose
from keys.ring import Ring
from keys.seal import open_sealed
from tests.support.keys import refusal


def test_a_seed_expands_to_both_private_keys():
    key = hpke.read_private(bytes(range(32)))
    assert hpke.read_private(bytes(range(32))).public.raw == key.public.raw
    # Frozen: a change of the expansion would make every stored key another one.
    assert hashlib.sha256(key.public.raw).hexdigest() == FROZEN


def test_a_content_key_travels():
    key = hpke.generate()
    ek, wrapped = hpke.wrap_key(bytes(32), to=key.public)
    assert (len(ek), len(wrapped)) == (1120, 48)
    assert hpke.unwrap_key(ek, wrapped, key=key) == bytes(32)


def test_wrong_lengths_are_refused():
    key = hpke.generate()
    ek, wrapped = hpke.wrap_key(bytes(32), to=key.public)
    for pair in ((ek[:-1], wrapped), (ek + wrapped[:1], wrapped[1:]), (ek, wrapped[:-1]), (b"", b"")):
        assert refusal(hpke.unwrap_key, *pair, key=key) == "undecryptable"


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_seed_is_32_bytes(length):
    assert refusal(hpke.read_private, bytes(length)) == "key-not-valid"


def test_a_frozen_object_is_still_opened():
    vector = json.loads((Path(__file__).parents[1] / "vectors" / "hpke-9-ke" / "sealed.json").read_text())
    ring = Ring([PrivateKey.from_jwk(vector["key"], purpose=Purpose.ENC)])
    opened = open_sealed(vector["compact"], keys=ring, typ=vector["typ"], cty=vector["cty"])
    assert opened.plaintext.decode() == vector["plaintext"]


def test_a_key_prints_nothing_of_itself():
    key = hpke.generate()
    assert key.seed.hex() not in repr(key)
    assert repr(key.seed)[2:-1] not in repr(key)


FROZEN = "c9a3565ffde4f72b51661be391ee13e46378d7f06dd5c8bf5af9d2cfb5b8336b"
