"""Key material: the mathematics of a JWK, without its name, time and purpose (RFC 7517, 7518, 8037)."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from joserfc.jwk import ECKey, OKPKey, RSAKey

from keys import hpke
from keys.encoding import b64url, digest, unb64url
from keys.errors import BadAlgorithm, KeyNotValid, Malformed, turning_into
from keys.hpke import HybridPrivate, HybridPublic
from keys.strictjson import canonical
from keys.weakness import ed25519_is_weak, rsa_is_weak

Jwk = dict[str, Any]
Material = ECKey | OKPKey | RSAKey | HybridPublic | HybridPrivate

ECDH = "ECDH-ES+A256KW"
PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})
"""Every JWK member that may be secret (RFC 7518 section 6, RFC 8037 section 2, RFC 9964): no public key has one."""
RSA_BITS = 3072
_COORDINATE_BYTES = 32

# Which (kty, crv) an algorithm may be used with. A key has exactly one algorithm.
_SHAPES = {
    "ES256": frozenset({("EC", "P-256")}),
    "Ed25519": frozenset({("OKP", "Ed25519")}),
    "PS256": frozenset({("RSA", None)}),
    ECDH: frozenset({("EC", "P-256"), ("OKP", "X25519")}),
    hpke.ALG: frozenset({("AKP", None)}),
}
# The members a thumbprint is made of (RFC 7638 section 3.2, RFC 8037 section 2, RFC 9964).
_PUBLIC = {"EC": ("crv", "x", "y"), "OKP": ("crv", "x"), "RSA": ("n", "e"), "AKP": ("alg", "pub")}
_PRIVATE = {"EC": ("d",), "OKP": ("d",), "RSA": ("d", "p", "q", "dp", "dq", "qi"), "AKP": ("priv",)}
_JOSERFC: dict[str, type[ECKey] | type[OKPKey] | type[RSAKey]] = {"EC": ECKey, "OKP": OKPKey, "RSA": RSAKey}


def thumbprint(jwk: Mapping[str, Any]) -> str:
    """Return the RFC 7638 SHA-256 thumbprint of a public or private JWK, base64url, 43 characters.

    Raises:
        Malformed: a member it is made of is missing, or the key type is not one of ours.
    """
    return _thumbprint(tuple(_members(jwk, _PUBLIC).items()))


def read_public(jwk: Mapping[str, Any], *, alg: str) -> Material:
    """Read and check the public members of a JWK. Members that only describe the key are left aside.

    Raises:
        Malformed: a member is missing or not in its one spelling, or a private one is present.
        BadAlgorithm: this kind of key is not for `alg`.
        KeyNotValid: the key is weak, off its curve or of low order.
    """
    if PRIVATE_MEMBERS & jwk.keys():
        raise Malformed("private-member")
    _check_shape(jwk, alg)
    return _read_public(tuple(_members(jwk, _PUBLIC).items()))


def read_private(jwk: Mapping[str, Any], *, alg: str) -> Material:
    """Read a private JWK whose public members are its own.

    Raises:
        Malformed, BadAlgorithm, KeyNotValid: as for `read_public`, or the two halves do not belong together.
    """
    public = read_public({name: jwk[name] for name in jwk if name not in PRIVATE_MEMBERS}, alg=alg)
    secret = _members(jwk, _PRIVATE)
    if secret["kty"] == "AKP":
        material: Material = hpke.read_private(unb64url(secret["priv"]))
    else:
        with turning_into(KeyNotValid):
            material = _JOSERFC[secret["kty"]].import_key(_members(jwk, _PUBLIC) | secret)
    if public_members(public_of(material)) != public_members(public):
        raise KeyNotValid("halves")
    return material


def generate(*, alg: str, curve: str) -> Material:
    """Make new private material for `alg`; `curve` (X25519 or P-256) matters for key agreement only.

    Raises:
        BadAlgorithm: there is no such algorithm or curve here.
    """
    if alg == hpke.ALG:
        return hpke.generate()
    if alg == "PS256":
        return RSAKey.generate_key(RSA_BITS)
    if alg == "Ed25519":
        return OKPKey.generate_key("Ed25519")
    if alg == ECDH and curve == "X25519":
        return OKPKey.generate_key("X25519")
    if alg == "ES256" or (alg == ECDH and curve == "P-256"):
        return ECKey.generate_key("P-256")
    raise BadAlgorithm


def public_of(material: Material) -> Material:
    """Return the public half of private material."""
    if isinstance(material, HybridPrivate):
        return material.public
    if isinstance(material, HybridPublic):
        return material
    # Out of the raw key, never out of the JWK it came from: those members are only claimed.
    if isinstance(material, ECKey):
        return ECKey.import_key(material.public_key)
    if isinstance(material, OKPKey):
        return OKPKey.import_key(material.public_key)
    return RSAKey.import_key(material.public_key)


def public_members(material: Material) -> Jwk:
    """Return the JWK members of public material that make its thumbprint."""
    if isinstance(material, HybridPublic):
        return {"kty": "AKP", "alg": hpke.ALG, "pub": b64url(material.raw)}
    if isinstance(material, HybridPrivate):
        return public_members(material.public)
    return {name: value for name, value in material.as_dict(private=False).items() if name in _public_names(material)}


def private_members(material: Material) -> Jwk:
    """Return the JWK members of private material that are secret.

    Raises:
        KeyNotValid: it is a public half, which has none.
    """
    if isinstance(material, HybridPrivate):
        return {"priv": b64url(material.seed)}
    if isinstance(material, HybridPublic) or not material.is_private:
        raise KeyNotValid("public-only")
    document = material.as_dict(private=True)
    return {name: value for name, value in document.items() if name in PRIVATE_MEMBERS}


# The same few keys come with every packet, event and token. What is kept is their mathematics only: whether a key may
# be used, for what and how long is read anew each time. What is refused is not kept.
@lru_cache(maxsize=1024)
def _read_public(members: tuple[tuple[str, str], ...]) -> Material:
    found: Jwk = dict(members)
    if found["kty"] == "AKP":
        return hpke.read_public(unb64url(found["pub"]))
    if found["kty"] == "RSA":
        _check_rsa(found)
    else:
        _check_curve(found)
    with turning_into(KeyNotValid):
        return _JOSERFC[found["kty"]].import_key(found)


@lru_cache(maxsize=1024)
def _thumbprint(members: tuple[tuple[str, str], ...]) -> str:
    return digest(canonical(dict(members)))


def _public_names(material: ECKey | OKPKey | RSAKey) -> tuple[str, ...]:
    return ("kty", *_PUBLIC[material.key_type])


def _members(jwk: Mapping[str, Any], table: Mapping[str, tuple[str, ...]]) -> Jwk:
    kty = jwk.get("kty")
    if not isinstance(kty, str) or kty not in table:
        raise Malformed("kty")
    members = {name: jwk.get(name) for name in ("kty", *table[kty])}
    if not all(isinstance(value, str) for value in members.values()):
        raise Malformed("jwk")
    return members


def _check_shape(jwk: Mapping[str, Any], alg: str) -> None:
    shape = (jwk.get("kty"), None if jwk.get("kty") in ("RSA", "AKP") else jwk.get("crv"))
    if not all(part is None or isinstance(part, str) for part in shape):
        raise Malformed("jwk")
    if shape not in _SHAPES.get(alg, frozenset()) or jwk.get("alg", alg) != alg:
        raise BadAlgorithm


def _check_rsa(members: Jwk) -> None:
    modulus, exponent = (unb64url(members[name]) for name in ("n", "e"))
    if rsa_is_weak(int.from_bytes(modulus), int.from_bytes(exponent)) or 0 in (modulus[0], exponent[0]):
        raise KeyNotValid("rsa")


def _check_curve(members: Jwk) -> None:
    coordinates = [unb64url(members[name]) for name in ("x", "y") if name in members]
    if any(len(coordinate) != _COORDINATE_BYTES for coordinate in coordinates):
        raise KeyNotValid("length")
    if members["crv"] == "Ed25519" and ed25519_is_weak(coordinates[0]):
        raise KeyNotValid("point")
    if members["crv"] == "X25519":
        with turning_into(KeyNotValid):
            hpke.read_x25519(coordinates[0])
