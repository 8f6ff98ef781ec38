"""Error translation: the errors of this package, and the one boundary at which a library's exceptions become ours.

KeysError
├ Malformed, TooLarge, WrongType, BadAlgorithm        the object is not of the shape asked for
├ UnknownKey, WrongPurpose, KeyNotValid               the key is not one that may do this
├ BadSignature, CannotOpen, BadDigest                 the mathematics say no
└ VaultLocked, VaultBroken                            our own keys are not at hand
"""

from collections.abc import Iterator
from contextlib import contextmanager

from cryptography.exceptions import InvalidKey, InvalidSignature, InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from joserfc.errors import JoseError

# What joserfc and cryptography were seen to raise on hostile input (Wycheproof). binascii.Error, JSONDecodeError,
# UnicodeError are ValueErrors; an AssertionError is how joserfc says that a header member is missing.
FOREIGN = (
    JoseError,
    ValueError,
    TypeError,
    KeyError,
    AssertionError,
    OverflowError,
    RecursionError,
    InvalidKey,
    InvalidSignature,
    InvalidTag,
    InvalidUnwrap,
    UnsupportedAlgorithm,
)


class KeysError(Exception):
    """A cryptographic operation could not be done."""

    code = "keys-error"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        sentence = (self.__doc__ or self.code).partition("\n")[0]
        return f"{sentence} ({self.detail})" if self.detail else sentence


class Malformed(KeysError):
    """This is not a well-formed object of its kind."""

    code = "malformed"


class TooLarge(KeysError):
    """This object is larger than its kind allows."""

    code = "too-large"


class WrongType(KeysError):
    """This object is of another type than the one asked for."""

    code = "wrong-type"


class BadAlgorithm(KeysError):
    """This algorithm is not allowed here."""

    code = "bad-algorithm"


class UnknownKey(KeysError):
    """No key of this name is known."""

    code = "unknown-key"


class WrongPurpose(KeysError):
    """This key exists for another purpose."""

    code = "wrong-purpose"


class BadSignature(KeysError):
    """The signature does not fit the content."""

    code = "bad-signature"


class CannotOpen(KeysError):
    """This cannot be decrypted with the key named."""

    code = "undecryptable"


class KeyNotValid(KeysError):
    """This key is too weak, damaged, or outside its time."""

    code = "key-not-valid"


class BadDigest(KeysError):
    """The content is not the one the digest was made of."""

    code = "digest-mismatch"


class VaultLocked(KeysError):
    """The vault stays locked: the passphrase is missing or wrong."""

    code = "vault-locked"


class VaultBroken(KeysError):
    """The vault is missing, damaged, readable by others, or of an unknown version."""

    code = "vault-broken"


@contextmanager
def turning_into(failure: type[KeysError]) -> Iterator[None]:
    """Run a block of library calls; whatever they refuse is raised as `failure`, with its cause."""
    try:
        yield
    except FOREIGN as error:
        raise failure from error
