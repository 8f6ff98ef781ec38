"""Sealed part (JWE): whether it can be opened by the partner it goes to. Only its protected header is looked at.

A sealed part is a field that somebody sealed to the partner past the Jobcenter and the hub (protocol section 2). What
is inside fills one of the buckets, so that a part that was cut off shows by its length.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from exchange.core.consent.field import is_sealed, sealed_header
from exchange.core.errors import Refusal
from exchange.core.packet.padding import KIBIBYTE, encoded
from exchange.core.partner.partner import Partner
from exchange.core.said import NOTHING, Said

CONTENT_BUCKETS = tuple(size * KIBIBYTE for size in (4, 8, 16, 32, 64, 128, 188))
"""In bytes, of what is sealed: the largest is what a part's 262,144 characters have room for."""
_LENGTHS = frozenset(map(encoded, CONTENT_BUCKETS))
_IV, _TAG = encoded(12), encoded(16)
_SEGMENT = re.compile("[A-Za-z0-9_-]+")


class Unfit(StrEnum):
    """Why a part cannot travel as it is, by `SealedPartUnfit.detail`."""

    FORM = "sealed-form"
    RECIPIENT = "sealed-recipient"
    KEY = "sealed-key"
    TWICE = "sealed-twice"
    SIZE = "sealed-size"
    CATEGORY = "sealed-category"


_DO: Mapping[str, Said] = {
    Unfit.FORM: Said(
        "Lassen Sie die Datei noch einmal schicken, ganz und unverändert, wie geleit seal-part sie geschrieben hat.",
        "Have the file sent once more, whole and unchanged, as geleit seal-part wrote it.",
    ),
    Unfit.RECIPIENT: Said(
        "Lassen Sie den Teil für die Stelle versiegeln, an die er gehen soll: geleit seal-part … --for STELLE.json.",
        "Have it sealed for the partner it is to go to: geleit seal-part … --for PARTNER.json.",
    ),
    Unfit.KEY: Said(
        "Lassen Sie ihn neu versiegeln, mit dem heutigen Dokument der Stelle: geleit seal-part … --for STELLE.json.",
        "Have it sealed anew with the partner's document of today: geleit seal-part … --for PARTNER.json.",
    ),
    Unfit.TWICE: Said(
        "Versiegeln Sie die ursprüngliche Datei. Was versiegelt ist, geht so, wie es ist, an das Jobcenter.",
        "Seal the original file. What is sealed already goes to the Jobcenter as it is.",
    ),
    Unfit.SIZE: Said(
        "Kürzen Sie die Datei, oder speichern Sie Bilder kleiner.",
        "Shorten the file, or save pictures smaller.",
    ),
    Unfit.CATEGORY: Said(
        "Nennen Sie mit --categories, wovon die Datei handelt.", "Say with --categories what the file is about."
    ),
}
_WHAT: Mapping[str, Said] = {
    Unfit.FORM: Said(
        "Das ist kein ganzer versiegelter Teil, oder er sagt von sich etwas anderes, als daneben steht.",
        "This is no whole sealed part, or it says something else of itself than what stands beside it.",
    ),
    Unfit.RECIPIENT: Said("Er ist für eine andere Stelle versiegelt.", "It is sealed for another partner."),
    Unfit.KEY: Said(
        "Die Stelle hat inzwischen einen anderen Schlüssel.", "The partner has got another key since it was sealed."
    ),
    Unfit.TWICE: Said("Diese Datei ist schon versiegelt.", "This file is sealed already."),
    Unfit.SIZE: Said("Die Datei ist zu groß.", "The file is too large."),
    Unfit.CATEGORY: Said(
        "Es fehlt, wovon die Datei handelt, oder so etwas gehört nicht in einen versiegelten Teil.",
        "What it is about is missing, or is nothing for a sealed part.",
    ),
}


_FORM: Mapping[str, Said] = {
    Unfit.FORM: Said("die Datei, die geleit seal-part schreibt", "the file that geleit seal-part writes"),
    Unfit.RECIPIENT: Said("ein Teil für genau diese Stelle", "a part for this very partner"),
    Unfit.KEY: Said("ein Teil für den Schlüssel von heute", "a part for the key of today"),
    Unfit.TWICE: Said("die Datei, wie sie vorher war", "the file as it was before"),
    Unfit.SIZE: Said("höchstens 136 KiB je Teil", "at most 136 KiB a part"),
}


class SealedPartUnfit(Refusal):
    """This sealed part cannot be used as it is."""

    code = "SENDER_SEALED_PART_UNFIT"
    de = "Dieser versiegelte Teil ist so nicht zu gebrauchen."

    def __init__(self, detail: str = "", *, pointer: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(detail, pointer=pointer, allowed=allowed)
        if detail in _DO:
            self.saying(what=_WHAT[detail], form=_FORM.get(detail, NOTHING), do=_DO[detail])


def unfit_for(part: object, partner: Partner) -> Unfit | None:
    """Why the partner could not open a part; None where it could, for all that can be seen from outside."""
    if not isinstance(part, dict) or not is_sealed(part) or not _is_whole(part["jwe"]):
        return Unfit.FORM
    header = sealed_header(part["jwe"])
    if header.get("aud") != partner.entity:
        return Unfit.RECIPIENT
    return None if header.get("kid") in _published(partner.jwks) else Unfit.KEY


def _is_whole(jwe: str) -> bool:
    """Whether the parts behind the header have the lengths they have to have."""
    _, wrapped, iv, content, tag = jwe.split(".")
    every = all(_SEGMENT.fullmatch(one) for one in (wrapped, iv, content, tag))
    return every and (len(iv), len(tag)) == (_IV, _TAG) and len(content) in _LENGTHS


def _published(jwks: Mapping[str, Any]) -> frozenset[object]:
    return frozenset(one.get("kid") for one in jwks.get("enc", {}).get("keys", ()))
