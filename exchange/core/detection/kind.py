"""Detector kinds: what is looked for, whether it stops a text or only asks a person, and what it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from exchange.core.said import Said

VERSION = 2
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


def _doubtful(german: str, english: str, *, exact: bool = False) -> FindingKind:
    return FindingKind(blocks=False, exact=exact, said=Said(german, english))


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
        "medication": _doubtful("Es klingt nach einem Medikament.", "It sounds like a medicine."),
        "name": _doubtful("Es klingt nach dem Namen eines anderen.", "It sounds like somebody else's name."),
        "birth-date": _doubtful(
            "Es klingt nach dem Geburtsdatum eines anderen.", "It sounds like somebody else's date of birth."
        ),
        "kin": _doubtful("Es geht wohl um Angehörige.", "It seems to be about relatives."),
        "file-author": _doubtful("In der Datei steht, wer sie schrieb.", "The file says who wrote it.", exact=True),
        "file-location": _doubtful(
            "In der Datei steht, wo sie aufgenommen wurde.", "The file says where it was taken.", exact=True
        ),
        "file-comment": _doubtful("In der Datei stehen Anmerkungen.", "There are comments in the file.", exact=True),
        "file-history": _doubtful(
            "In der Datei stehen frühere Fassungen, oder wann sie gedruckt wurde.",
            "The file holds earlier versions, or when it was printed.",
            exact=True,
        ),
        "file-thumbnail": _doubtful(
            "In der Datei steckt ein kleines Bild von früher.",
            "There is a small picture of before in the file.",
            exact=True,
        ),
        "file-unread": _doubtful(
            "Was die Datei von sich sagt, war nicht zu lesen.",
            "What the file says of itself could not be read.",
            exact=True,
        ),
        "sealed-unread": _doubtful(
            "Das ist versiegelt: Niemand hier hat hineingesehen.",
            "This is sealed: nobody here has looked into it.",
            exact=True,
        ),
    }
)
"""By code, in the order in which they are looked for."""

WARNING = tuple(code for code, kind in KINDS.items() if not kind.blocks)
BLOCKING = tuple(code for code, kind in KINDS.items() if kind.blocks)
