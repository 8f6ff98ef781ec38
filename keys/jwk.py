"""JSON Web Keys (RFC 7517): each with a name, a purpose and a time (protocol section 1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from keys import hpke
from keys import material as matter
from keys.errors import BadAlgorithm, KeyNotValid, Malformed
from keys.material import Jwk, Material, thumbprint

__all__ = ["PrivateKey", "PublicKey", "Purpose", "Revocation", "thumbprint"]

_SIGNS = frozenset({"sign", "verify"})
_KEEPS_SECRET = frozenset({"encrypt", "decrypt", "wrapKey", "unwrapKey", "deriveKey", "deriveBits"})
_LATEST = 253_402_300_799  # the last second that RFC 3339 and `datetime` can name
_LONGEST_REASON = 64


class Purpose(StrEnum):
    """What a key is for. One key, one purpose."""

    FEDERATION = "federation"
    OAUTH = "oauth"
    CLIENT = "client"
    PACKET = "packet"
    ENC = "enc"
    ACK = "ack"
    LOG = "log"
    WITNESS = "witness"
    WEBHOOK = "webhook"
    DIRECTORY = "directory"


_SIGNING = frozenset({"ES256", "Ed25519"})
_ALGS = {
    Purpose.FEDERATION: _SIGNING,
    Purpose.OAUTH: _SIGNING | {"PS256"},
    Purpose.CLIENT: _SIGNING | {"PS256"},
    Purpose.PACKET: _SIGNING,
    Purpose.ENC: frozenset({hpke.ALG, matter.ECDH}),
    Purpose.ACK: _SIGNING,
    Purpose.LOG: frozenset({"Ed25519"}),
    Purpose.WITNESS: frozenset({"Ed25519"}),
    Purpose.WEBHOOK: frozenset({"Ed25519"}),
    Purpose.DIRECTORY: _SIGNING,
}


@dataclass(frozen=True, slots=True)
class Revocation:
    """From when a key is no longer believed, and why (`unspecified`, `compromised`, `superseded`, …)."""

    revoked_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key as a directory lists it. `kid` is its RFC 7638 thumbprint, `nbf` and `exp` are UTC."""

    kid: str
    purpose: Purpose
    alg: str
    nbf: datetime
    exp: datetime
    revoked: Revocation | None = None
    material: Material = field(kw_only=True, repr=False, compare=False)

    def valid_at(self, at: datetime) -> bool:
        """Say whether the key may be believed at an instant: `nbf` <= at < `exp`, and not revoked by then."""
        if self.revoked is not None and self.revoked.revoked_at <= at:
            return False
        return self.nbf <= at < self.exp

    def to_jwk(self) -> Jwk:
        """Write the key as a JWK with `kid`, `alg`, `use`, `nbf`, `exp` and, where it applies, `revoked`."""
        document = matter.public_members(self.material) | {
            "kid": self.kid,
            "alg": self.alg,
            "use": "enc" if self.purpose is Purpose.ENC else "sig",
            "nbf": int(self.nbf.timestamp()),
            "exp": int(self.exp.timestamp()),
        }
        if self.revoked is not None:
            revoked_at = int(self.revoked.revoked_at.timestamp())
            document["revoked"] = {"revoked_at": revoked_at, "reason": self.revoked.reason}
        return document

    @classmethod
    def from_jwk(cls, jwk: object, *, purpose: Purpose) -> Self:
        """Read a JWK as the key of one purpose.

        Members that only describe it (`ext`, `x5c` …) are left aside: they never choose a key here. `use` and `key_ops`
        may be absent; where they are there they do not contradict the purpose.

        Raises:
            Malformed: a member is missing or wrong, `kid` is not the thumbprint, or a private member is present.
            BadAlgorithm: `alg` is not for this purpose or not for this kind of key.
            KeyNotValid: the key is weak, off its curve or of low order.
        """
        document = _document(jwk)
        alg = _alg(document, purpose)
        material = matter.read_public(document, alg=alg)
        return cls(*_standing(document, purpose, alg), material=material)


@dataclass(frozen=True, slots=True)
class PrivateKey:
    """A private key with its public half. Its `repr` shows the public half only."""

    public: PublicKey
    material: Material = field(kw_only=True, repr=False, compare=False)

    @property
    def kid(self) -> str:
        """The thumbprint both halves are known by."""
        return self.public.kid

    @classmethod
    def generate(
        cls, purpose: Purpose, *, nbf: datetime, exp: datetime, alg: str = "ES256", curve: str = "X25519"
    ) -> Self:
        """Make a new key. `curve` (X25519 or P-256) is read for `ECDH-ES+A256KW` only.

        Raises:
            BadAlgorithm: `alg` is not for this purpose.
            KeyNotValid: `exp` is not after `nbf`.
        """
        if alg not in _ALGS[purpose]:
            raise BadAlgorithm
        if exp <= nbf:
            raise KeyNotValid("time")
        material = matter.generate(alg=alg, curve=curve)
        half = matter.public_of(material)
        kid = thumbprint(matter.public_members(half))
        return cls(PublicKey(kid, purpose, alg, nbf, exp, material=half), material=material)

    def to_jwk(self) -> Jwk:
        """Write the whole key, secret members included, as a JWK. For the vault."""
        return self.public.to_jwk() | matter.private_members(self.material)

    @classmethod
    def from_jwk(cls, jwk: object, *, purpose: Purpose) -> Self:
        """Read a private JWK as the key of one purpose.

        Raises:
            Malformed, BadAlgorithm, KeyNotValid: as for `PublicKey.from_jwk`, or the halves do not belong together.
        """
        document = _document(jwk)
        alg = _alg(document, purpose)
        material = matter.read_private(document, alg=alg)
        return cls(
            PublicKey(*_standing(document, purpose, alg), material=matter.public_of(material)), material=material
        )


def _document(jwk: object) -> Mapping[str, Any]:
    if not isinstance(jwk, dict):
        raise Malformed("jwk")
    return jwk


def _alg(jwk: Mapping[str, Any], purpose: Purpose) -> str:
    alg = jwk.get("alg")
    if not isinstance(alg, str):
        raise Malformed("alg")
    if alg not in _ALGS[purpose]:
        raise BadAlgorithm
    return alg


def _standing(
    jwk: Mapping[str, Any], purpose: Purpose, alg: str
) -> tuple[str, Purpose, str, datetime, datetime, Revocation | None]:
    """Read what a JWK says of itself beside its mathematics, in the order of `PublicKey`'s fields."""
    kid = jwk.get("kid")
    if not isinstance(kid, str) or kid != thumbprint(jwk):
        raise Malformed("kid")
    if jwk.get("use", "sig") != ("enc" if purpose is Purpose.ENC else "sig") and "use" in jwk:
        raise Malformed("use")
    if "key_ops" in jwk:
        _check_operations(jwk["key_ops"], purpose)
    nbf, exp = _instant(jwk.get("nbf")), _instant(jwk.get("exp"))
    if exp <= nbf:
        raise Malformed("exp")
    return kid, purpose, alg, nbf, exp, _revocation(jwk["revoked"]) if "revoked" in jwk else None


def _check_operations(operations: object, purpose: Purpose) -> None:
    """Refuse `key_ops` that contradict the purpose (RFC 7517 section 4.3); unknown ones are left aside."""
    if not isinstance(operations, list) or not all(isinstance(one, str) for one in operations):
        raise Malformed("key_ops")
    given = set(operations)
    if len(given) != len(operations) or given & (_SIGNS if purpose is Purpose.ENC else _KEEPS_SECRET):
        raise Malformed("key_ops")


def _instant(seconds: object) -> datetime:
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 <= seconds <= _LATEST:
        raise Malformed("time")
    return datetime.fromtimestamp(seconds, UTC)


def _revocation(document: object) -> Revocation:
    if not isinstance(document, dict) or document.keys() != {"revoked_at", "reason"}:
        raise Malformed("revoked")
    reason = document["reason"]
    if not isinstance(reason, str) or not 0 < len(reason) <= _LONGEST_REASON:
        raise Malformed("revoked")
    return Revocation(_instant(document["revoked_at"]), reason)
