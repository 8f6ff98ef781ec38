"""A second implementation (jwcrypto) reads what we write, and we read what it writes."""

import json

import pytest
from jwcrypto.jwe import JWE
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from keys.jwk import Purpose
from keys.objects import CLIENT_ASSERTION, EVENT
from keys.ring import Ring
from keys.seal import open_sealed, seal
from keys.sign import sign, verify
from tests.support.keys import CLAIMS, CTY, TYP, key_of, keys_of

SIGNING = [(Purpose.ACK, "ES256", EVENT), (Purpose.CLIENT, "PS256", CLIENT_ASSERTION)]


def theirs(jwk: dict) -> JWK:
    known = {"kty", "crv", "x", "y", "d", "n", "e", "p", "q", "dp", "dq", "qi", "kid"}
    return JWK(**{name: value for name, value in jwk.items() if name in known})


@pytest.mark.parametrize(("purpose", "alg", "kind"), SIGNING)
def test_a_foreign_library_verifies_our_signatures(purpose, alg, kind):
    key, token = key_of(purpose, alg), JWS()
    token.deserialize(sign(CLAIMS, kind=kind, key=key))
    token.allowed_algs = [alg]
    token.verify(theirs(key.public.to_jwk()))
    assert json.loads(token.payload) == CLAIMS


@pytest.mark.parametrize(("purpose", "alg", "kind"), SIGNING)
def test_we_verify_a_foreign_library_s_signatures(purpose, alg, kind):
    key, token = key_of(purpose, alg), JWS(json.dumps(CLAIMS))
    token.allowed_algs = [alg]
    header = {"alg": alg, "kid": key.kid, "typ": kind.typ}
    token.add_signature(theirs(key.to_jwk()), protected=json.dumps(header))
    assert verify(token.serialize(compact=True), kind=kind, keys=keys_of(key)).claims == CLAIMS


@pytest.mark.parametrize("curve", ["X25519", "P-256"])
def test_a_foreign_library_opens_what_we_seal(curve):
    key, token = key_of(Purpose.ENC, "ECDH-ES+A256KW", curve), JWE()
    token.deserialize(seal(b"inner", to=key.public, typ=TYP, cty=CTY), key=theirs(key.to_jwk()))
    assert token.payload == b"inner"


@pytest.mark.parametrize("curve", ["X25519", "P-256"])
def test_we_open_what_a_foreign_library_seals(curve):
    key = key_of(Purpose.ENC, "ECDH-ES+A256KW", curve)
    header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": key.kid, "typ": TYP, "cty": CTY}
    token = JWE(b"inner", protected=json.dumps(header), recipient=theirs(key.public.to_jwk()))
    assert open_sealed(token.serialize(compact=True), keys=Ring([key]), typ=TYP, cty=CTY).plaintext == b"inner"


@pytest.mark.parametrize(
    ("purpose", "alg", "curve"),
    [(Purpose.ACK, "ES256", ""), (Purpose.ACK, "Ed25519", ""), (Purpose.CLIENT, "PS256", "")],
)
def test_a_foreign_library_names_our_keys_as_we_do(purpose, alg, curve):
    key = key_of(purpose, alg, curve)
    assert theirs(key.public.to_jwk()).thumbprint() == key.kid
