import pytest

from keys.encoding import digest
from keys.jwk import Purpose
from keys.objects import DPOP
from keys.sign import sign, verify, verify_proof
from tests.support.keys import CLAIMS, forged, key_of, keys_of, refusal

KEY = key_of(Purpose.CLIENT)
MEMBERS = {name: KEY.public.to_jwk()[name] for name in ("kty", "crv", "x", "y")}
HEADER = {"alg": "ES256", "typ": "dpop+jwt", "jwk": MEMBERS}


@pytest.mark.parametrize("alg", ["ES256", "Ed25519"])
def test_a_proof_is_verified_with_the_key_inside_it(alg):
    key = key_of(Purpose.CLIENT, alg)
    proof = verify_proof(sign(CLAIMS, kind=DPOP, key=key))
    assert (proof.claims, proof.jkt, proof.alg) == (CLAIMS, key.kid, alg)


@pytest.mark.parametrize("name", ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])
def test_a_proof_with_a_private_member_is_refused(name):
    assert refusal(verify_proof, forged(HEADER | {"jwk": MEMBERS | {name: "AA"}}, KEY)) == "malformed"


def test_a_proof_key_may_be_described_further():
    described = MEMBERS | {"use": "sig", "key_ops": ["verify"], "ext": True, "alg": "ES256"}
    assert verify_proof(forged(HEADER | {"jwk": described}, KEY)).jkt == KEY.kid


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kid": KEY.kid}, "malformed"),
        ({"jku": "https://evil.example"}, "malformed"),
        ({"crit": ["jwk"]}, "malformed"),
        ({"typ": "JWT"}, "wrong-type"),
        ({"alg": "none"}, "bad-algorithm"),
        ({"alg": "PS256"}, "bad-algorithm"),
        ({"alg": "Ed25519"}, "bad-algorithm"),
        ({"jwk": None}, "malformed"),
        ({"jwk": []}, "malformed"),
        ({"jwk": MEMBERS | {"alg": "ES384"}}, "bad-algorithm"),
        ({"jwk": MEMBERS | {"crv": "P-384"}}, "bad-algorithm"),
        ({"jwk": MEMBERS | {"x": MEMBERS["y"]}}, "key-not-valid"),
        ({"jwk": {"kty": "oct"}}, "bad-algorithm"),
        ({"jwk": {}}, "bad-algorithm"),
    ],
)
def test_a_proof_that_is_not_exactly_one_is_refused(change, code):
    assert refusal(verify_proof, forged(HEADER | change, KEY)) == code
    assert refusal(verify_proof, forged(HEADER, KEY)) == ""


def test_a_proof_under_another_key_is_refused():
    assert refusal(verify_proof, forged(HEADER, key_of(Purpose.OAUTH))) == "bad-signature"


def test_a_proof_is_no_other_object_and_no_other_object_a_proof():
    assert refusal(verify, sign(CLAIMS, kind=DPOP, key=KEY), kind=DPOP, keys=keys_of(KEY)) == "unknown-key"
    assert refusal(verify_proof, forged({"alg": "ES256", "kid": KEY.kid, "typ": "at+jwt"}, KEY)) == "malformed"


def test_an_access_token_hash_is_the_digest_of_its_ascii_octets():
    # RFC 9449 section 7.1
    assert digest("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU") == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
