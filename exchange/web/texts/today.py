"""Today texts: the list of what somebody has to see to, and what is done with several of it at once."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

_LIST: Mapping[str, Said] = {
    "menu": Said("Heute", "Today"),
    "title": Said("Heute", "Today"),
    "day": Said("Heute, {day}", "Today, {day}"),
    "filter": Said("Filtern", "Filter"),
    "all": Said("Alle Gründe", "Every reason"),
    "code": Said("Nummer des Vorgangs", "Code of the case"),
    "code_hint": Said(
        "So, wie sie am Telefon gesagt wird, zum Beispiel 7K2-94Q.", "As said by telephone, for example 7K2-94Q."
    ),
    "open": Said("Vorgang öffnen", "Open the case"),
    "views": Said("Ansicht", "View"),
    "hide": Said("Namen ausblenden", "Hide names"),
    "show": Said("Namen zeigen", "Show names"),
    "hidden": Said("ausgeblendet", "hidden"),
    "why": Said("Warum es hier steht", "Why it stands here"),
    "place": Said("Stelle", "Partner"),
    "places": Said("Alle Stellen", "Every partner"),
    "begins": Said("Nummer, oder wie sie beginnt", "Code, or how it begins"),
    "narrow": Said("Anzeigen", "Show"),
    "unfiltered": Said("Alles zeigen", "Show everything"),
    "nothing": Said("Dazu ist hier nichts.", "There is nothing of that here."),
    "nobody": Said("ohne Namen", "without a name"),
    "ahead": Said("In den nächsten Tagen", "In the next days"),
    "ahead_why": Said("Hier müssen Sie heute nichts tun.", "Nothing to do here today."),
    "soon": Said("Kommt noch", "Still to come"),
    "soon_why": Said("Wir melden uns rechtzeitig.", "You will be told in time."),
    "quiet": Said("Nichts offen bei: {groups}.", "Nothing open under: {groups}."),
    "more": Said("Weitere zeigen", "Show more"),
}
_SEVERAL: Mapping[str, Said] = {
    "several.pick": Said("Mehrere auswählen", "Choose several"),
    "several.pick_done": Said("Auswahl beenden", "End choosing"),
    "several.all_ticked": Said(
        "Alle sind angekreuzt. Nehmen Sie weg, was nicht dazugehört.",
        "All are ticked. Take away what does not belong to it.",
    ),
    "several.letters": Said("Briefe drucken", "Print letters"),
    "several.over": Said("Abgeben", "Hand over"),
    "several.back": Said("Zurück zu Heute", "Back to today"),
    "several.nothing": Said("Es ist nichts ausgewählt.", "Nothing is chosen."),
    "several.one_letter": Said("Ein Brief.", "One letter."),
    "several.many_letters": Said("{count} Briefe.", "{count} letters."),
    "several.letters_why": Said(
        "Jede Person bekommt einen Brief: was mit ihren Angaben geschah. Jeder beginnt auf einem neuen Blatt.",
        "Each person gets one letter: all that happened to their data. Each begins on a new sheet.",
    ),
    "several.first": Said("Bitte zuerst lesen", "Please read this first"),
    "several.gone": Said("{code} steht nicht mehr auf Ihrer Liste.", "{code} is not on your list any more."),
    "several.not_mine": Said(
        "{codes}: Die Person hat Fälle, die nicht Ihre sind. Bitten Sie die Teamleitung um den Brief.",
        "{codes}: The person has cases that are not yours. Ask your team lead for the letter.",
    ),
    "several.together": Said("{codes}: dieselbe Person, ein Brief.", "{codes}: the same person, one letter."),
    "several.who": Said("Wer einen Brief bekommt", "Who gets a letter"),
    "several.print": Said("Drucken (PDF)", "Print (PDF)"),
    "several.one_case": Said("Ein Vorgang geht an jemand anderen.", "One case goes to somebody else."),
    "several.many_cases": Said("{count} Vorgänge gehen an jemand anderen.", "{count} cases go to somebody else."),
    "several.over_why": Said(
        "Alle oder keiner. Ab dann stehen sie auf der Liste dort, und hier nicht mehr.",
        "All of them or none. From then on they stand on the list there, and here no more.",
    ),
    "several.which": Said("Diese Vorgänge", "These cases"),
    "several.to": Said("Wer übernimmt sie?", "Who takes them over?"),
    "several.choose": Said("Bitte wählen", "Please choose"),
    "several.given_one": Said("Ein Vorgang ist abgegeben.", "One case is handed over."),
    "several.given_many": Said("{count} Vorgänge sind abgegeben.", "{count} cases are handed over."),
}
TEXTS: Mapping[str, Said] = MappingProxyType({**_LIST, **_SEVERAL})
