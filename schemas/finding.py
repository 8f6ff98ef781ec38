"""Lint findings: what a check of a schema or a profile says: a place and a rule, in German and English."""

from dataclasses import dataclass

_WORDS = {
    "category-conflict": ("Zwei Datenkategorien für denselben Wert.", "Two data categories for one value."),
    "category-misplaced": (
        "Diese Datenkategorie gehört nicht in diese Leistung.",
        "This data category does not belong to this service.",
    ),
    "category-missing": ("Der Wert hat keine Datenkategorie.", "The value has no data category."),
    "category-unknown": ("Die Datenkategorie ist nicht bekannt.", "The data category is not known."),
    "codes-differ": (
        "Die Aufzählung weicht von codes.json ab.",
        "The enumeration differs from codes.json.",
    ),
    "dialect": ("$schema muss JSON Schema 2020-12 nennen.", "$schema must name JSON Schema 2020-12."),
    "diagnosis-unsealed": (
        "Diagnosen sind nur als versiegelter Teil erlaubt.",
        "Diagnoses are allowed only as a sealed part.",
    ),
    "forbidden": ("Diese Angabe ist überall verboten.", "This value is forbidden everywhere."),
    "format-unknown": ("Das Format wird nicht geprüft.", "The format is not checked."),
    "identifier": (
        "$id muss urn:geleit:schema:<Name>:<Zahl> sein und zum Dateinamen passen.",
        "$id must be urn:geleit:schema:<name>:<number> and match the file name.",
    ),
    "invalid-schema": ("Das ist kein gültiges JSON Schema.", "This is not a valid JSON Schema."),
    "keyword": ("Dieses Schlüsselwort verwenden wir nicht.", "We do not use this keyword."),
    "note-too-long": ("Freitext hat höchstens 1000 Zeichen.", "Free text has at most 1000 characters."),
    "open": (
        "Das Objekt muss mit unevaluatedProperties:false geschlossen sein.",
        "The object must be closed with unevaluatedProperties:false.",
    ),
    "pattern": (
        "Der reguläre Ausdruck liegt außerhalb der gemeinsamen Untermenge.",
        "The regular expression lies outside the portable subset.",
    ),
    "profile-form": ("Das Profil ist hier nicht wohlgeformt.", "The profile is not well formed here."),
    "profile-refuses-required": (
        "Das Profil schließt eine Pflichtangabe aus; so wäre nichts mehr gültig.",
        "The profile refuses a required value; nothing could be valid.",
    ),
    "profile-unknown-property": (
        "Das Profil nennt eine Angabe, die das Schema nicht hat.",
        "The profile names a property the schema does not have.",
    ),
    "profile-widens": (
        "Das Profil darf nur einschränken, nie erweitern.",
        "The profile may only narrow, never widen.",
    ),
    "reference": ("Der Verweis führt nirgendwohin.", "The reference leads nowhere."),
    "required-unknown": (
        "Eine Pflichtangabe ist im Schema nicht beschrieben.",
        "A required property is not described by the schema.",
    ),
    "sealed-shape": (
        "Ein versiegelter Teil wird nur durch section-sealed beschrieben.",
        "A sealed part is described by section-sealed alone.",
    ),
    "sensitive-unmarked": (
        "Besondere Kategorie ohne x-sensitive (Art. 9 DSGVO).",
        "Special category without x-sensitive (Art. 9 GDPR).",
    ),
    "source": ("x-source nennt eine unbekannte Herkunft.", "x-source names an unknown source."),
    "texts": (
        "Titel und Beschreibung müssen deutsch und englisch sein.",
        "Title and description must be German and English.",
    ),
    "too-deep": (
        "Ab dieser Zeile tiefer als 64 Ebenen geschachtelt; schreiben Sie flacher, oder teilen Sie mit $ref und $defs.",
        "Nested deeper than 64 levels from this line on; write it flatter, or split it with $ref and $defs.",
    ),
    "unbounded": ("Dem Wert fehlt eine Obergrenze.", "The value has no upper bound."),
    "unreadable": ("Die Datei ist kein JSON-Objekt.", "The file is not a JSON object."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One breach: `path` is a JSON Pointer in the schema or profile, behind a file's name where files were checked."""

    path: str
    rule: str
    message_de: str
    message_en: str


def found(path: str, rule: str) -> Finding:
    """Make a finding with the words of its rule."""
    return Finding(path, rule, *_WORDS[rule])
