"""Plain language (DIN 8581-1, Einfache Sprache) as a machine sees it: short sentences, short words."""

import re

LONGEST_SENTENCE = {"de": 15, "en": 20}
"""Words of one sentence; a colon, a semicolon, or a comma before "und" or "oder" ends one as well."""
LONGEST_WORD = 20
"""Letters of a word in one piece; a hyphen ends a piece."""
HARD = {
    "de": {
        "gemäß", "bezüglich", "hinsichtlich", "mittels", "seitens", "zwecks", "aufgrund", "infolge", "diesbezüglich",
        "vorbehaltlich", "unbeschadet", "bedarfsgemeinschaft", "leistungsberechtigte", "leistungsberechtigter",
        "erfolgt", "obliegt", "etwaige", "jeweilige", "ggf", "bzw", "etc",
    },
    "en": {
        "pursuant", "heretofore", "hereby", "aforementioned", "notwithstanding", "thereof", "commence", "utilise",
        "regarding", "etc",
    },
}  # fmt: skip
_SENTENCE, _WORD = re.compile(r"[.!?:;](?:\s|$)|, (?=(?:und|oder|and|or)\s)"), re.compile(r"[^\W\d_]+")
_NOT_AN_END = re.compile(r"\b(?:Art|Abs|Nr|lit|z\. B|Dr|§§?)\. ")
_OURS = re.compile(r"\(?geleit [a-z -]+\)?")


def complaints(text, language):
    """What is hard to read in a text; nothing where nothing is."""
    plain = _OURS.sub("", _NOT_AN_END.sub("", text))
    sentences = [one.split() for one in _SENTENCE.split(plain)]
    words = _WORD.findall(plain)
    return [
        *(" ".join(one) for one in sentences if len(one) > LONGEST_SENTENCE[language]),
        *(one for one in words if len(one) > LONGEST_WORD),
        *(one for one in words if one.lower() in HARD[language]),
    ]


def hard_texts(said):
    """Of texts by name, each in both languages: what is hard to read, by name."""
    found = {
        (name, language): complaints(text, language)
        for name, both in said.items()
        for language, text in zip(("de", "en"), both, strict=True)
    }
    return {name: hard for name, hard in found.items() if hard}
