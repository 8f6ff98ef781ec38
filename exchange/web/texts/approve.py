"""Four-eyes texts: what waits for a second person, and why two look."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "menu": Said("Zustimmen", "Approve"),
        "title": Said("Zustimmen", "Approve"),
        "none": Said("Nichts wartet auf Sie.", "Nothing waits for you."),
        "one": Said("Eine Überleitung wartet auf Sie.", "One referral waits for you."),
        "several": Said("{count} Überleitungen warten auf Sie.", "{count} referrals wait for you."),
        "done.2": Said(
            "Zurückgegeben. Ihre Worte sieht, wer sie geschrieben hat.", "Given back. Who wrote it sees your words."
        ),
        "back.do": Said("Zurückgeben", "Give back"),
        "back.word": Said("Was soll anders werden?", "What is to be changed?"),
        "back.hint": Said(
            "Das liest, wer den Entwurf schreibt. Es geht nie hinaus.",
            "Who writes the draft reads it. It never leaves.",
        ),
        "done.1": Said(
            "Zugestimmt. Wer sie geschrieben hat, kann jetzt senden.", "Approved. Who wrote it can send it now."
        ),
        "waiting": Said("Wartet auf eine zweite Person", "Waits for a second person"),
        "written_by": Said("Geschrieben von {writer}", "Written by {writer}"),
        "asks": Said("{name} bittet Sie.", "{name} asks you."),
        "not_yours": Said("Nicht für Sie", "Not for you"),
        "own": Said(
            "Sie haben das selbst geschrieben. Bitte jemand anders.", "You wrote this yourself. Somebody else, please."
        ),
        "back": Said("Zurück zur Liste", "Back to the list"),
        "case": Said("Vorgang", "Case"),
        "from": Said("von {writer}, {time} Uhr", "by {writer}, {time}"),
        "question": Said("Darf das so hinaus?", "May this leave like this?"),
        "sees": Said("Genau das sieht: {partner}", "Exactly this is seen by: {partner}"),
        "nothing": Said("Noch nichts.", "Nothing yet."),
        "stay": Said("Das bleibt hier", "This stays here"),
        "stop": Said("Das hält alles an", "This stops the whole"),
        "yes_of": Said("Das Ja der Person", "The person's yes"),
        "basis": Said("{form}. {level}. Gilt bis {day}.", "{form}. {level}. Holds until {day}."),
        "power": Said("Es geht auf gesetzlicher Grundlage hinaus.", "It leaves on a statutory basis."),
        "reason": Said("Warum wir überleiten", "Why we refer"),
        "justification": Said("Begründung", "Justification"),
        "why": Said("Warum zwei hinsehen", "Why two look"),
        "why_text": Said(
            "Einiges davon ist besonders geschützt. So etwas geht nur hinaus, wenn zwei Menschen es gelesen haben.",
            "Some of it is specially protected. Such a thing leaves only once two people have read it.",
        ),
        "check.1": Said("Geht es an die richtige Stelle?", "Does it go to the right partner?"),
        "check.2": Said("Ist es nicht mehr, als die Person erlaubt hat?", "Is it no more than the person allowed?"),
        "check.3": Said("Sind es ihre Worte, nicht unsere?", "Are they their words, and not ours?"),
        "do": Said("Zustimmen", "Approve"),
        "file": Said("Datei, geht mit", "file, goes along"),
        "stays.left-out": Said("Bleibt auf Wunsch hier.", "Stays as asked."),
        "stays.clause:missing": Said("Dafür gibt es kein Ja der Person.", "The person has said no yes to this."),
        "stays.clause:category": Said("Das steht nicht in der Einwilligung.", "This is not in the consent."),
        "stays.clause:expired": Said("Die Einwilligung ist abgelaufen.", "The consent has expired."),
        "stays.clause:source": Said(
            "Die Einwilligung umfasst diese Quelle nicht.", "The consent does not cover this source."
        ),
        "stays.schema": Said("Das Angebot verlangt hier etwas.", "The service line asks for something here."),
    }
)
