"""What the standards print: verified where our profile takes it, refused with an error of ours where it does not."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from keys import hpke
from keys.encoding import b64url, digest
from keys.jwk import PublicKey, Purpose, thumbprint
from keys.objects import CLIENT_ASSERTION, PACKET
from keys.ring import KeySet, Ring
from keys.seal import open_sealed
from keys.sign import verify, verify_proof
from tests.support.keys import CTY, TYP, key_of, refusal

VECTORS = Path(__file__).parents[1] / "vectors"
RFC = json.loads((VECTORS / "rfc-jose" / "examples.json").read_text())
HPKE = json.loads((VECTORS / "hpke-mlkem768-x25519" / "vectors.json").read_text())
ALGS = {"RFC 7515 A.2": "RS256", "RFC 7515 A.4": "ES512", "RFC 8037 A.4": "EdDSA"}


def name_of(example: dict) -> str:
    return example["name"]


def dated(jwk: dict, alg: str) -> dict:
    return {**jwk, "alg": alg, "kid": thumbprint(jwk), "nbf": 0, "exp": 4_000_000_000}


def client_key(jwk: dict, alg: str) -> PublicKey:
    return PublicKey.from_jwk(dated(jwk, alg), purpose=Purpose.CLIENT)


def test_the_es256_example_is_verified_as_what_it_says():
    (example,) = (each for each in RFC["jws"] if each["name"] == "RFC 7515 A.3")
    keys = KeySet([client_key(example["key"], "ES256")])
    claims = verify(example["compact"], kind=CLIENT_ASSERTION, keys=keys).claims
    assert claims == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}


@pytest.mark.parametrize("example", RFC["jws"], ids=name_of)
def test_every_signed_example_is_refused_as_a_packet(example):
    keys = KeySet([client_key(example["key"], "ES256")] if example["name"] == "RFC 7515 A.3" else [])
    assert refusal(verify, example["compact"], kind=PACKET, keys=keys) in {"bad-algorithm", "malformed"}


@pytest.mark.parametrize("name", ALGS)
def test_keys_of_algorithms_outside_the_profile_are_refused(name):
    (example,) = (each for each in RFC["jws"] if each["name"] == name)
    assert refusal(client_key, example["key"], ALGS[name]) == "bad-algorithm"


@pytest.mark.parametrize("example", RFC["jwe"], ids=name_of)
def test_every_sealed_example_is_refused(example):
    ring = Ring([key_of(Purpose.ENC, "ECDH-ES+A256KW", "P-256")])
    assert refusal(open_sealed, example["compact"], keys=ring, typ=TYP, cty=CTY) == "bad-algorithm"


def test_the_public_keys_of_rfc_7517_are_read_once_they_have_their_own_name_and_time():
    ec, rsa = (each["jwk"] for each in RFC["keys"][:2])
    assert PublicKey.from_jwk(dated(ec, "ECDH-ES+A256KW"), purpose=Purpose.ENC).kid == thumbprint(ec)
    assert PublicKey.from_jwk(dated(rsa, "PS256"), purpose=Purpose.CLIENT).kid == thumbprint(rsa)


@pytest.mark.parametrize("example", RFC["keys"], ids=name_of)
def test_no_key_of_rfc_7517_is_taken_as_printed(example):
    assert refusal(PublicKey.from_jwk, example["jwk"], purpose=Purpose.CLIENT) in {"bad-algorithm", "malformed"}


@pytest.mark.parametrize("example", RFC["keys"][2:4], ids=name_of)
def test_a_private_key_of_rfc_7517_is_no_public_one(example):
    alg = {"EC": "ES256", "RSA": "PS256"}[example["jwk"]["kty"]]
    assert refusal(client_key, example["jwk"], alg) == "malformed"


def test_the_direct_agreement_of_rfc_7518_is_refused():
    header = b64url(json.dumps(RFC["agreement"]["header"]).encode())
    ring = Ring([key_of(Purpose.ENC, "ECDH-ES+A256KW", "P-256")])
    compact = f"{header}..{b64url(bytes(12))}.{b64url(b'x')}.{b64url(bytes(16))}"
    assert refusal(open_sealed, compact, keys=ring, typ=TYP, cty=CTY) == "bad-algorithm"


@pytest.mark.parametrize("example", RFC["thumbprints"], ids=name_of)
def test_thumbprints_are_those_printed(example):
    assert thumbprint(example["jwk"]) == example["thumbprint"]


def test_the_dpop_proof_is_verified_and_names_its_key():
    proof = verify_proof(RFC["proof"]["compact"])
    assert (proof.jkt, proof.claims["htu"]) == (RFC["proof"]["jkt"], "https://server.example.com/token")


def test_the_access_token_hash_is_the_one_printed():
    assert digest(RFC["ath"]["token"]) == RFC["ath"]["ath"]


@pytest.mark.parametrize("vector", HPKE, ids=lambda vector: f"kdf {vector['kdf_id']}")
def test_a_hybrid_seed_gives_the_published_key_which_opens_the_published_text(vector):
    key, text = hpke.read_private(bytes.fromhex(vector["skRm"])), vector["encryption"]
    assert key.public.raw.hex() == vector["pkRm"]
    kdf = {0x0001: KDF.HKDF_SHA256, 0x0011: KDF.SHAKE256}[vector["kdf_id"]]
    suite = Suite(KEM.MLKEM768_X25519, kdf, AEAD.CHACHA20_POLY1305)
    # The public interface takes no aad; these vectors have one.
    sealed, info, aad = (bytes.fromhex(part) for part in (vector["enc"] + text["ct"], vector["info"], text["aad"]))
    assert openssl.hpke._decrypt_with_aad(suite, sealed, key.handle, info, aad).hex() == text["pt"]
