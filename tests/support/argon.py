"""Argon2id, once for each input: a passphrase costs 0.2 s of a processor by design, and the suite types thousands.

The same passphrase with the same salt gives the same key, so a repeated question gets the answer the real function
gave before. Processes of their own (`geleit serve`, the demonstration) know nothing of this and pay in full.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from keys import rest

_KEPT = 4096


@lru_cache(_KEPT)
def _derived(passphrase, salt, options):
    return Argon2id(salt=salt, **dict(options)).derive(passphrase)


@lru_cache(_KEPT)
def _refused(passphrase, phc):
    try:
        Argon2id.verify_phc_encoded(passphrase, phc)
    except (InvalidKey, ValueError) as error:
        return error
    return None


class Argon2idOnce:
    """What `keys.rest` uses of Argon2id."""

    def __init__(self, *, salt, **options):
        self.salt, self.options = salt, options

    def derive(self, passphrase):
        return _derived(bytes(passphrase), self.salt, tuple(sorted(self.options.items())))

    def derive_phc_encoded(self, passphrase):
        return Argon2id(salt=self.salt, **self.options).derive_phc_encoded(passphrase)

    @staticmethod
    def verify_phc_encoded(passphrase, phc):
        if error := _refused(bytes(passphrase), phc):
            raise error


def ask_once():
    """Let every test of this process ask Argon2id once for each input."""
    rest.Argon2id = Argon2idOnce
