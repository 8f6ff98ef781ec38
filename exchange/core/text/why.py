"""Why a field leaves or stays: one table for what `permits` says, its sentence and what somebody can do about it."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.consent.permits import Rule
from exchange.core.packet.leave_out import LEFT_OUT
from exchange.core.said import Said
from exchange.core.text.explained import reason_of

_ASK_PERSON = Said(
    "Sprechen Sie mit der Person: Eine Einwilligung müsste das nennen (geleit consent form). Sonst bleibt es hier.",
    "Talk to the person: a consent would have to name this (geleit consent form). Otherwise it stays here.",
)
_RENEW = Said(
    "Fragen Sie die Person, ob sie verlängern will (geleit consent renew).",
    "Ask the person whether they want to renew (geleit consent renew).",
)
_NO = Said(
    "Ein Nein gilt, ohne Grund. Nur die Person selbst kann es ändern.",
    "A no holds, without a reason. Only the person can change it.",
)
_CONSENT = Said("Holen Sie die Einwilligung der Person ein.", "Ask the person for their consent.")
_STAYS = Said("Nichts: Es soll hier bleiben.", "Nothing: it is meant to stay here.")
STAYED = Said("Jemand hat gesagt, dass es hier bleibt.", "Somebody said that it stays here.")
WHOLE = Said(
    "Die Einwilligung galt in diesem Augenblick nicht; dann geht das Ganze nicht.",
    "The consent did not stand at that moment; then nothing of it goes.",
)
DO: Mapping[str, Said] = MappingProxyType(
    {
        f"{Rule.FORBIDDEN}:*": Said("Nehmen Sie es heraus; es geht nie mit.", "Take it out; it never goes."),
        f"{Rule.CATEGORY_PARTNER}:*": Said(
            "Lassen Sie es hier, oder wählen Sie eine Stelle, die es bekommen darf.",
            "Leave it here, or choose a partner that may have it.",
        ),
        f"{Rule.PROFILE}:*": Said("Lassen Sie es hier.", "Leave it here."),
        f"{Rule.PROVENANCE}:unknown": Said("Schreiben Sie dazu, von wem es ist.", "Say whose words it is."),
        f"{Rule.PROVENANCE}:*": Said(
            "Die Person müsste die Fachperson dafür von der Schweigepflicht entbinden. Sonst bleibt es hier.",
            "The person would have to release the professional from secrecy for it. Otherwise it stays here.",
        ),
        f"{Rule.CLAUSE}:not-yet": Said("Warten Sie, bis die Klausel gilt.", "Wait until the clause holds."),
        f"{Rule.CLAUSE}:expired": _RENEW,
        f"{Rule.CLAUSE}:refused": _NO,
        f"{Rule.CLAUSE}:not-under-sgb1-35": _CONSENT,
        f"{Rule.CLAUSE}:service-of-health": _CONSENT,
        f"{Rule.CLAUSE}:special-category": _CONSENT,
        f"{Rule.CLAUSE}:justification": Said("Schreiben Sie die Begründung dazu.", "Add the justification."),
        f"{Rule.CLAUSE}:four-eyes": Said("Bitten Sie jemanden, es freizugeben.", "Ask somebody to approve it."),
        f"{Rule.CLAUSE}:*": _ASK_PERSON,
        LEFT_OUT: _STAYS,
    }
)
"""By what refused; `x:*` is for every detail that begins so."""


def sentence_of(reason: str) -> Said:
    """Why it stays."""
    return STAYED if reason == LEFT_OUT else reason_of(reason)


def remedy_of(reason: str) -> Said:
    """What somebody can do about it; nothing where it goes."""
    return DO.get(reason) or DO.get(f"{reason.partition(':')[0]}:*") or Said()
