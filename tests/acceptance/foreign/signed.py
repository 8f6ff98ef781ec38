"""Keys and signed objects, [1.2] and [1.3]."""

import hashlib
import json
import math
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS

from .strict import Json, No, b64u, check, digest, strict, unb64u

LIMITS = {
    "secevent+jwt": 512,
    "rx-packet+jwt": 512,
    "rx-transfer+jwt": 16,
    "entity-statement+jwt": 64,
    "rx-consent+jwt": 64,
}


def public(key: Mapping[str, Any]) -> JWK:
    return JWK(**{name: key[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in key})


def private(key: Mapping[str, Any]) -> JWK:
    return JWK(**{name: key[name] for name in ("kty", "crv", "x", "y", "d") if name in key})


def sign(claims: Mapping[str, Any], *, typ: str, key: Mapping[str, Any], proof: bool = False) -> str:
    own = {"jwk": json.loads(private(key).export_public())} if proof else {"kid": key["kid"]}
    token = JWS(json.dumps(claims, separators=(",", ":"), ensure_ascii=False).encode())
    token.allowed_algs = [key["alg"]]
    token.add_signature(private(key), key["alg"], json.dumps({"alg": key["alg"], "typ": typ} | own))
    return str(token.serialize(compact=True))


@dataclass(frozen=True)
class Read:
    """A JWS whose signature holds."""

    claims: Json
    key: Json


def verify(compact: str, *, typ: str, keys: list[Json]) -> Read:
    check(len(compact) <= LIMITS[typ] * 1024, "too-large")
    parts = compact.split(".")
    check(len(parts) == 3, "malformed")
    header = strict(unb64u(parts[0]))
    check(isinstance(header, dict) and set(header) == {"alg", "kid", "typ"}, "malformed")
    check(header["alg"] in ("ES256", "Ed25519") and header["typ"] == typ, "malformed")
    key = next((one for one in keys if one["kid"] == header["kid"]), None)
    if key is None:
        raise No("unknown-key")
    check(key["alg"] == header["alg"], "malformed")
    unb64u(parts[1])
    unb64u(parts[2])
    token = JWS()
    token.allowed_algs = [key["alg"]]
    try:
        token.deserialize(compact, public(key))
    except JWException as error:
        raise No("bad-signature") from error
    claims = strict(token.payload)
    check(isinstance(claims, dict), "malformed")
    return Read(claims, key)


def was_valid(key: Json, iat: int, now: float) -> bool:
    revoked = key.get("revoked", {}).get("revoked_at", math.inf)
    return bool(key["nbf"] <= iat < key["exp"] and iat < revoked and iat <= now + 60)


def new_key(alg: str) -> Json:
    """Make a private JWK of one of the algorithms of [1.2]."""
    crv = {"ES256": ("EC", "P-256"), "Ed25519": ("OKP", "Ed25519"), "ECDH-ES+A256KW": ("OKP", "X25519")}
    now = int(time.time())
    common = {"alg": alg, "use": "enc" if "-" in alg else "sig", "nbf": now - 60, "exp": now + 86400 * 365}
    if alg == "HPKE-9-KE":
        seed = secrets.token_bytes(32)
        expanded = hashlib.shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key().public_bytes_raw()
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:]).public_key().public_bytes_raw()
        key = {"kty": "AKP", "alg": alg, "pub": b64u(mlkem + x25519), "priv": b64u(seed)}
    else:
        key = json.loads(JWK.generate(kty=crv[alg][0], crv=crv[alg][1]).export())
    named = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "AKP": ("alg", "kty", "pub")}[key["kty"]]
    kid = digest(json.dumps({name: key[name] for name in named}, separators=(",", ":"), sort_keys=True))
    return {**key, **common, "kid": kid}


def shown(key: Json) -> Json:
    return {name: value for name, value in key.items() if name not in ("d", "priv")}
