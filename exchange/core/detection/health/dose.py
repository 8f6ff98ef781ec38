"""Dosage: how much of a medicine somebody takes, and when: 20 mg, 1-0-1, 2 tablets in the evening."""

import re
from itertools import pairwise

from exchange.core.detection.plain import EDGE, END

_AMOUNT = r"[0-9]+(?:[.,/][0-9]+)?"
# Per litre or cubic metre it is what water or air holds.
_MASS = re.compile(
    rf"{EDGE}(?<![0-9][.,]){_AMOUNT}(?: ?(?:mg|Mg|μg|ug|mcg|I\.E\.|IE|IU|[Mm]illigramm|[Mm]ikrogramm"
    rf"|milligrams?|micrograms?)|MG){END}(?! ?/ ?(?:l|L|m3|kg|km)\b)"
)
_TIME = re.compile(
    r"\b(?:t(?:ä|ae)glich|tägl|tgl|morgens?|mittags?|abends?|nachts|zur Nacht|zum Schlafen|vor dem Schlafen"
    r"|am Tag|pro Tag"
    r"|die Woche|wöchentlich|alle [0-9]+ (?:Stunden|Std)|bei Bedarf|nüchtern|nach dem Essen|daily|a day|per day"
    r"|at night|every [0-9]+ hours|in the (?:morning|evening)|as needed|früh|nehmen|einnehmen|nimmt|takes?|taken)\b",
    re.IGNORECASE,
)
_FORM = (
    r"(?:Tabletten?|Tbl\.?|Tabl\.?|Kapseln?|Kps\.?|Drag(?:é|e)es?|Tropfen|Trpf\.?|H(?:u|ü)be?|Sprühstöße?|Ampullen?"
    r"|Zäpfchen|Pflaster|Spritzen?|Injektion(?:en)?|Einheiten|ml|Milliliter|Messlöffel|tablets?|pills?|capsules?|drops?|puffs?)"
)
_TAKEN = re.compile(rf"{EDGE}{_AMOUNT} ?(?:x|mal|×)? ?(?:[0-9] )?{_FORM}(?![A-Za-zäöü])", re.IGNORECASE)
_PART = r"(?:[0-3](?:[.,]5)?|1/2)"
_SCHEME = re.compile(rf"(?<![0-9A-Za-z.,/-])(?<![0-9] )({_PART}(?: ?- ?{_PART}){{2,3}})(?![0-9A-Za-z/-]|[.,][0-9])")
_SCORES = re.compile(r"(?:Satz|Sätze|Spiel|Spielstand|Ergebnis|Tore|score|sets?)\b[^.;!?]{0,20}$", re.IGNORECASE)
_SENTENCE = re.compile(r"[.;!?](?: |$)")
_BACK = 40
_AROUND = 30
_LETTER = re.compile("[A-Za-zμ]")


def has_dose(text: str) -> bool:
    """Whether a plain text holds one."""
    # Texts of digits alone are frequent, dates and telephone numbers; of the three only the last is made of digits.
    worded = _LETTER.search(text) is not None
    if worded and (_MASS.search(text) or any(_says_when(text, one) for one in _TAKEN.finditer(text))):
        return True
    return "-" in text and any(_is_scheme(one[1]) and not _scored(text, one) for one in _SCHEME.finditer(text))


def _says_when(text: str, taken: re.Match[str]) -> bool:
    """Whether the same sentence says when or how often, near by."""
    before = _SENTENCE.split(text[max(0, taken.start() - _AROUND) : taken.start()])[-1]
    after = _SENTENCE.split(text[taken.end() : taken.end() + _AROUND])[0]
    return _TIME.search(before) is not None or _TIME.search(after) is not None


def _is_scheme(scheme: str) -> bool:
    """Whether something is not taken at one of the times of day; 1-2-3 and 2-1-0 are other things."""
    parts = [0.5 if "/" in part else float(part.replace(",", ".")) for part in scheme.replace(" ", "").split("-")]
    steps = {later - sooner for sooner, later in pairwise(parts)}
    return 0 in parts and any(parts) and steps not in ({1}, {-1})


def _scored(text: str, found: re.Match[str]) -> bool:
    return _SCORES.search(text[max(0, found.start() - _BACK) : found.start()]) is not None
