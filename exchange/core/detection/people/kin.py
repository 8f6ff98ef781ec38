"""Kin: somebody of the family or the household is told of: "ihr Sohn", "my mother", "Bruder Paul".

Where others stand as numbers only, as in "zwei Kinder", nobody is told of.
"""

import re

_KIN = (
    r"Mutter|Mama|Vater|Papa|Eltern|Sohn|Söhne|Tochter|Töchter|Bruder|Brüder|Schwester|Geschwister|Zwillinge?|Oma|Opa"
    r"|Großmutter|Großvater|Großeltern|Onkel|Tante|Cousine?|Neffe|Nichte|Enkel(?:in|kind)?|Ehemann|Ehefrau"
    r"|Ehepartner(?:in)?|Lebensgefährt(?:e|in)|Ex-?Mann|Ex-?Frau|Ex-?Freund(?:in)?|Ex-?Partner(?:in)?|Schwieger(?:mutter|vater|eltern)"
    r"|Schwager|Schwägerin|Stief(?:mutter|vater|sohn|tochter|kind)|Pflegekind|Pate|Patin|Witwer?|Verlobter?"
    r"|Kinde?s(?:vater|mutter)"
    r"|mother|mum|father|dad|parents|son|daughter|brother|sister|siblings|grandmother|grandfather|grandson|granddaughter"
    r"|uncle|aunt|cousin|nephew|niece|husband|wife|girlfriend|boyfriend|fiancée?|ex-(?:husband|wife)"
)
# These are everyday words too, and kin only where they are somebody's.
_OWNED = (
    r"Mann|Frau|Partner(?:in)?|Freund(?:in)?|Kind(?:er)?|Baby|Familie|Kleine[rn]?|Ex|partner|child(?:ren)?|kids?|baby"
    r"|family"
)
_WHOSE = r"(?:[Mm]ein|[Ss]ein|[Ii]hr|[Uu]nser|[Dd]ein)(?:e[mnrs]?)?|[Mm]y|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur"
_FOUND = re.compile(
    rf"(?<![\w-])(?<!& )(?:{_KIN})(?:s|es|n)?(?![\w]|-(?:Kind|Vater|Mutter))"
    rf"|\b(?:{_WHOSE}) (?:\w+ ){{0,2}}?(?:{_OWNED})(?:s|es|n|ern)?(?![\w-])"
)


def has_kin(text: str) -> bool:
    """Whether a plain text tells of one."""
    return _FOUND.search(text) is not None
