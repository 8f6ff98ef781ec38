"""Key store: the vault, our private keys in one file, closed with a passphrase. How to live with it: CEREMONY.md.

The file is JSON: `version`, `salt`, `check`, `sealed`, `sum`. Version 1 means Argon2id with the costs of `keys.rest`;
from it come, by HKDF, the key that `sealed` (AES-256-GCM) is under and `check`, which tells a wrong passphrase from
a damaged file. `sum` is a plain digest of the rest: it finds the accident before the passphrase is blamed.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from keys import durable, rest
from keys.encoding import b64url, digest, unb64url
from keys.errors import CannotOpen, KeysError, Malformed, UnknownKey, VaultBroken, VaultLocked
from keys.jwk import PrivateKey, Purpose, Revocation
from keys.ring import Ring
from keys.strictjson import dumps, loads

VERSION = 1
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class _Lock:
    """What a passphrase and a salt give: the key to the content, and the check printed beside it."""

    salt: bytes
    key: bytes
    check: str


# Without slots: the ring is made once of the same keys.
@dataclass(frozen=True)
class _Content:
    data_key: bytes
    index_key: bytes
    keys: tuple[PrivateKey, ...]

    @cached_property
    def ring(self) -> Ring:
        return Ring(self.keys)


class Vault:
    """An open vault. Every change is on the disk before the method returns, or has not happened."""

    __slots__ = ("_content", "_lock", "_path")

    def __init__(self, path: Path, lock: _Lock, content: _Content) -> None:
        self._path, self._lock, self._content = path, lock, content

    def __repr__(self) -> str:
        return f"Vault({self._path.name}, {len(self._content.keys)} keys)"

    @classmethod
    def create(cls, path: Path, *, passphrase: bytes) -> Self:
        """Make a new vault with no keys in it but fresh ones for data at rest. The folder is made if missing (0700).

        Raises:
            VaultBroken: there is a file of this name already.
            VaultLocked: the passphrase is empty.
        """
        durable.make_folder(path.parent)
        with durable.alone(path.parent):
            if path.exists():
                raise VaultBroken("exists")
            lock = _lock(passphrase, secrets.token_bytes(rest.SALT_BYTES))
            content = _Content(secrets.token_bytes(rest.KEY_BYTES), secrets.token_bytes(rest.KEY_BYTES), ())
            _write(path, lock, content)
        return cls(path, lock, content)

    @classmethod
    def open(cls, path: Path, *, passphrase: bytes) -> Self:
        """Open a vault.

        Raises:
            VaultLocked: the passphrase is wrong.
            VaultBroken: the file is missing, damaged, readable by others, or of an unknown version.
        """
        document = _read(path)
        lock = _lock(passphrase, _bytes(document["salt"]))
        return cls(path, lock, _unsealed(document, lock))

    @property
    def ring(self) -> Ring:
        """The private keys; the same ring as long as they are the same."""
        return self._content.ring

    @property
    def data_key(self) -> bytes:
        """The 32-byte key under which the keys of data at rest are wrapped."""
        return self._content.data_key

    @property
    def index_key(self) -> bytes:
        """The 32-byte key of the hashes that are searched."""
        return self._content.index_key

    @property
    def row_key(self) -> bytes:
        """The 32-byte key of the MACs of rows that decide, made of the data key and good for nothing else."""
        return HKDFExpand(SHA256(), rest.KEY_BYTES, b"rows that decide").derive(self._content.data_key)

    def add(self, key: PrivateKey) -> None:
        """Keep a new key.

        Raises:
            WrongPurpose: the same key is kept for another purpose.
        """
        self._change(lambda keys: Ring((*keys, key)))

    def revoke(self, kid: str, revocation: Revocation) -> None:
        """Mark a key as revoked. It stays: what it signed before must still be told apart.

        Raises:
            UnknownKey: there is no such key.
        """

        def revoked(key: PrivateKey) -> PrivateKey:
            return replace(key, public=replace(key.public, revoked=revocation)) if key.kid == kid else key

        self._change(lambda keys: [revoked(key) for key in _having(keys, kid)])

    def remove(self, kid: str) -> None:
        """Destroy a key. What only it could open is lost.

        Raises:
            UnknownKey: there is no such key.
        """
        self._change(lambda keys: [key for key in _having(keys, kid) if key.kid != kid])

    def rewrap(self, *, passphrase: bytes) -> None:
        """Close the vault with a new passphrase and salt from now on. Older copies still open with the old one.

        Raises:
            VaultLocked: the passphrase is empty.
        """
        with durable.alone(self._path.parent):
            content = _unsealed(_read(self._path), self._lock)
            lock = _lock(passphrase, secrets.token_bytes(rest.SALT_BYTES))
            _write(self._path, lock, content)
        self._lock, self._content = lock, content

    def _change(self, step: Callable[[tuple[PrivateKey, ...]], Ring | list[PrivateKey]]) -> None:
        # Another process may have added a key since we looked: read again under the lock.
        with durable.alone(self._path.parent):
            content = _unsealed(_read(self._path), self._lock)
            content = replace(content, keys=tuple(step(content.keys)))
            _write(self._path, self._lock, content)
        self._content = content


def _lock(passphrase: bytes, salt: bytes) -> _Lock:
    if not passphrase:
        raise VaultLocked("no-passphrase")
    # Two labels, so that the check, which lies open in the file, says nothing of the key beside it.
    root = rest.stretch(passphrase, salt=salt)
    key, check = (HKDFExpand(SHA256(), rest.KEY_BYTES, info).derive(root) for info in (b"seal", b"check"))
    return _Lock(salt, key, b64url(check))


def _head(lock: _Lock) -> dict[str, Any]:
    return {"version": VERSION, "salt": b64url(lock.salt), "check": lock.check}


def _read(path: Path) -> dict[str, Any]:
    """Read the file as far as no passphrase is needed: three texts are there, and `sum` fits."""
    try:
        if path.stat().st_mode & _OTHERS:
            raise VaultBroken("readable-by-others")
        document = loads(path.read_bytes())
    except (OSError, Malformed) as error:
        raise VaultBroken("unreadable") from error
    if not isinstance(document, dict) or document.get("version") != VERSION:
        raise VaultBroken("version")
    content_sum = document.pop("sum", None)
    if document.keys() != {"version", "salt", "check", "sealed"} or content_sum != digest(dumps(document)):
        raise VaultBroken("sum")
    if not all(isinstance(document[name], str) for name in ("salt", "check", "sealed")):
        raise VaultBroken("member")
    if len(_bytes(document["salt"])) != rest.SALT_BYTES:
        raise VaultBroken("salt")
    return document


def _unsealed(document: Mapping[str, Any], lock: _Lock) -> _Content:
    if not secrets.compare_digest(lock.check.encode(), document["check"].encode()):
        raise VaultLocked("passphrase")
    try:
        opened = loads(rest.unwrap(lock.key, _bytes(document["sealed"]), aad=dumps(_head(lock))))
        keys = tuple(PrivateKey.from_jwk(each["jwk"], purpose=Purpose(each["purpose"])) for each in opened["keys"])
        return _Content(_bytes(opened["data_key"]), _bytes(opened["index_key"]), keys)
    except CannotOpen as error:
        raise VaultBroken("sealed") from error
    except (KeysError, KeyError, TypeError, ValueError) as error:
        raise VaultBroken("content") from error


def _write(path: Path, lock: _Lock, content: _Content) -> None:
    """Put the vault into its place. Whoever calls holds its folder alone."""
    opened = {
        "data_key": b64url(content.data_key),
        "index_key": b64url(content.index_key),
        "keys": [{"purpose": key.public.purpose, "jwk": key.to_jwk()} for key in content.keys],
    }
    document = _head(lock)
    document["sealed"] = b64url(rest.wrap(lock.key, dumps(opened), aad=dumps(_head(lock))))
    document["sum"] = digest(dumps(document))
    # What a crash left beside the vault opens with the passphrase of then.
    durable.forget_halves(path)
    durable.replace(path, dumps(document))


def _having(keys: tuple[PrivateKey, ...], kid: str) -> tuple[PrivateKey, ...]:
    if all(key.kid != kid for key in keys):
        raise UnknownKey
    return keys


def _bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise VaultBroken("member")
    try:
        return unb64url(text)
    except Malformed as error:
        raise VaultBroken("member") from error
