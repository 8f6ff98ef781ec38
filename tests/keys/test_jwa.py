"""Raw signatures against Wycheproof's vectors, and against joserfc in both directions."""

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from joserfc.jws import JWSRegistry

from keys import jwa
from keys.encoding import b64url
from keys.jwk import Purpose
from keys.material import read_public
from tests.support.keys import key_of, refusal

FOLDER = Path(__file__).parents[1] / "vectors" / "wycheproof"
VECTORS = {
    "ES256": "ecdsa_secp256r1_sha256_p1363_test",
    "Ed25519": "ed25519_test",
    "PS256": "rsa_pss_3072_sha256_mgf1_32_test",
}
ALGS = sorted(VECTORS)
THEIRS = JWSRegistry(algorithms=ALGS)
KEYS = {alg: key_of(Purpose.CLIENT, alg) for alg in ALGS}


def jwk_of(group: dict) -> dict:
    """Some groups name their key as a point only."""
    if "publicKeyJwk" in group:
        return group["publicKeyJwk"]
    point = bytes.fromhex(group["publicKey"]["uncompressed"])
    return {"kty": "EC", "crv": "P-256", "x": b64url(point[1:33]), "y": b64url(point[33:])}


@pytest.mark.parametrize("alg", ALGS)
def test_every_published_signature_holds_exactly_where_it_should(alg):
    wrong, asked = [], 0
    for group in json.loads((FOLDER / f"{VECTORS[alg]}.json").read_text())["testGroups"]:
        material = read_public(jwk_of(group), alg=alg)
        for case in group["tests"]:
            given_ = bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"])
            said = refusal(jwa.verify, *given_, alg=alg, material=material)
            asked += 1
            if said != ("" if case["result"] == "valid" else "bad-signature"):
                wrong.append((case["tcId"], case["comment"], said))
    assert asked > 100
    assert wrong == []


@pytest.mark.parametrize("alg", ALGS)
@given(content=st.binary(max_size=200))
@example(content=b"")
def test_what_a_foreign_library_signs_we_verify_and_the_other_way_round(alg, content):
    key, foreign = KEYS[alg], THEIRS.get_alg(alg)
    jwa.verify(foreign.sign(content, key.material), content, alg=alg, material=key.public.material)
    ours = jwa.sign(content, alg=alg, material=key.material)
    assert foreign.verify(content, ours, key.public.material)
    assert not foreign.verify(content + b".", ours, key.public.material)


def test_an_es256_signature_is_always_sixty_four_bytes_with_its_leading_zeros():
    signatures = [jwa.sign(b"%d" % n, alg="ES256", material=KEYS["ES256"].material) for n in range(600)]
    assert {len(one) for one in signatures} == {64}
    # One in 128 begins with a zero in one of its halves; without any the lengths would prove nothing.
    assert any(0 in (one[0], one[32]) for one in signatures)


@pytest.mark.parametrize("alg", ALGS)
@pytest.mark.parametrize("other", [alg for alg in ALGS if alg != "Ed25519"])
def test_a_key_of_another_kind_neither_signs_nor_verifies(alg, other):
    if alg == other:
        other = "Ed25519"
    signature = jwa.sign(b"x", alg=other, material=KEYS[other].material)
    assert refusal(jwa.sign, b"x", alg=alg, material=KEYS[other].material) == "bad-algorithm"
    assert refusal(jwa.verify, signature, b"x", alg=alg, material=KEYS[other].public.material) == "bad-algorithm"


@pytest.mark.parametrize("alg", [*ALGS, "none", "HS256", "EdDSA", ""])
def test_neither_a_sealing_key_nor_an_unknown_algorithm_signs(alg):
    material = key_of(Purpose.ENC, "HPKE-9-KE").material
    assert refusal(jwa.sign, b"x", alg=alg, material=material) == "bad-algorithm"
    assert refusal(jwa.verify, bytes(64), b"x", alg=alg, material=material) == "bad-algorithm"
    if alg not in ALGS:
        assert refusal(jwa.sign, b"x", alg=alg, material=KEYS["ES256"].material) == "bad-algorithm"


@pytest.mark.parametrize("alg", ALGS)
def test_a_public_key_does_not_sign(alg):
    assert refusal(jwa.sign, b"x", alg=alg, material=KEYS[alg].public.material) == "bad-algorithm"


@pytest.mark.parametrize("length", [0, 32, 63, 65, 96, 128])
def test_a_signature_of_another_length_says_so(length):
    material = KEYS["ES256"].public.material
    with pytest.raises(jwa.BadSignature) as refused:
        jwa.verify(bytes(length), b"x", alg="ES256", material=material)
    assert refused.value.detail == "length"


def test_a_signature_with_a_zero_too_many_or_too_few_is_another_spelling_and_refused():
    material = KEYS["ES256"].material
    signature = jwa.sign(b"x", alg="ES256", material=material)
    halves = signature[:32], signature[32:]
    for odd in (b"\0".join((b"", *halves)), halves[0] + b"\0" + halves[1], signature + b"\0"):
        assert refusal(jwa.verify, odd, b"x", alg="ES256", material=material) == "bad-signature"
