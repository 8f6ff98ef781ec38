"""Encryption at rest: authenticated encryption under a key, keyed hashes for searching, stretched passphrases."""

import hmac
import secrets
import threading

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from keys.encoding import b64url
from keys.errors import CannotOpen, KeyNotValid, turning_into

KEY_BYTES = 32
SALT_BYTES = 16
_NONCE_BYTES = 12
# RFC 9106 section 4, second recommended option: 64 MiB, three passes, four lanes.
_MEMORY_KIB, _PASSES, _LANES = 64 * 1024, 3, 4
# OpenSSL counts the threads of the lanes for the whole process: two derivations at once wait for each other for ever,
# or fail for want of memory.
_ONE_AT_A_TIME = threading.Lock()


def wrap(key: bytes, data: bytes, *, aad: bytes) -> bytes:
    """Encrypt with AES-256-GCM. Returns nonce (12 bytes, random) ‖ ciphertext ‖ tag (16 bytes).

    `aad` names the place the data belongs to, so that a value moved elsewhere does not open. One key takes at most
    2^32 values (NIST SP 800-38D section 8.3).

    Raises:
        KeyNotValid: the key is not 32 bytes.
    """
    # Random and not counted: several processes use one key, and none knows how far the others have counted.
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, data, aad)


def unwrap(key: bytes, data: bytes, *, aad: bytes) -> bytes:
    """Decrypt what `wrap` made.

    Raises:
        CannotOpen: another key, another place, or changed.
        KeyNotValid: the key is not 32 bytes.
    """
    with turning_into(CannotOpen):
        return _cipher(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], aad)


def keyed_hash(key: bytes, text: str) -> str:
    """Return a base64url HMAC-SHA256 of text, to search for a value without storing it."""
    # Keyed: references are few enough that whoever held a plain digest could try them all.
    return b64url(hmac.digest(key, text.encode(), "sha256"))


def mac(key: bytes, words: bytes) -> bytes:
    """Return the 32-byte HMAC-SHA256 of what nobody without the key may say."""
    return hmac.digest(key, words, "sha256")


def same(one: bytes, other: bytes) -> bool:
    """Compare two MACs in a time that says nothing of where they differ."""
    return hmac.compare_digest(one, other)


def passphrase_hash(passphrase: bytes) -> str:
    """Return an Argon2id hash in PHC form, with its own random salt."""
    with _ONE_AT_A_TIME:
        return _argon2(secrets.token_bytes(SALT_BYTES)).derive_phc_encoded(passphrase)


def passphrase_matches(passphrase: bytes, phc: str) -> bool:
    """Say whether a passphrase is the one a PHC string was made of. A string that is none matches nothing."""
    try:
        with _ONE_AT_A_TIME:
            Argon2id.verify_phc_encoded(passphrase, phc)
    except (InvalidKey, ValueError):
        return False
    return True


def stretch(passphrase: bytes, *, salt: bytes) -> bytes:
    """Return 32 bytes of key from a passphrase, slowly (Argon2id)."""
    with _ONE_AT_A_TIME:
        return _argon2(salt).derive(passphrase)


def _argon2(salt: bytes) -> Argon2id:
    return Argon2id(salt=salt, length=KEY_BYTES, iterations=_PASSES, lanes=_LANES, memory_cost=_MEMORY_KIB)


def _cipher(key: bytes) -> AESGCM:
    if len(key) != KEY_BYTES:
        raise KeyNotValid("length")
    return AESGCM(key)
