"""Key ring: the public keys of others, the private ones of ours. A key is found by name and purpose together."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Literal, Protocol, Self, TypeVar

from keys import hpke
from keys.errors import Malformed, UnknownKey, WrongPurpose
from keys.jwk import PrivateKey, PublicKey, Purpose

KeyStatus = Literal["next", "current", "retired", "revoked"]
Purposes = Purpose | frozenset[Purpose]


class _Named(Protocol):
    @property
    def kid(self) -> str: ...


_Key = TypeVar("_Key", bound=_Named)


class KeySet:
    """Public keys, each thumbprint under one purpose only.

    Raises:
        WrongPurpose: the same thumbprint appears under two purposes.
    """

    __slots__ = ("_keys",)

    def __init__(self, keys: Iterable[PublicKey] = ()) -> None:
        self._keys = _indexed(keys, purpose=lambda key: key.purpose)

    def __iter__(self) -> Iterator[PublicKey]:
        return iter(self._keys.values())

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, kid: str, purpose: Purposes) -> PublicKey:
        """Return the key of this name, if it is for this purpose (or one of these).

        Raises:
            UnknownKey: there is no such key.
            WrongPurpose: there is, for another purpose.
        """
        key = _found(self._keys, kid)
        if key.purpose not in _all(purpose):
            raise WrongPurpose
        return key

    def of(self, purpose: Purposes) -> tuple[PublicKey, ...]:
        """Return every key of a purpose (or of these), valid or not."""
        return tuple(key for key in self if key.purpose in _all(purpose))

    def current(self, purpose: Purpose, at: datetime) -> PublicKey:
        """Return the key to use at an instant: valid, hybrid before classic, then the latest `nbf`.

        Raises:
            UnknownKey: no key of this purpose is valid then.
        """
        valid = [key for key in self.of(purpose) if key.valid_at(at)]
        if not valid:
            raise UnknownKey
        return max(valid, key=_rank)

    @classmethod
    def from_jwks(cls, document: object, purpose: Purpose) -> Self:
        """Read a JWK Set (RFC 7517 section 5) whose keys all serve one purpose.

        Raises:
            Malformed: it is no JWK Set, a key in it is wrong, or a `kid` stands in it twice.
            BadAlgorithm, KeyNotValid: see `PublicKey.from_jwk`.
        """
        if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
            raise Malformed("jwks")
        keys = [PublicKey.from_jwk(jwk, purpose=purpose) for jwk in document["keys"]]
        if len({key.kid for key in keys}) != len(keys):
            raise Malformed("duplicate-kid")
        return cls(keys)


class Ring:
    """Our private keys, each thumbprint under one purpose only.

    Raises:
        WrongPurpose: the same thumbprint appears under two purposes.
    """

    __slots__ = ("_keys", "_public")

    def __init__(self, keys: Iterable[PrivateKey] = ()) -> None:
        self._keys = _indexed(keys, purpose=lambda key: key.public.purpose)
        self._public = KeySet(key.public for key in self)

    def __iter__(self) -> Iterator[PrivateKey]:
        return iter(self._keys.values())

    def __len__(self) -> int:
        return len(self._keys)

    def __repr__(self) -> str:
        return f"Ring({', '.join(f'{key.public.purpose}:{key.kid}' for key in self)})"

    def find(self, kid: str, purpose: Purposes) -> PrivateKey:
        """Return the key of this name, if it is for this purpose (or one of these).

        Raises:
            UnknownKey, WrongPurpose: as for `KeySet.find`.
        """
        key = _found(self._keys, kid)
        if key.public.purpose not in _all(purpose):
            raise WrongPurpose
        return key

    def current(self, purpose: Purpose, at: datetime) -> PrivateKey:
        """Return the key to use at an instant: valid, hybrid before classic, then the latest `nbf`.

        Raises:
            UnknownKey: no key of this purpose is valid then.
        """
        return self._keys[self.public().current(purpose, at).kid]

    def next(self, purpose: Purpose, at: datetime) -> PrivateKey | None:
        """Return the key that becomes valid soonest after an instant, or None."""
        waiting = [key for key in self if key.public.purpose is purpose and self.standing(key.kid, at) == "next"]
        return min(waiting, key=lambda key: key.public.nbf, default=None)

    def public(self) -> KeySet:
        """Return the public halves."""
        return self._public

    def standing(self, kid: str, at: datetime) -> KeyStatus:
        """Say where a key stands at an instant.

        `revoked` from `revoked_at` on; `next` before `nbf`; `current` while it is the newest valid key of its purpose
        and algorithm; `retired` after.

        Raises:
            UnknownKey: there is no such key.
        """
        key = _found(self._keys, kid).public
        if key.revoked is not None and key.revoked.revoked_at <= at:
            return "revoked"
        if at < key.nbf:
            return "next"
        rivals = [k for k in self.public().of(key.purpose) if k.alg == key.alg and k.valid_at(at)]
        return "current" if rivals and max(rivals, key=_rank) is key else "retired"


def _rank(key: PublicKey) -> tuple[bool, datetime]:
    # Where a recipient publishes both suites, the post-quantum one is used (protocol section 2).
    return key.alg == hpke.ALG, key.nbf


def _all(purpose: Purposes) -> frozenset[Purpose]:
    return frozenset({purpose}) if isinstance(purpose, Purpose) else purpose


def _indexed(keys: Iterable[_Key], *, purpose: Callable[[_Key], Purpose]) -> dict[str, _Key]:
    index: dict[str, _Key] = {}
    for key in keys:
        # Under two purposes, what was signed for the one could be shown as the other (protocol section 1).
        if key.kid in index and purpose(index[key.kid]) is not purpose(key):
            raise WrongPurpose
        index[key.kid] = key
    return index


def _found(keys: dict[str, _Key], kid: str) -> _Key:
    try:
        return keys[kid]
    except KeyError as error:
        raise UnknownKey from error
