"""Plain sentences of the ledger: each line in German and English, said to the person; no name of staff, no diagnosis.

The words of codes are the caller's: whatever list they stand in, a sentence only says where they go.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from exchange.core.calendar import day_of
from exchange.core.rights.line import Line, LineKind
from exchange.core.said import NOTHING, Said
from exchange.core.text.dates import full

Words = Callable[[str, str], Said]
"""The word for a code of a list."""
_JOBCENTER = Said("das Jobcenter", "the Jobcenter")
_SOMEBODY = Said("eine Stelle", "a partner")
_SENTENCES: Mapping[LineKind, Said] = MappingProxyType(
    {
        LineKind.SENT: Said("{who} hat bekommen: {what}.", "{who} received: {what}."),
        LineKind.TOLD: Said("{who} hat gemeldet: {what}.", "{who} reported: {what}."),
        LineKind.REFUSED: Said(
            "{who} wollte etwas melden, das nicht erlaubt war. Das Jobcenter hat es nicht gespeichert.",
            "{who} wanted to report something that was not allowed. The Jobcenter did not store it.",
        ),
        LineKind.STOPPED: Said("An {who} geht nichts mehr: {what}.", "Nothing more goes to {who}: {what}."),
        LineKind.NOT_DELIVERED: Said("Eine Sendung an {who} kam nicht an.", "A delivery to {who} did not arrive."),
        LineKind.RETURNED: Said(
            "{who} hat eine Sendung nicht abgeholt. Sie ging zurück.",
            "{who} did not collect a delivery. It came back.",
        ),
        LineKind.ANSWERED_WITHDRAWAL: Said(
            "{who} hat auf Ihren Widerruf geantwortet.", "{who} answered your withdrawal."
        ),
        LineKind.LOOKED: Said("Das Jobcenter hat nachgesehen: {why}.", "The Jobcenter had a look: {why}."),
        LineKind.CHANGED: Said("Das Jobcenter hat aufgeschrieben: {what}.", "The Jobcenter wrote down: {what}."),
        LineKind.ERASED: Said("Ihre Angaben wurden gelöscht.", "What was kept of you was erased."),
    }
)
_BY_CHANNEL: Mapping[str, Said] = MappingProxyType(
    {
        "telephone": Said("{who} hat am Telefon gemeldet: {what}.", "{who} reported by telephone: {what}."),
        "letter": Said("{who} hat in einem Brief gemeldet: {what}.", "{who} reported in a letter: {what}."),
    }
)
_OFTEN = Said(" Das war {count} Mal an diesem Tag.", " That was {count} times that day.")
_WHY = Said(" Zweck: {why}.", " Purpose: {why}.")
_PERMITTED = Said(" Sie haben das am {day} erlaubt.", " You agreed to it on {day}.")
_CONSENT = Said(" Sie haben das erlaubt.", " You agreed to it.")
_BY_LAW = Said(" Grundlage ist ein Gesetz: {power}.", " It rests on a law: {power}.")
_ANSWER = Said("Ihre Einwilligung ({what})", "your consent ({what})")
_EXCHANGED = frozenset({LineKind.SENT, LineKind.TOLD})


def sentence_of(line: Line, *, names: Mapping[str, str], words: Words) -> Said:
    """Say one line. `names` are the partners' names by entity id; one that is not known is called by its id."""
    template = _BY_CHANNEL.get(line.channel, _SENTENCES[line.kind])
    who = _who(line, names)
    what, why = _what(line, words), _why(line, words)
    said = Said(*(t.format(who=w, what=x, why=y) for t, w, x, y in zip(template, who, what, why, strict=True)))
    return Said(*(_capital(text) for text in _joined(said, _more(line, words))))


def _who(line: Line, names: Mapping[str, str]) -> Said:
    if line.who:
        name = names.get(line.who, line.who)
        return Said(name, name)
    return _JOBCENTER if line.kind in {LineKind.LOOKED, LineKind.CHANGED} else _SOMEBODY


def _what(line: Line, words: Words) -> Said:
    named = [_back(words(line.listed, code), code) for code in line.what]
    listed = Said(", ".join(one.de for one in named), ", ".join(one.en for one in named))
    if line.listed != "consent-status":
        return listed
    return Said(_ANSWER.de.format(what=listed.de), _ANSWER.en.format(what=listed.en))


def _back(word: Said, code: str) -> Said:
    """A category of the way back without the word that says so: the sentence says it already."""
    return Said(*(text.rpartition(": ")[2] for text in word)) if code.startswith("fb.") else word


def _why(line: Line, words: Words) -> Said:
    if not line.why:
        return NOTHING
    return words("look-purposes" if line.kind is LineKind.LOOKED else "purposes", line.why)


def _more(line: Line, words: Words) -> Said:
    if line.kind is LineKind.LOOKED and line.count > 1:
        return Said(*(text.format(count=line.count) for text in _OFTEN))
    if line.kind not in _EXCHANGED:
        return NOTHING
    why = _why(line, words)
    purpose = Said(*(t.format(why=y) for t, y in zip(_WHY, why, strict=True))) if any(why) else NOTHING
    return _joined(purpose, _permission(line, words))


def _permission(line: Line, words: Words) -> Said:
    basis = line.basis
    if basis.power:
        power = words("statutory-powers", basis.power)
        return Said(*(t.format(power=p) for t, p in zip(_BY_LAW, power, strict=True)))
    if basis.declared_at is not None:
        day = day_of(basis.declared_at)
        return Said(_PERMITTED.de.format(day=full(day, "de")), _PERMITTED.en.format(day=full(day, "en")))
    return _CONSENT if basis.consent else NOTHING


def _joined(first: Said, second: Said) -> Said:
    return Said(first.de + second.de, first.en + second.en)


def _capital(text: str) -> str:
    return text if "://" in text.partition(" ")[0] else text[:1].upper() + text[1:]
