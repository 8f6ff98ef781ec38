"""Published corpora, fed through our boundary: Wycheproof and the vectors of both IETF drafts on HPKE for JOSE.

They lie in `tests/vectors/<name>/` as data, each with origin and licence. The RFCs' own examples are in test_rfc.py.
"""

import hashlib
import io
import json
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys import hpke, sign, stream
from keys.compact import split
from keys.encoding import unb64url
from keys.errors import KeysError
from keys.jwk import PrivateKey, PublicKey, Purpose
from keys.material import PRIVATE_MEMBERS, read_private, thumbprint
from keys.objects import CLIENT_ASSERTION, PACKET
from keys.ring import KeySet, Ring
from keys.seal import open_sealed
from keys.stream import open_stream
from tests.support.keys import CTY, TYP, key_of, refusal

FOLDER = Path(__file__).parents[1] / "vectors"


def groups(name: str):
    return json.loads((FOLDER / "wycheproof" / f"{name}.json").read_text())["testGroups"]


def cases(member: str, *names: str):
    for group in (group for name in names for group in groups(name)):
        yield from ((group, {**test, member: text_of(test[member])}) for test in group["tests"] if member in test)


def text_of(compact: object) -> str:
    """Some cases are objects in JSON serialisation."""
    return compact if isinstance(compact, str) else json.dumps(compact)


def public_keys(group: dict) -> KeySet:
    """The group's key as a client's, under the name the corpus gives it."""
    document = group.get("public", group["private"])
    return KeySet(key for jwk in document.get("keys", [document]) for key in read(jwk))


def read(jwk: dict):
    public = {name: value for name, value in jwk.items() if name not in PRIVATE_MEMBERS}
    try:
        dated = {**public, "kid": thumbprint(public), "nbf": 0, "exp": 1}
        return [replace(PublicKey.from_jwk(dated, purpose=Purpose.CLIENT), kid=jwk.get("kid", "none"))]
    except KeysError:
        return []


def signature_holds(group: dict, compact: str) -> bool:
    # These payloads are no JSON objects, so the steps before the payload are asked alone.
    keys = public_keys(group)
    try:
        segments = split(compact, parts=3, limit=CLIENT_ASSERTION.limit)
        sign._checked(segments, kind=CLIENT_ASSERTION, keys=keys)
    except KeysError:
        return False
    return True


def test_no_invalid_signature_is_accepted():
    accepted = [
        (group["comment"], test["tcId"], test["comment"])
        for group, test in cases("jws", "json_web_signature", "json_web_key", "json_web_crypto")
        if test["result"] == "invalid" and signature_holds(group, test["jws"])
    ]
    # Two cases are the very bytes of the valid case 357 under the wrong label.
    assert [case for case in accepted if case[1] not in {367, 370}] == []


def test_the_valid_signatures_our_profile_takes_are_accepted():
    mine = [
        signature_holds(group, test["jws"])
        for group, test in cases("jws", "json_web_signature")
        if test["result"] == "valid" and group["comment"] in {"es256", "SpecialCaseEs256"}
    ]
    assert len(mine) >= 2
    assert all(mine)


def test_every_signature_case_as_a_packet_is_refused_with_an_error_of_ours():
    codes = [
        refusal(sign.verify, test["jws"], kind=PACKET, keys=public_keys(group))
        for group, test in cases("jws", "json_web_signature", "json_web_key", "json_web_crypto")
    ]
    assert len(codes) > 400
    assert all(codes)


def test_every_encryption_case_is_refused_with_an_error_of_ours():
    ring = Ring([key_of(Purpose.ENC, "ECDH-ES+A256KW", "P-256"), key_of(Purpose.ENC, "HPKE-9-KE")])
    codes = [
        refusal(open_sealed, test["jwe"], keys=ring, typ=TYP, cty=CTY)
        for _, test in cases("jwe", "json_web_encryption", "json_web_crypto", "json_web_key")
    ]
    assert len(codes) > 130
    assert all(codes)


@pytest.mark.parametrize(
    "comment", ["jws_rsa_roca_key", "keysize_too_small", "exponentOne", "invalid_point", "wrong_curve"]
)
def test_weak_and_wrong_keys_are_refused(comment):
    (group,) = (group for group in groups("json_web_key") if group["comment"] == comment)
    (jwk,) = group["public"]["keys"]
    jwk |= {"alg": "PS256"} if jwk["kty"] == "RSA" else {}
    dated = {**jwk, "kid": thumbprint(jwk), "nbf": 0, "exp": 1}
    assert refusal(PublicKey.from_jwk, dated, purpose=Purpose.CLIENT) in {"key-not-valid", "bad-algorithm"}


@pytest.mark.parametrize("folder", ["hpke-pq", "hpke-jose"])
def test_only_hpke_9_ke_is_taken_from_the_drafts(folder):
    for vector in json.loads((FOLDER / folder / "jose-vectors.json").read_text()):
        jwk = vector["jwk"] | {"kid": thumbprint(vector["jwk"]), "nbf": 0, "exp": 1}
        wanted = "" if vector["alg"] == "HPKE-9-KE" else "bad-algorithm"
        assert refusal(PrivateKey.from_jwk, jwk, purpose=Purpose.ENC) == wanted
        code = refusal(open_sealed, vector["compact"], keys=Ring(), typ=TYP, cty=CTY)
        # The drafts' objects have neither typ nor cty, which our profile asks for.
        assert code == ("malformed" if vector["alg"] == "HPKE-9-KE" else "bad-algorithm")


def test_the_draft_s_hpke_9_ke_object_is_opened():
    vectors = json.loads((FOLDER / "hpke-pq" / "jose-vectors.json").read_text())
    (vector,) = (each for each in vectors if each["alg"] == "HPKE-9-KE")
    protected, *parts = vector["compact"].split(".")
    wrapped, iv, ciphertext, tag = map(unb64url, parts)
    ek = unb64url(json.loads(unb64url(protected))["ek"])
    assert thumbprint(vector["jwk"]) == vector["jwk"]["kid"]
    cek = hpke.unwrap_key(ek, wrapped, key=read_private(vector["jwk"], alg="HPKE-9-KE"))
    assert AESGCM(cek).decrypt(iv, ciphertext + tag, protected.encode())


def attachment_refusal(test: dict) -> str:
    """Open a chunked-encryption case by way of its plaintext's own length, which here need not be a Padmé length."""
    ciphertext = zlib.decompress(bytes.fromhex(test["ct"]))
    key, context = bytes.fromhex(test["key"]), bytes.fromhex(test["ctx"])
    target = io.BytesIO()
    try:
        decryptor = stream.Cobblestone256Decryptor(key, context)
        target.write(decryptor.update(ciphertext) + decryptor.finalize())
    except stream.FOREIGN:
        return "undecryptable"
    return "" if hashlib.sha512(target.getvalue()).hexdigest() == test["msgSha512"] else "other"


def test_chunked_encryption_cases_open_exactly_when_they_should():
    tests = [test for group in groups("c2sp_chunked_encryption_aes_256_gcm") for test in group["tests"]]
    wrong = [test["tcId"] for test in tests if (attachment_refusal(test) == "") != (test["result"] == "valid")]
    assert len(tests) >= 30
    assert wrong == []


def test_valid_chunked_cases_of_a_padme_length_open_as_attachments():
    opened = 0
    for test in (test for group in groups("c2sp_chunked_encryption_aes_256_gcm") for test in group["tests"]):
        if test["result"] == "valid" and stream.padme(test["msgLength"]) == test["msgLength"]:
            ciphertext = zlib.decompress(bytes.fromhex(test["ct"]))
            named = {"key": bytes.fromhex(test["key"]), "context": bytes.fromhex(test["ctx"])}
            digest = stream.b64url(hashlib.sha256(ciphertext).digest())
            target = io.BytesIO()
            open_stream(io.BytesIO(ciphertext), target, length=test["msgLength"], sha256=digest, **named)
            assert hashlib.sha512(target.getvalue()).hexdigest() == test["msgSha512"]
            opened += 1
    assert opened
