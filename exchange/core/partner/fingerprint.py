"""Fingerprint of a partner: one short text for all keys of its document, which people read to each other.

A partner's federation pin names one key; whoever alters the document on its way would alter another.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from exchange.core.errors import Refusal

_BYTES, _GROUP = 15, 4


class FingerprintMismatch(Refusal):
    """The fingerprint typed is not that of the keys in this document."""

    code = "SENDER_FINGERPRINT_MISMATCH"
    de = "Der eingegebene Fingerabdruck ist nicht der der Schlüssel in diesem Dokument."
    fix_de = (
        "Lassen Sie ihn sich von der Stelle am Telefon vorlesen (sie sieht ihn bei geleit partner init), unter einer "
        "Nummer, die Sie schon hatten. Stimmt er wieder nicht, ist das Dokument nicht das ihre: Nehmen Sie es nicht an."
    )
    fix_en = (
        "Have the partner read it to you over a number you had before (geleit partner init shows it to them). If it "
        "differs again the document is not theirs: do not take it."
    )


def fingerprint(jwks: Mapping[str, Any]) -> str:
    """The fingerprint of all keys by purpose, `{purpose: JWK Set}`, as people read it: `ABCD-EFGH-…`, 24 letters.

    Base32 of the first 15 bytes of SHA-256 over the lines `<purpose> <kid>`, sorted; a `kid` is the key's thumbprint
    (RFC 7638), so it stands for the key.
    """
    lines = sorted(f"{purpose} {jwk['kid']}\n" for purpose, published in jwks.items() for jwk in published["keys"])
    text = base64.b32encode(hashlib.sha256("".join(lines).encode()).digest()[:_BYTES]).decode("ascii")
    return "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))


def fingerprint_of_document(document: Mapping[str, Any]) -> str:
    """The fingerprint of a partner's document, which names its sets `<purpose>_jwks`."""
    sets = {name.removesuffix("_jwks"): value for name, value in document.items() if name.endswith("_jwks")}
    return fingerprint(sets)


def check_fingerprint(jwks: Mapping[str, Any], *, typed: str) -> None:
    """Compare what somebody typed with the fingerprint; blanks, hyphens and small letters do not matter.

    Raises:
        FingerprintMismatch: it is another.
    """
    if _plain(typed) != _plain(fingerprint(jwks)):
        raise FingerprintMismatch


def _plain(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper()
