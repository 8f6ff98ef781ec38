"""Hybrid public key encryption (HPKE-9-KE): how a content key travels to a post-quantum recipient.

draft-ietf-jose-hpke-pq-pqt, as protocol section 2 names it.

HPKE base mode (RFC 9180) in JOSE's key encryption form: KEM 0x647a (ML-KEM-768 with X25519), KDF 0x0011 (SHAKE256),
AEAD 0x0002 (AES-256-GCM), empty aad, info naming the content encryption. joserfc could take it only through
process-global state, so it stands here, beside it.
"""

import hashlib
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from keys.errors import CannotOpen, KeyNotValid, turning_into

ALG = "HPKE-9-KE"
SEED_BYTES = 32
EK_BYTES = 1120
ENCRYPTED_KEY_BYTES = 48
"""Lengths that protocol section 2 fixes; the encrypted key is the 32 bytes of the content key and a tag of 16."""
_MLKEM_PUBLIC_BYTES = 1184
_MLKEM_SEED_BYTES = 64
_EXPANDED_BYTES = 96
# Names the content encryption, so that a key wrapped for one cipher is never taken for another.
_INFO = b"JOSE-HPKE rcpt\xffA256GCM\xff"
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.AES_256_GCM)


@dataclass(frozen=True, slots=True, repr=False)
class HybridPublic:
    """The public half: `raw` is 1,216 bytes, ML-KEM-768 public ‖ X25519 public."""

    raw: bytes
    handle: MLKEM768X25519PublicKey


@dataclass(frozen=True, slots=True, repr=False)
class HybridPrivate:
    """The private half: a 32-byte seed, from which both private keys are expanded with SHAKE256."""

    seed: bytes
    public: HybridPublic
    handle: MLKEM768X25519PrivateKey


def read_public(raw: bytes) -> HybridPublic:
    """Read the 1,216 public bytes.

    Raises:
        KeyNotValid: another length, ML-KEM coefficients out of range, or an X25519 point of low order.
    """
    with turning_into(KeyNotValid):
        mlkem = MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_PUBLIC_BYTES])
        x25519 = read_x25519(raw[_MLKEM_PUBLIC_BYTES:])
    return HybridPublic(raw, MLKEM768X25519PublicKey(mlkem, x25519))


def read_private(seed: bytes) -> HybridPrivate:
    """Expand a 32-byte seed: SHAKE256(seed, 96) is the ML-KEM seed (64) ‖ the X25519 scalar (32).

    Raises:
        KeyNotValid: another length.
    """
    if len(seed) != SEED_BYTES:
        raise KeyNotValid("length")
    expanded = hashlib.shake_256(seed).digest(_EXPANDED_BYTES)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_BYTES])
    x25519 = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_BYTES:])
    raw = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    return HybridPrivate(seed, read_public(raw), MLKEM768X25519PrivateKey(mlkem, x25519))


def generate() -> HybridPrivate:
    """Make a new key from 32 bytes of the system's chance."""
    return read_private(secrets.token_bytes(SEED_BYTES))


def read_x25519(raw: bytes) -> X25519PublicKey:
    """Read an X25519 public key that contributes (RFC 7748 section 6.1).

    Raises:
        ValueError: another length, or a point of low order: any exchange with it gives zero.
    """
    public = X25519PublicKey.from_public_bytes(raw)
    # The exchange is the check: the library raises on a zero, and a point of low order gives it with any scalar.
    X25519PrivateKey.from_private_bytes(bytes(32)).exchange(public)
    return public


def wrap_key(cek: bytes, *, to: HybridPublic) -> tuple[bytes, bytes]:
    """Encrypt a 32-byte content key. Returns the encapsulated key `ek` (1,120) and the encrypted key (48 bytes)."""
    sealed = _SUITE.encrypt(cek, to.handle, info=_INFO)
    return sealed[:EK_BYTES], sealed[EK_BYTES:]


def unwrap_key(ek: bytes, encrypted_key: bytes, *, key: HybridPrivate) -> bytes:
    """Decrypt a content key.

    Raises:
        CannotOpen: a wrong length, or it was not encrypted to this key.
    """
    if (len(ek), len(encrypted_key)) != (EK_BYTES, ENCRYPTED_KEY_BYTES):
        raise CannotOpen("length")
    with turning_into(CannotOpen):
        return _SUITE.decrypt(ek + encrypted_key, key.handle, info=_INFO)
