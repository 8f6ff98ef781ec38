"""Detector kinds: what is looked for, whether it stops a text or only asks a person, and what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exchange.core.said import Said

VERSION = 1
"""Of the detectors as a whole, kept with every verdict: another version may find something else in the same text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingKind:
    """One kind of thing that is found, and how severe that is.

    A text that holds what `blocks` is refused; for all else a person says that it may stand there. `exact` where the
    form tells it; else it is a guess.
    """

    blocks: bool
    exact: bool
    said: Said


def _blocked(german: str, english: str) -> FindingKind:
    return FindingKind(blocks=True, exact=True, said=Said(german, english))


KINDS: Mapping[str, FindingKind] = MappingProxyType(
    {
        "customer-number": _blocked("Es ist eine Kundennummer.", "It is a customer number."),
        "benefit-community-number": _blocked(
            "Es ist die Nummer einer Bedarfsgemeinschaft.", "It is the number of a benefit community."
        ),
        "social-insurance-number": _blocked(
            "Es ist eine Sozialversicherungsnummer.", "It is a social insurance number."
        ),
        "iban": _blocked("Es ist eine Kontonummer (IBAN).", "It is the number of an account (IBAN)."),
        "tax-id": _blocked("Es ist eine Steuernummer.", "It is a tax number."),
        "health-insurance-number": _blocked(
            "Es ist eine Versichertennummer der Krankenkasse.", "It is a health insurance number."
        ),
        "atc": _blocked("Es ist ein Arzneimittelschlüssel (ATC).", "It is a code of a medicine (ATC)."),
        "icd": _blocked("Es ist ein Diagnoseschlüssel (ICD).", "It is a code of a diagnosis (ICD)."),
        "ops": _blocked("Es ist ein Schlüssel einer Behandlung (OPS).", "It is a code of a procedure (OPS)."),
        "dose": _blocked("Es ist die Dosis eines Medikaments.", "It is the dose of a medicine."),
    }
)
"""By code, in the order in which they are looked for."""

BLOCKING = tuple(code for code, kind in KINDS.items() if kind.blocks)
