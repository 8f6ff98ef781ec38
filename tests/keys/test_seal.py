import hashlib
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from hypothesis import given
from hypothesis import strategies as st

from keys import hpke
from keys.encoding import b64url, unb64url
from keys.jwk import Purpose
from keys.ring import Ring
from keys.seal import PLAINTEXT_LIMIT, SEALED_LIMIT, Suite, open_sealed, seal, suite_of
from tests.support.keys import CTY, TYP, key_of, make, refusal

SUITES = [
    ("HPKE-9-KE", "", Suite.HYBRID),
    ("ECDH-ES+A256KW", "X25519", Suite.CLASSIC),
    ("ECDH-ES+A256KW", "P-256", Suite.CLASSIC),
]
HYBRID = key_of(Purpose.ENC, "HPKE-9-KE")
CLASSIC = key_of(Purpose.ENC, "ECDH-ES+A256KW")
RING = Ring([HYBRID, CLASSIC])


def sealed(key, plaintext=b"inner", typ=TYP, cty=CTY) -> str:
    return seal(plaintext, to=key.public, typ=typ, cty=cty)


def opening(compact, keys=RING) -> str:
    return refusal(open_sealed, compact, keys=keys, typ=TYP, cty=CTY)


def header_of(compact: str) -> dict:
    return json.loads(unb64url(compact.split(".", maxsplit=1)[0]))


def resealed(change: dict, plaintext=b"inner", iv=bytes(12)) -> str:
    """A hybrid JWE by an honest sender, but for its header and the length of its IV."""
    cek = bytes(32)
    ek, wrapped = hpke.wrap_key(cek, to=HYBRID.public.material)
    header = {
        "alg": "HPKE-9-KE",
        "enc": "A256GCM",
        "kid": HYBRID.kid,
        "typ": TYP,
        "cty": CTY,
        "ek": b64url(ek),
    } | change
    protected = b64url(json.dumps({name: value for name, value in header.items() if value != "absent"}).encode())
    box = AESGCM(cek).encrypt(iv, plaintext, protected.encode())
    return ".".join((protected, *map(b64url, (wrapped, iv, box[:-16], box[-16:]))))


@pytest.mark.parametrize(("alg", "curve", "suite"), SUITES)
@pytest.mark.parametrize("plaintext", [b"", b"x", bytes(4096)], ids=len)
def test_what_is_sealed_is_opened_by_its_recipient(alg, curve, suite, plaintext):
    key = key_of(Purpose.ENC, alg, curve)
    opened = open_sealed(sealed(key, plaintext), keys=Ring([key]), typ=TYP, cty=CTY)
    assert (opened.plaintext, opened.kid, opened.suite) == (plaintext, key.kid, suite)
    assert suite_of(key.public) is suite


@pytest.mark.parametrize(("alg", "curve", "suite"), SUITES)
def test_the_header_is_exactly_what_the_protocol_lists(alg, curve, suite):
    key = key_of(Purpose.ENC, alg, curve)
    header = header_of(sealed(key))
    last = header.pop("ek" if suite is Suite.HYBRID else "epk")
    assert header == {"alg": alg, "enc": "A256GCM", "kid": key.kid, "typ": TYP, "cty": CTY}
    assert len(unb64url(last)) == 1120 if suite is Suite.HYBRID else "d" not in last


@pytest.mark.parametrize(("alg", "curve", "suite"), SUITES)
def test_the_parts_have_their_lengths_and_no_two_are_alike(alg, curve, suite):
    key = key_of(Purpose.ENC, alg, curve)
    one, other = ([unb64url(part) for part in sealed(key).split(".")[1:]] for _ in range(2))
    assert [len(part) for part in one] == [48 if suite is Suite.HYBRID else 40, 12, 5, 16]
    assert all(a != b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(("alg", "curve", "suite"), SUITES)
def test_the_largest_bucket_can_be_sealed_and_opened(alg, curve, suite):
    key = key_of(Purpose.ENC, alg, curve)
    compact = sealed(key, bytes(PLAINTEXT_LIMIT))
    assert len(compact) <= SEALED_LIMIT
    assert open_sealed(compact, keys=Ring([key]), typ=TYP, cty=CTY).suite is suite
    assert refusal(sealed, key, bytes(PLAINTEXT_LIMIT + 1)) == "too-large"


def test_more_than_the_largest_bucket_is_not_opened():
    assert opening(resealed({}, bytes(PLAINTEXT_LIMIT + 1))) == "too-large"
    assert opening("a" * (SEALED_LIMIT + 1)) == "too-large"


@pytest.mark.parametrize(("alg", "curve", "suite"), SUITES)
def test_another_recipient_cannot_open_it(alg, curve, suite):
    key, other = key_of(Purpose.ENC, alg, curve), make(Purpose.ENC, alg, curve=curve)
    assert opening(sealed(key), Ring([other])) == "unknown-key"
    impostor = type(other)(key.public, material=other.material)
    assert opening(sealed(key), Ring([impostor])) == "undecryptable"
    assert suite_of(key.public) is suite


def test_only_encryption_keys_are_sealed_to():
    key = key_of(Purpose.PACKET)
    assert refusal(sealed, key) == "wrong-purpose"
    assert opening(resealed({"kid": key.kid}), Ring([key])) == "wrong-purpose"


@pytest.mark.parametrize(("typ", "cty"), [("rx-set+jwe", CTY), (TYP, "secevent+jwt"), (TYP, "")])
def test_one_sealed_object_does_not_pass_for_another(typ, cty):
    assert opening(sealed(HYBRID, typ=typ, cty=cty)) == "wrong-type"


CHANGES = [
    ({"zip": "DEF"}, "malformed"),
    ({"crit": ["ek"]}, "malformed"),
    ({"apu": "AA"}, "malformed"),
    ({"apv": "AA"}, "malformed"),
    ({"psk_id": "AA"}, "malformed"),
    ({"jwk": {}}, "malformed"),
    ({"jku": "https://evil.example"}, "malformed"),
    ({"epk": {}}, "malformed"),
    ({"ek": "absent"}, "malformed"),
    ({"typ": "absent"}, "malformed"),
    ({"cty": "absent"}, "malformed"),
    ({"kid": "absent"}, "malformed"),
    ({"kid": 5}, "malformed"),
    ({"ek": 5}, "malformed"),
    ({"ek": "A"}, "malformed"),
    ({"ek": b64url(bytes(1119))}, "undecryptable"),
    ({"ek": b64url(bytes(1121))}, "undecryptable"),
    ({"ek": b64url(bytes(1120))}, "undecryptable"),
    ({"alg": "dir"}, "bad-algorithm"),
    ({"alg": "HPKE-9"}, "bad-algorithm"),
    ({"alg": "HPKE-10-KE"}, "bad-algorithm"),
    ({"alg": "RSA1_5"}, "bad-algorithm"),
    ({"alg": "RSA-OAEP-256"}, "bad-algorithm"),
    ({"alg": "PBES2-HS256+A128KW"}, "bad-algorithm"),
    ({"alg": "ECDH-ES"}, "bad-algorithm"),
    ({"alg": "A256KW"}, "bad-algorithm"),
    ({"alg": ["HPKE-9-KE"]}, "bad-algorithm"),
    ({"alg": "absent"}, "bad-algorithm"),
    ({"enc": "A256CBC-HS512"}, "bad-algorithm"),
    ({"enc": "A128GCM"}, "bad-algorithm"),
    ({"enc": "absent"}, "bad-algorithm"),
    ({"kid": "x"}, "unknown-key"),
    ({"kid": CLASSIC.kid}, "bad-algorithm"),
    ({"typ": ["x"]}, "wrong-type"),
]


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_any_other_header_is_refused(change, code):
    assert opening(resealed(change)) == code
    assert opening(resealed({})) == ""


@pytest.mark.parametrize("key", [HYBRID, CLASSIC], ids=["hybrid", "classic"])
@pytest.mark.parametrize("part", range(5))
def test_a_change_of_any_part_is_noticed(key, part):
    parts = sealed(key).split(".")
    raw = bytearray(unb64url(parts[part]))
    raw[len(raw) // 2] ^= 1
    parts[part] = b64url(bytes(raw))
    assert opening(".".join(parts)) in {"undecryptable", "malformed", "bad-algorithm", "wrong-type", "unknown-key"}


@pytest.mark.parametrize("key", [HYBRID, CLASSIC], ids=["hybrid", "classic"])
@pytest.mark.parametrize("part", [1, 2, 4])
@pytest.mark.parametrize("length", [0, 1, 8, 11, 13, 15, 17, 32, 64])
def test_a_part_of_another_length_is_refused(key, part, length):
    parts = sealed(key).split(".")
    parts[part] = b64url(bytes(length))
    assert opening(".".join(parts)) == "undecryptable"


def test_two_recipients_and_json_serialisation_do_not_exist():
    protected, wrapped, iv, ciphertext, tag = sealed(HYBRID).split(".")
    document = {"protected": protected, "encrypted_key": wrapped, "iv": iv, "ciphertext": ciphertext, "tag": tag}
    assert opening(json.dumps(document)) == "malformed"
    assert opening(f"{protected}.{wrapped}.{iv}.{ciphertext}") == "malformed"


@pytest.mark.parametrize("length", [8, 11, 13, 16])
def test_even_an_honest_sender_may_not_choose_another_iv_length(length):
    assert opening(resealed({}, iv=bytes(length))) == "undecryptable"


def test_a_hybrid_key_is_not_used_for_a_classic_object():
    header, *rest = sealed(CLASSIC).split(".")
    document = json.loads(unb64url(header)) | {"kid": HYBRID.kid}
    assert opening(".".join((b64url(json.dumps(document).encode()), *rest))) == "bad-algorithm"


def agreed(change: dict) -> str:
    """A classic JWE written out by hand (RFC 7518 section 4.6), with an ephemeral key that says more or less."""
    ephemeral = make(Purpose.ENC, "ECDH-ES+A256KW")
    jwk = {name: ephemeral.public.to_jwk()[name] for name in ("kty", "crv", "x")} | change
    shared = ephemeral.material.private_key.exchange(CLASSIC.public.material.public_key)
    alg = b"ECDH-ES+A256KW"
    info = len(alg).to_bytes(4) + alg + bytes(8) + (256).to_bytes(4)
    kek = hashlib.sha256((1).to_bytes(4) + shared + info).digest()
    header = {"alg": alg.decode(), "enc": "A256GCM", "kid": CLASSIC.kid, "typ": TYP, "cty": CTY, "epk": jwk}
    protected = b64url(json.dumps(header).encode())
    box = AESGCM(bytes(32)).encrypt(bytes(12), b"inner", protected.encode())
    return ".".join((protected, *map(b64url, (aes_key_wrap(kek, bytes(32)), bytes(12), box[:-16], box[-16:]))))


@pytest.mark.parametrize("change", [{"kid": "x"}, {"use": "enc"}, {"y": "AA"}, {"jku": "https://evil.example"}])
def test_even_an_honest_sender_s_ephemeral_key_has_no_further_member(change):
    assert opening(agreed({})) == ""
    assert opening(agreed(change)) == "malformed"


def test_an_ephemeral_key_of_low_order_is_called_what_it_is():
    assert opening(agreed({"x": b64url(bytes(32))})) == "key-not-valid"


EPK = header_of(sealed(CLASSIC))["epk"]


@pytest.mark.parametrize(
    "epk",
    [
        None,
        "x",
        [],
        {},
        {**EPK, "d": "AA"},
        {**EPK, "kid": "x"},
        {**EPK, "kty": ["OKP"]},
        {**EPK, "kty": "EC"},
        {**EPK, "crv": "Ed25519"},
        {**EPK, "crv": "P-256"},
        {**EPK, "x": 5},
        {**EPK, "x": "AA"},
        {**EPK, "x": b64url(bytes(32))},
        {"kty": "EC", "crv": "P-256", "x": b64url(bytes(32)), "y": b64url(bytes(32))},
        key_of(Purpose.ENC, "ECDH-ES+A256KW", "P-256").public.to_jwk(),
        {
            k: v
            for k, v in key_of(Purpose.ENC, "ECDH-ES+A256KW", "P-256").public.to_jwk().items()
            if k in {"kty", "crv", "x", "y"}
        },
    ],
)
def test_an_ephemeral_key_that_is_not_a_good_one_of_the_same_curve_is_refused(epk):
    protected, *rest = sealed(CLASSIC).split(".")
    header = json.loads(unb64url(protected)) | {"epk": epk}
    code = opening(".".join((b64url(json.dumps(header).encode()), *rest)))
    assert code in {"malformed", "bad-algorithm", "key-not-valid", "undecryptable"}


@given(st.text(max_size=60) | st.binary(max_size=60) | st.lists(st.binary(max_size=9), min_size=5, max_size=5))
def test_any_input_is_refused_with_an_error_of_ours(given_):
    compact = ".".join(map(b64url, given_)) if isinstance(given_, list) else given_
    assert opening(compact)
