"""Keys (CR): what is published of the hub's and partners' keys is whole, strong, of one purpose, and ends in time."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from exchange.core.compliance.case import PublishedKeys
from exchange.core.compliance.house import HubCase, PartnerCase
from exchange.core.compliance.outcome import Look, Looked, RuleOutcome

SUCCESSOR = timedelta(days=7)
"""So long before a key ends its successor is there (protocol section 1)."""
_SIGNING = frozenset({"ES256", "Ed25519", "PS256"})
_SEALING = frozenset({"HPKE-9-KE", "ECDH-ES+A256KW"})
_ENC = "enc"
_LEAST_MODULUS = 3000
_ENTRY = ("kid", "alg", "nbf", "exp")


@dataclass(frozen=True, slots=True)
class Judged:
    """What is true of published keys whoever asks: what was looked at, and whether they are strong, apart and whole."""

    looked: Sequence[Looked]
    strong: bool
    apart: bool
    whole: bool


def cr_02(case: HubCase | PartnerCase) -> RuleOutcome:
    """Only listed algorithms, RSA of 3000 bits or more, and no key that serves two purposes."""
    look, keys = Look(), _judged(case.keys)
    look.seen.extend(keys.looked)
    if not keys.looked:
        return look.misses("die Liste der Schlüssel", "the list of keys")
    return look.passes(keys.strong and keys.apart)


def cr_04(case: HubCase | PartnerCase) -> RuleOutcome:
    """Each key is listed with its name, algorithm, beginning and end, under one purpose and one owner."""
    look, keys = Look(), _judged(case.keys)
    look.seen.extend(keys.looked)
    if not keys.looked:
        return look.misses("die Liste der Schlüssel", "the list of keys")
    return look.passes(case.subject and keys.whole)


def cr_05(case: HubCase | PartnerCase) -> RuleOutcome:
    """A key that ends within a week has a successor of its purpose that is valid beyond it."""
    look = Look()
    if isinstance(case, PartnerCase) and not case.is_current:
        return look.does_not_concern("ein neueres Dokument gilt", "a newer document holds")
    ends: dict[str, list[datetime]] = {}
    for purpose, key in case.keys.each:
        if "revoked" not in key and "exp" in key:
            ends.setdefault(purpose, []).append(datetime.fromtimestamp(int(key["exp"]), tz=UTC))
    if not ends:
        return look.misses("das Ende der Schlüssel", "the end of the keys")
    for purpose, those in sorted(ends.items()):
        look.at(f"end.{purpose}", max(those).date().isoformat())
    return look.passes(all(case.at + SUCCESSOR < max(those) for those in ends.values()))


@lru_cache(maxsize=64)
def _judged(keys: PublishedKeys) -> Judged:
    """Judge keys once: the hub's are the same for every packet until one of them is rotated."""
    purposes: dict[str, set[str]] = {}
    for purpose, key in keys.each:
        purposes.setdefault(str(key.get("kid")), set()).add(purpose)
    return Judged(
        looked=tuple(Looked(f"key.{purpose}", f"{key.get('alg')} {key.get('kid', '?')}") for purpose, key in keys.each),
        strong=all(_is_strong(purpose, key) for purpose, key in keys.each),
        apart=all(len(one) == 1 for one in purposes.values()),
        whole=all(_is_whole(key) for _, key in keys.each),
    )


def _is_strong(purpose: str, key: Mapping[str, Any]) -> bool:
    listed = key.get("alg") in (_SEALING if purpose == _ENC else _SIGNING)
    return listed and _bits(key) >= _LEAST_MODULUS


def _is_whole(key: Mapping[str, Any]) -> bool:
    return all(key.get(one) for one in _ENTRY) and int(key["nbf"]) < int(key["exp"])


def _bits(key: Mapping[str, Any]) -> int:
    """The length of an RSA modulus; curves are as long as their algorithm says."""
    modulus = str(key.get("n", ""))
    if key.get("kty") != "RSA":
        return _LEAST_MODULUS
    return int.from_bytes(base64.urlsafe_b64decode(modulus + "=" * (-len(modulus) % 4))).bit_length()
