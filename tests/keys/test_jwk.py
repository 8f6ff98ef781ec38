from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import b64url, unb64url
from keys.jwk import PrivateKey, PublicKey, Purpose, Revocation, thumbprint
from tests.support.keys import EXP, NOW, key_of, make, refusal

EVERY = [
    (Purpose.PACKET, "ES256", ""),
    (Purpose.ACK, "Ed25519", ""),
    (Purpose.CLIENT, "PS256", ""),
    (Purpose.ENC, "HPKE-9-KE", ""),
    (Purpose.ENC, "ECDH-ES+A256KW", "X25519"),
    (Purpose.ENC, "ECDH-ES+A256KW", "P-256"),
]


def named(jwk: dict) -> dict:
    """The JWK under its proper thumbprint, so that only what was changed is refused."""
    return {**jwk, "kid": thumbprint(jwk)}


def public_refusal(jwk, purpose=Purpose.PACKET) -> str:
    return refusal(PublicKey.from_jwk, jwk, purpose=purpose)


@pytest.mark.parametrize(("purpose", "alg", "curve"), EVERY)
def test_every_kind_of_key_survives_being_written_and_read(purpose, alg, curve):
    key = key_of(purpose, alg, curve)
    assert PublicKey.from_jwk(key.public.to_jwk(), purpose=purpose) == key.public
    assert PrivateKey.from_jwk(key.to_jwk(), purpose=purpose).to_jwk() == key.to_jwk()


@pytest.mark.parametrize(("purpose", "alg", "curve"), EVERY)
def test_nothing_secret_is_public_or_printed(purpose, alg, curve):
    key = key_of(purpose, alg, curve)
    secrets = {key.to_jwk()[name] for name in ("d", "p", "q", "dp", "dq", "qi", "priv") if name in key.to_jwk()}
    assert secrets
    assert not any(secret in f"{key!r} {key.public!r} {key.public.to_jwk()}" for secret in secrets)


@pytest.mark.parametrize(("purpose", "alg", "curve"), EVERY)
def test_a_key_seen_before_is_asked_again_about_everything_but_its_mathematics(purpose, alg, curve):
    key = make(purpose, alg, curve=curve)
    jwk, day = key.public.to_jwk(), timedelta(days=1)
    seen = PublicKey.from_jwk(jwk, purpose=purpose)
    assert seen.valid_at(NOW)
    revoked = {"revoked_at": int(NOW.timestamp()), "reason": "compromised"}
    assert not PublicKey.from_jwk({**jwk, "revoked": revoked}, purpose=purpose).valid_at(NOW)
    later = PublicKey.from_jwk({**jwk, "nbf": int((NOW + day).timestamp())}, purpose=purpose)
    assert (later.valid_at(NOW), later.valid_at(NOW + day)) == (False, True)
    assert public_refusal({**jwk, "kid": make(purpose, alg, curve=curve).kid}, purpose) == "malformed"
    assert public_refusal({**jwk, "alg": "none"}, purpose) == "bad-algorithm"
    assert public_refusal(key.to_jwk(), purpose) == "malformed"
    assert PublicKey.from_jwk(jwk, purpose=purpose) == seen


@pytest.mark.parametrize(("purpose", "alg", "curve"), EVERY)
def test_a_renewed_key_is_another_one(purpose, alg, curve):
    old, new = (make(purpose, alg, curve=curve).public for _ in range(2))
    read = [PublicKey.from_jwk(one.to_jwk(), purpose=purpose) for one in (old, new, old)]
    assert read == [old, new, old]
    written = [key.to_jwk() for key in read]
    assert written[0] != written[1]
    assert written == [old.to_jwk(), new.to_jwk(), old.to_jwk()]


@pytest.mark.parametrize(("purpose", "alg", "curve"), EVERY)
def test_a_private_key_is_no_public_key(purpose, alg, curve):
    assert public_refusal(key_of(purpose, alg, curve).to_jwk(), purpose) == "malformed"


@pytest.mark.parametrize(("purpose", "alg", "curve"), EVERY)
def test_halves_of_two_keys_do_not_make_one(purpose, alg, curve):
    one, other = make(purpose, alg, curve=curve).to_jwk(), key_of(purpose, alg, curve).public.to_jwk()
    assert refusal(PrivateKey.from_jwk, one | other, purpose=purpose) == "key-not-valid"


def test_a_key_is_named_by_its_thumbprint():
    jwk = key_of(Purpose.PACKET).public.to_jwk()
    assert jwk["kid"] == thumbprint(jwk)
    assert public_refusal({**jwk, "kid": "x"}) == "malformed"
    assert public_refusal({name: jwk[name] for name in jwk if name != "kid"}) == "malformed"


@pytest.mark.parametrize("member", ["kty", "crv", "x", "y", "alg", "nbf", "exp"])
@pytest.mark.parametrize("value", [None, 5, ["x"], {}, "", "\0", True, "é"])
def test_a_member_that_is_missing_or_of_another_kind_is_refused(member, value):
    jwk = {**key_of(Purpose.PACKET).public.to_jwk(), member: value}
    if value is None:
        del jwk[member]
    if (member, value) != ("nbf", 5):
        assert public_refusal(jwk) in {"malformed", "bad-algorithm", "key-not-valid"}


@pytest.mark.parametrize("change", [{"nbf": -1}, {"exp": 10**12}, {"exp": 1}, {"exp": 1.5}, {"use": "enc"}])
def test_times_and_use_must_make_sense(change):
    assert public_refusal(key_of(Purpose.PACKET).public.to_jwk() | change) == "malformed"


@pytest.mark.parametrize("document", [None, [], "x", 5, {}])
def test_what_is_no_jwk_is_refused(document):
    assert public_refusal(document) == "malformed"


@pytest.mark.parametrize(
    ("purpose", "alg"),
    [
        (Purpose.LOG, "ES256"),
        (Purpose.PACKET, "PS256"),
        (Purpose.ENC, "ES256"),
        (Purpose.ACK, "HPKE-9-KE"),
        (Purpose.ACK, "HS256"),
        (Purpose.ACK, "none"),
        (Purpose.ACK, "RS256"),
    ],
)
def test_a_purpose_takes_its_own_algorithms_only(purpose, alg):
    jwk = {**key_of(Purpose.PACKET).public.to_jwk(), "alg": alg}
    assert public_refusal(jwk, purpose) == "bad-algorithm"
    assert refusal(PrivateKey.generate, purpose, alg=alg, nbf=NOW, exp=EXP) == "bad-algorithm"


def test_an_algorithm_takes_its_own_curve_only():
    jwk = {**key_of(Purpose.PACKET, "Ed25519").public.to_jwk(), "alg": "ES256"}
    assert public_refusal(jwk) == "bad-algorithm"
    assert refusal(make, Purpose.ENC, "ECDH-ES+A256KW", curve="P-384") == "bad-algorithm"


def test_a_point_off_the_curve_is_refused():
    jwk = key_of(Purpose.PACKET).public.to_jwk()
    y = unb64url(jwk["y"])
    assert public_refusal(named({**jwk, "y": b64url(y[:-1] + bytes([y[-1] ^ 1]))})) == "key-not-valid"


def test_a_coordinate_of_another_length_is_refused():
    jwk = key_of(Purpose.PACKET).public.to_jwk()
    assert public_refusal(named({**jwk, "x": b64url(b"\0" + unb64url(jwk["x"]))})) == "key-not-valid"


SMALL_X25519 = ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "ed" + "ff" * 30 + "7f"]


@pytest.mark.parametrize("raw", SMALL_X25519)
def test_an_x25519_point_of_low_order_is_refused(raw):
    jwk = key_of(Purpose.ENC, "ECDH-ES+A256KW").public.to_jwk()
    assert public_refusal(named({**jwk, "x": b64url(bytes.fromhex(raw))}), Purpose.ENC) == "key-not-valid"
    hybrid = key_of(Purpose.ENC, "HPKE-9-KE").public.to_jwk()
    pub = unb64url(hybrid["pub"])[:-32] + bytes.fromhex(raw)
    assert public_refusal(named({**hybrid, "pub": b64url(pub)}), Purpose.ENC) == "key-not-valid"


SMALL_ED25519 = [
    "01" + "00" * 31,
    "01" + "00" * 30 + "80",
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
    "00" * 32,
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "02" + "00" * 31,  # not on the curve
]


@pytest.mark.parametrize("raw", SMALL_ED25519)
def test_an_ed25519_point_of_low_order_or_off_the_curve_is_refused(raw):
    jwk = key_of(Purpose.PACKET, "Ed25519").public.to_jwk()
    assert public_refusal(named({**jwk, "x": b64url(bytes.fromhex(raw))})) == "key-not-valid"


@pytest.mark.parametrize(
    "modulus",
    [2**1023 + 1, 2**2047 + 2, 2**16400 + 1, pow(65537, 128)],
    ids=["1024 bits", "even", "16401 bits", "ROCA"],
)
def test_a_weak_rsa_modulus_is_refused(modulus):
    jwk = key_of(Purpose.CLIENT, "PS256").public.to_jwk()
    raw = modulus.to_bytes((modulus.bit_length() + 7) // 8)
    assert public_refusal(named({**jwk, "n": b64url(raw)}), Purpose.CLIENT) == "key-not-valid"


@pytest.mark.parametrize(
    "exponent", [b"\x01", b"\x03", b"\x00\x01\x00\x01", b"\x01\x00\x00", b"\x01\x00\x02", b"\x01" * 5]
)
def test_a_weak_or_padded_rsa_exponent_is_refused(exponent):
    jwk = key_of(Purpose.CLIENT, "PS256").public.to_jwk()
    assert public_refusal(named({**jwk, "e": b64url(exponent)}), Purpose.CLIENT) == "key-not-valid"


def test_a_hybrid_key_of_another_length_or_out_of_range_is_refused():
    jwk = key_of(Purpose.ENC, "HPKE-9-KE").public.to_jwk()
    pub = unb64url(jwk["pub"])
    for wrong in (pub[:-1], pub + b"\0", b"\xff" * 384 + pub[384:]):
        assert public_refusal(named({**jwk, "pub": b64url(wrong)}), Purpose.ENC) == "key-not-valid"


def test_a_hybrid_seed_of_another_length_is_refused():
    jwk = key_of(Purpose.ENC, "HPKE-9-KE").to_jwk()
    assert refusal(PrivateKey.from_jwk, {**jwk, "priv": b64url(bytes(31))}, purpose=Purpose.ENC) == "key-not-valid"


def test_a_key_is_valid_from_nbf_until_just_before_exp():
    key = key_of(Purpose.PACKET).public
    second = timedelta(seconds=1)
    assert [key.valid_at(at) for at in (NOW - second, NOW, EXP - second, EXP)] == [False, True, True, False]


def test_a_revoked_key_was_valid_before():
    jwk = key_of(Purpose.PACKET).public.to_jwk()
    at = NOW + timedelta(days=1)
    jwk["revoked"] = {"revoked_at": int(at.timestamp()), "reason": "compromised"}
    key = PublicKey.from_jwk(jwk, purpose=Purpose.PACKET)
    assert key.revoked == Revocation(at, "compromised")
    assert key.to_jwk() == jwk
    assert [key.valid_at(at - timedelta(seconds=1)), key.valid_at(at)] == [True, False]


@pytest.mark.parametrize(
    "revoked",
    [None, {}, {"revoked_at": 1}, {"revoked_at": "1", "reason": "x"}, {"revoked_at": 1, "reason": ""}, [], "x"],
)
def test_a_revocation_must_be_whole(revoked):
    assert public_refusal({**key_of(Purpose.PACKET).public.to_jwk(), "revoked": revoked}) == "malformed"


def test_a_key_whose_time_ends_before_it_begins_is_not_made():
    assert refusal(make, Purpose.PACKET, nbf=EXP, exp=NOW) == "key-not-valid"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["kty", "x", "keys"]), inner),
)


@given(st.sampled_from(sorted(key_of(Purpose.PACKET).public.to_jwk())), JSON, st.sampled_from(list(Purpose)))
def test_any_document_is_read_or_refused(member, value, purpose):
    public_refusal({**key_of(Purpose.PACKET).public.to_jwk(), member: value}, purpose)


def test_instants_are_utc():
    key = PublicKey.from_jwk(key_of(Purpose.PACKET).public.to_jwk(), purpose=Purpose.PACKET)
    assert key.nbf == datetime(2026, 3, 1, 12, tzinfo=UTC)


WEBCRYPTO = {"ext": True, "key_ops": ["verify"], "x5t": "x", "https://vendor.example/label": {"a": [1]}}


def test_what_a_browser_or_a_vendor_adds_is_left_aside():
    jwk = key_of(Purpose.PACKET).public.to_jwk()
    assert PublicKey.from_jwk(jwk | WEBCRYPTO, purpose=Purpose.PACKET) == PublicKey.from_jwk(
        jwk, purpose=Purpose.PACKET
    )
    enc = key_of(Purpose.ENC, "ECDH-ES+A256KW").public.to_jwk()
    for operations in ([], ["deriveBits"], ["wrapKey", "of-the-vendor"]):
        PublicKey.from_jwk(enc | {"ext": True, "key_ops": operations}, purpose=Purpose.ENC)


@pytest.mark.parametrize(
    "operations", [["encrypt"], ["verify", "deriveKey"], ["verify", "verify"], "verify", [1], None]
)
def test_operations_that_contradict_the_purpose_are_refused(operations):
    assert public_refusal(key_of(Purpose.PACKET).public.to_jwk() | {"key_ops": operations}) == "malformed"


@pytest.mark.parametrize("operations", [["sign"], ["verify"], ["deriveBits", "verify"]])
def test_a_key_to_encrypt_to_does_not_sign(operations):
    assert (
        public_refusal(key_of(Purpose.ENC, "ECDH-ES+A256KW").public.to_jwk() | {"key_ops": operations}, Purpose.ENC)
        == "malformed"
    )
