"""A packet is sealed to a key that still holds, in a suite that is still allowed."""

from datetime import timedelta

import pytest

from exchange.core.errors import KeyUnusable
from exchange.core.policy import Policy
from keys.jwk import PrivateKey, Purpose
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, Bench, document_of, jwks

CLASSIC, HYBRID = "ECDH-ES+A256KW", "HPKE-9-KE"


def enc_key(alg=CLASSIC, days=300):
    return PrivateKey.generate(Purpose.ENC, alg=alg, nbf=NOON - timedelta(days=1), exp=NOON + timedelta(days=days))


def test_nothing_is_sealed_to_a_key_that_has_ended():
    bench = Bench()
    bench.a_consent()
    bench.enrol(document_of(CENTRE, enc_jwks=jwks(enc_key(days=2))))
    referral = bench.draft()
    bench.clock.advance(days=3)
    with pytest.raises(KeyUnusable):
        bench.release(referral)


def suite_on(day, alg):
    """How a packet is sealed so many days after the last one of classic sealing."""
    bench = Bench(policy=Policy(classic_until=NOON.date()))
    bench.a_consent()
    bench.enrol(document_of(CENTRE, enc_jwks=jwks(enc_key(alg=alg))))
    referral = bench.draft()
    bench.clock.advance(days=day)
    return bench.release(referral).suite


def test_after_the_last_day_of_classic_sealing_only_hybrid_keys_are_sealed_to():
    assert suite_on(0, CLASSIC) == "classic"
    assert suite_on(1, HYBRID) == "hybrid"
    with pytest.raises(KeyUnusable) as refused:
        suite_on(1, CLASSIC)
    assert refused.value.detail == "classic-ended"
