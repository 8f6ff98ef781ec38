"""JSON Web Algorithms (RFC 7518, RFC 8037, RFC 9864): the three signatures of JWS that we write and read, on raw bytes.

They stand on `cryptography` itself: a general library asks of every signature again what reading the key has settled.
"""

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from keys.errors import BadAlgorithm, BadSignature, turning_into
from keys.hpke import HybridPrivate, HybridPublic
from keys.material import Material

ES256, ED25519, PS256 = "ES256", "Ed25519", "PS256"
_P256_BYTES = 32
_SHA256 = SHA256()
_ECDSA = ECDSA(_SHA256)
# The salt is as long as the digest (RFC 7518 section 3.5), for who verifies as well.
_PSS = PSS(mgf=MGF1(_SHA256), salt_length=_SHA256.digest_size)


def sign(content: bytes, *, alg: str, material: Material) -> bytes:
    """Sign bytes: ES256 gives R ‖ S, 32 bytes each (RFC 7518 section 3.4), Ed25519 64 bytes, PS256 the modulus' length.

    Raises:
        BadAlgorithm: the key is public, or of another algorithm.
    """
    key = None if isinstance(material, HybridPrivate | HybridPublic) else material.private_key
    if alg == ES256 and isinstance(key, EllipticCurvePrivateKey):
        r, s = decode_dss_signature(key.sign(content, _ECDSA))
        return r.to_bytes(_P256_BYTES) + s.to_bytes(_P256_BYTES)
    if alg == ED25519 and isinstance(key, Ed25519PrivateKey):
        return key.sign(content)
    if alg == PS256 and isinstance(key, RSAPrivateKey):
        return key.sign(content, _PSS, _SHA256)
    raise BadAlgorithm


def verify(signature: bytes, content: bytes, *, alg: str, material: Material) -> None:
    """Verify a signature of exactly the form that `sign` gives.

    Raises:
        BadAlgorithm: the key is of another algorithm.
        BadSignature: it does not hold, or is of another length.
    """
    key = None if isinstance(material, HybridPrivate | HybridPublic) else material.public_key
    with turning_into(BadSignature):
        if alg == ES256 and isinstance(key, EllipticCurvePublicKey):
            key.verify(_as_der(signature), content, _ECDSA)
        elif alg == ED25519 and isinstance(key, Ed25519PublicKey):
            key.verify(signature, content)
        elif alg == PS256 and isinstance(key, RSAPublicKey):
            key.verify(signature, content, _PSS, _SHA256)
        else:
            raise BadAlgorithm


def _as_der(signature: bytes) -> bytes:
    """Write R ‖ S as the library reads it."""
    # The whole length, and no leading zeros left out: one signature has one spelling.
    if len(signature) != 2 * _P256_BYTES:
        raise BadSignature("length")
    return encode_dss_signature(int.from_bytes(signature[:_P256_BYTES]), int.from_bytes(signature[_P256_BYTES:]))
