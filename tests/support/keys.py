"""What tests make often: keys at a fixed time, and objects signed with them."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache

from joserfc.jws import JWSRegistry

from keys.encoding import b64url
from keys.errors import KeysError
from keys.jwk import PrivateKey, Purpose
from keys.objects import Kind
from keys.ring import KeySet, Ring
from keys.sign import sign

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EXP = NOW + timedelta(days=90)
CLAIMS = {"iss": "https://hub.example", "sub": "https://hub.example", "jti": "1"}
TYP, CTY = "rx-packet+jwe", "rx-packet+jwt"


def make(purpose: Purpose, alg: str = "ES256", *, nbf: datetime = NOW, exp: datetime = EXP, curve: str = "X25519"):
    return PrivateKey.generate(purpose, alg=alg, nbf=nbf, exp=exp, curve=curve)


@cache
def key_of(purpose: Purpose, alg: str = "ES256", curve: str = "X25519") -> PrivateKey:
    return make(purpose, alg, curve=curve)


def keys_of(*keys: PrivateKey) -> KeySet:
    return Ring(keys).public()


def signed(kind: Kind, key: PrivateKey, **claims: object) -> str:
    return sign({**CLAIMS, **claims}, kind=kind, key=key)


def forged(header: object, key: PrivateKey, payload: bytes = b'{"iss":"x"}') -> str:
    """An object with any header and payload at all, under an honest ES256 signature."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    signing_input = f"{b64url(raw)}.{b64url(payload)}"
    return f"{signing_input}.{b64url(es256(signing_input.encode(), key))}"


def es256(message: bytes, key: PrivateKey) -> bytes:

    return JWSRegistry(algorithms=["ES256"]).get_alg("ES256").sign(message, key.material)


def refusal(call, *args: object, **named: object) -> str:
    """The code a call is refused with, or "" if it is not refused. Any other exception is a failure."""
    try:
        call(*args, **named)
    except KeysError as error:
        return error.code
    return ""
