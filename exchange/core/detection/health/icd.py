"""ICD-10-GM codes of diagnoses: a letter, two digits, a point and more, like F32.1."""

import re

from exchange.core.detection.health.place import before, names_a_place
from exchange.core.detection.plain import EDGE, END

# `-` stands for what is not said, G, V, A or Z for how sure it is.
_CODE = re.compile(
    rf"{EDGE}(?P<letter>[A-Za-z])(?P<gap>[ -]?)[0-9]{{2}}"
    rf"(?:(?P<point>[.,])(?P<sub>[0-9]{{1,2}}|-)(?![0-9]))?[!*+†]?(?P<mark>[GVAZ]?){END}"
)
_MIND = "F"
"""The chapter on the mind: of it any code counts; of the others B12 or A66 would be taken for a disease."""
_SPACED = re.compile(rf"\bICD(?:-10)?(?:-GM)?:? ?[A-Z] ?[0-9] ?[0-9] ?[.,] ?[0-9]{END}", re.IGNORECASE)
_NAMED = re.compile(r"(?:\bICD|diagnos|\bDx\b)[^.;!?]{0,30}$", re.IGNORECASE)


def has_icd(text: str) -> bool:
    """Whether a plain text holds one."""
    return any(_is_one(text, code) for code in _CODE.finditer(text)) or _SPACED.search(text) is not None


def _is_one(text: str, code: re.Match[str]) -> bool:
    if names_a_place(text, code):
        return False
    named = _NAMED.search(before(text, code.start())) is not None
    letter, tight = code["letter"], not code["gap"]
    if not code["point"]:
        return tight and (named or letter == _MIND or (letter.isupper() and code["mark"] in {"G", "V", "Z"}))
    if tight and code["point"] == "." and code["sub"] != "-" and letter.isupper():
        return True
    # Other spellings of a code with its point: a blank, a comma, a small letter.
    return named or letter.upper() == _MIND
