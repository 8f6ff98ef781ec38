"""Parse error in words: where a JSON document cannot be read on, and why, without a word of what it holds."""

import json
from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.errors import Malformed
from exchange.core.said import Said

_WHY: Mapping[str, Said] = MappingProxyType(
    {
        "Expecting property name": Said(
            "Hier muss ein Feldname in Anführungszeichen stehen; nach dem letzten Feld steht kein Komma.",
            "There has to be a member's name in quotes here; after the last member there is no comma.",
        ),
        "Illegal trailing comma": Said(
            "Nach dem letzten Feld steht ein Komma.", "There is a comma after the last one."
        ),
        "Expecting ',' delimiter": Said(
            "Hier fehlt ein Komma oder eine Klammer.", "A comma or a bracket is missing here."
        ),
        "Expecting ':' delimiter": Said("Hier fehlt ein Doppelpunkt.", "A colon is missing here."),
        "Expecting value": Said("Hier fehlt ein Wert.", "A value is missing here."),
        "Extra data": Said("Nach dem Ende steht noch etwas.", "There is something after the end."),
        "Unterminated string": Said("Ein Text hat kein Anführungszeichen am Ende.", "A text has no quote at its end."),
        "Invalid control character": Said(
            "Mitten im Text steht ein Zeilenumbruch oder Steuerzeichen.", "There is a line break or control in a text."
        ),
        "Invalid \\escape": Said("Nach dem \\ steht ein falsches Zeichen.", "There is a wrong character after the \\."),
    }
)
_TWICE = Said("Ein Feld steht doppelt.", "A member is there twice.")
_DEEP = Said("Es ist zu tief geschachtelt (höchstens 16 Ebenen).", "It is nested too deep (at most 16 levels).")
_NOT_UTF8 = Said("Die Datei ist nicht in UTF-8 geschrieben.", "The file is not written in UTF-8.")
_ENCODING = Said("UTF-8 ohne BOM", "UTF-8 without a BOM")
_OTHERWISE = Said("Hier geht es nicht weiter.", "It cannot be read on from here.")


def misread(detail: str, *, cause: object = None) -> Malformed:
    """The error for a document that could not be read: `detail` is the reader's code, `cause` what it stumbled over."""
    error = Malformed(detail)
    if isinstance(cause, json.JSONDecodeError):
        why = next((said for begin, said in _WHY.items() if cause.msg.startswith(begin)), _OTHERWISE)
        line, column = cause.lineno, cause.colno
        what = Said(f"Zeile {line}, Spalte {column}: {why.de}", f"Line {line}, column {column}: {why.en}")
        return error.saying(what=what, where=f"{line}:{column}")
    if isinstance(cause, UnicodeError):
        return error.saying(what=_NOT_UTF8, form=_ENCODING)
    return error.saying(what={"duplicate-member": _TWICE, "depth": _DEEP}.get(detail, Said()))
