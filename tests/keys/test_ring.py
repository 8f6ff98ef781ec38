from datetime import timedelta

import pytest

from keys.errors import BadAlgorithm, KeysError, Malformed, UnknownKey, WrongPurpose
from keys.jwk import PublicKey, Purpose
from keys.ring import KeySet, Ring
from tests.support.keys import EXP, NOW, key_of, keys_of, make

DAY = timedelta(days=1)


def test_one_thumbprint_under_two_purposes_is_refused():
    key = key_of(Purpose.PACKET)
    twin = PublicKey.from_jwk(key.public.to_jwk(), purpose=Purpose.ACK)
    with pytest.raises(WrongPurpose):
        KeySet([key.public, twin])


def test_one_private_key_for_two_purposes_is_refused():
    key = key_of(Purpose.PACKET)
    twin = type(key).from_jwk(key.to_jwk(), purpose=Purpose.ACK)
    with pytest.raises(WrongPurpose):
        Ring([key, twin])


@pytest.mark.parametrize("holder", [Ring, lambda keys: keys_of(*keys)])
def test_a_key_is_found_by_name_and_purpose_together(holder):
    held = holder([key_of(Purpose.PACKET)])
    kid = key_of(Purpose.PACKET).kid
    assert held.find(kid, Purpose.PACKET).kid == kid
    assert held.find(kid, frozenset({Purpose.ACK, Purpose.PACKET})).kid == kid
    with pytest.raises(WrongPurpose):
        held.find(kid, Purpose.ACK)
    with pytest.raises(UnknownKey):
        held.find("x", Purpose.PACKET)


def test_the_newest_valid_key_is_the_current_one():
    old, new, later = (make(Purpose.ACK, nbf=NOW + days * DAY) for days in (0, 10, 20))
    ring = Ring([new, later, old])
    assert [ring.current(Purpose.ACK, NOW + days * DAY) for days in (0, 9, 10, 20)] == [old, old, new, later]


def test_without_a_valid_key_nothing_is_current():
    ring = Ring([key_of(Purpose.PACKET)])
    for at in (NOW - DAY, EXP):
        with pytest.raises(UnknownKey):
            ring.current(Purpose.PACKET, at)


def test_the_hybrid_key_is_used_where_both_are_published():
    hybrid = make(Purpose.ENC, "HPKE-9-KE")
    classic = make(Purpose.ENC, "ECDH-ES+A256KW", nbf=NOW + DAY)
    assert keys_of(classic, hybrid).current(Purpose.ENC, NOW + 2 * DAY) == hybrid.public


def test_a_key_goes_from_next_to_current_to_retired():
    first, second = make(Purpose.ACK), make(Purpose.ACK, nbf=NOW + 10 * DAY, exp=EXP + DAY)
    ring = Ring([first, second])
    stages = [(ring.standing(first.kid, at), ring.standing(second.kid, at)) for at in (NOW, NOW + 10 * DAY, EXP)]
    assert stages == [("current", "next"), ("retired", "current"), ("retired", "current")]
    assert (ring.next(Purpose.ACK, NOW), ring.next(Purpose.ACK, EXP)) == (second, None)


def test_a_classic_key_stays_current_beside_a_hybrid_one():
    hybrid, classic = make(Purpose.ENC, "HPKE-9-KE"), make(Purpose.ENC, "ECDH-ES+A256KW")
    assert {Ring([hybrid, classic]).standing(key.kid, NOW) for key in (hybrid, classic)} == {"current"}


def test_a_ring_prints_names_only():
    key = key_of(Purpose.PACKET)
    assert key.to_jwk()["d"] not in repr(Ring([key]))


def test_a_jwk_set_is_read_for_one_purpose():
    keys = [make(Purpose.ACK).public, make(Purpose.ACK, "Ed25519").public]
    document = {"keys": [key.to_jwk() for key in keys]}
    assert set(KeySet.from_jwks(document, Purpose.ACK)) == set(keys)


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}, {"keys": [None]}, {"keys": [{}]}, "x"])
def test_what_is_no_jwk_set_is_refused(document):
    with pytest.raises(Malformed):
        KeySet.from_jwks(document, Purpose.ACK)


def test_a_jwk_set_with_a_key_twice_or_a_symmetric_one_is_refused():
    jwk = key_of(Purpose.ACK).public.to_jwk()
    with pytest.raises(Malformed):
        KeySet.from_jwks({"keys": [jwk, jwk]}, Purpose.ACK)
    with pytest.raises(BadAlgorithm):
        KeySet.from_jwks({"keys": [jwk, {"kty": "oct", "k": "AA", "alg": "HS256"}]}, Purpose.ACK)


def test_our_errors_are_one_family():
    assert all(issubclass(error, KeysError) for error in (Malformed, UnknownKey, WrongPurpose, BadAlgorithm))
