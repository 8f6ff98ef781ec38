"""Plan texts: the support plan of a person, on the page of one of their cases."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

_SHOWN: Mapping[str, Said] = {
    "title": Said("Plan zu {code}", "Plan for {code}"),
    "head": Said("Unterstützungsplan", "Support plan"),
    "back": Said("Zurück zum Vorgang", "Back to the case"),
    "none": Said("Es gibt noch keinen Plan.", "There is no plan yet."),
    "due": Said("Als Nächstes: {what}, {day}.", "Next: {what}, {day}."),
    "needs": Said("Was die Person braucht", "What the person needs"),
    "goals": Said("Ziele", "Goals"),
    "steps": Said("Schritte", "Steps"),
    "contacts": Said("In Kontakt bleiben", "Staying in touch"),
    "appointments": Said("Termine mit Begleitung", "Accompanied appointments"),
    "step": Said("{who}, bis {day}", "{who}, until {day}"),
    "of_goal": Said(", Ziel {number}", ", goal {number}"),
    "along": Said("{name} geht mit; {minutes} Minuten", "{name} goes along; {minutes} minutes"),
    "done_on": Said("erledigt am {day}", "done on {day}"),
    "since": Said("Plan vom {day}.", "Plan of {day}."),
    "closed": Said("Geschlossen am {day}: {why}.", "Closed on {day}: {why}."),
    "went.neu": Said("Das steht jetzt im Plan.", "This is in the plan now."),
    "went.erledigt": Said("Als erledigt eingetragen.", "Entered as done."),
    "went.besprochen": Said("Eingetragen. In sechs Monaten wieder.", "Entered. Again in six months."),
    "went.geschlossen": Said("Der Plan ist geschlossen. Er bleibt lesbar.", "The plan is closed. It stays readable."),
}
_FORMS: Mapping[str, Said] = {
    "begin": Said("Einen Plan beginnen", "Begin a plan"),
    "begin_why": Said(
        "Schreiben Sie gemeinsam auf, was die Person braucht. Keine Diagnosen, nur ihre Worte.",
        "Write down together what the person needs. No diagnoses, only their words.",
    ),
    "need": Said("Was braucht die Person?", "What does the person need?"),
    "need_hint": Said("In ihren Worten. Jede Zeile ist ein Punkt.", "In their words. Each line is one point."),
    "do_begin": Said("Plan beginnen", "Begin the plan"),
    "add": Said("Etwas hinzufügen", "Add something"),
    "a.goal": Said("Ein Ziel", "A goal"),
    "a.step": Said("Einen Schritt", "A step"),
    "a.follow-up": Said("Wann Sie wieder sprechen", "When to talk again"),
    "a.appointment": Said("Einen Termin mit Begleitung", "An accompanied appointment"),
    "a.need": Said("Was die Person noch braucht", "What else the person needs"),
    "goal": Said("Wohin möchte die Person?", "Where does the person want to get to?"),
    "what": Said("Was ist zu tun?", "What is to be done?"),
    "who": Said("Wer macht das?", "Who does it?"),
    "until": Said("Bis wann?", "Until when?"),
    "which_goal": Said("Für welches Ziel?", "For which goal?"),
    "no_goal": Said("für keines davon", "for none of them"),
    "on": Said("An welchem Tag?", "On which day?"),
    "way": Said("Auf welchem Weg?", "In which way?"),
    "note": Said("Wozu?", "What for?"),
    "at": Said("Wann?", "When?"),
    "minutes": Said("Wie viele Minuten?", "How many minutes?"),
    "place": Said("Wo?", "Where?"),
    "place_hint": Said(
        "Eine Anschrift. Kalender sehen auch andere: bitte ohne den Namen der Stelle.",
        "An address. Others see calendars too: without the partner's name, please.",
    ),
    "who_along": Said("Wer geht mit?", "Who goes along?"),
    "do_add": Said("Hinzufügen", "Add"),
    "finish": Said("Erledigt", "Done"),
    "refer": Said("Überleiten", "Refer"),
    "review": Said("Nächste Besprechung: {day}", "Next review: {day}"),
    "do_review": Said("Heute gemeinsam besprochen", "Looked over together today"),
    "close": Said("Plan schließen", "Close the plan"),
    "why": Said("Warum?", "Why?"),
    "do_close": Said("Schließen", "Close"),
}
TEXTS: Mapping[str, Said] = MappingProxyType({**_SHOWN, **_FORMS})
