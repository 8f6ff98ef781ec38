"""Plain language (Einfache Sprache, DIN 8581-1): the sentences of the letter to a person, in German and English.

Short sentences, everyday words, no diagnosis in a heading; a test reads every one of them.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from exchange.core.rights.line import LineKind
from exchange.core.said import Said

TITLE = Said("Was mit Ihren Angaben geschah", "What happened to your data")
FOR_YOU = Said(
    "Dieser Brief ist für Sie. Er zeigt, wer etwas über Sie bekommen hat. Er zeigt alles bis zum {day}.",
    "This letter is for you. It shows who received something about you. It shows all that happened until {day}.",
)
REFERENCE = Said("Ihr Kennzeichen im Jobcenter: {reference}", "Your reference at the Jobcenter: {reference}")
NOTHING_YET = Said("Bisher nichts.", "Nothing so far.")
UNREADABLE = Said(
    "{count} Einträge kann niemand mehr lesen. Jemand hat sie zerstört. Das Jobcenter muss das klären.",
    "{count} records cannot be read any more. Somebody destroyed them. The Jobcenter has to find out why.",
)
SECTIONS: Mapping[Said, frozenset[LineKind]] = MappingProxyType(
    {
        Said("Wer hat etwas bekommen?", "Who received something?"): frozenset(
            {LineKind.SENT, LineKind.NOT_DELIVERED, LineKind.RETURNED}
        ),
        Said("Was kam zurück?", "What came back?"): frozenset(
            {LineKind.TOLD, LineKind.REFUSED, LineKind.ANSWERED_WITHDRAWAL}
        ),
        Said("Was wurde gestoppt oder gelöscht?", "What was stopped or erased?"): frozenset(
            {LineKind.STOPPED, LineKind.ERASED}
        ),
        Said("Wann hat das Jobcenter nachgesehen?", "When did the Jobcenter have a look?"): frozenset(
            {LineKind.LOOKED}
        ),
        Said("Was hat das Jobcenter aufgeschrieben?", "What did the Jobcenter write down?"): frozenset(
            {LineKind.CHANGED}
        ),
    }
)
"""Each heading, and the kinds of lines under it; every kind has one."""
KEPT_HERE = Said("Nicht weitergegeben", "Not passed on")
KEPT_HERE_SAYS = Said("Das hat keine Stelle von uns bekommen:", "No partner received this from us:")
RIGHTS: Mapping[Said, Sequence[Said]] = MappingProxyType(
    {
        Said("Sie möchten das nicht mehr?", "You do not want this any more?"): (
            Said("Sagen Sie es im Jobcenter. Ein Satz genügt.", "Tell the Jobcenter. One sentence is enough."),
            Said(
                "Sie brauchen keinen Grund. Es hat keine Nachteile für Sie.",
                "You need no reason. It has no disadvantage for you.",
            ),
            Said(
                "Was schon gelesen wurde, bleibt gelesen. Wir bitten die Stelle, es zu löschen.",
                "What was read already stays read. We ask the partner to delete it.",
            ),
        ),
        Said("Etwas stimmt nicht?", "Something is wrong?"): (
            Said(
                "Sagen oder schreiben Sie es dem Jobcenter. Es muss Falsches berichtigen.",
                "Tell or write it to the Jobcenter. It has to correct what is wrong.",
            ),
            Said("Sie bekommen spätestens nach einem Monat eine Antwort.", "You get an answer within one month."),
        ),
        Said("Sie haben eine Frage?", "You have a question?"): (
            Said(
                "Fragen Sie Ihre Ansprechperson im Jobcenter. Fragen kostet nichts.",
                "Ask your contact at the Jobcenter. Asking costs nothing.",
            ),
            Said(
                "Sie können auch den Datenschutz im Jobcenter fragen.",
                "You can ask the Jobcenter's data protection officer too.",
            ),
            Said(
                "Sie können sich bei der Aufsicht für den Datenschutz beschweren.",
                "You can complain to the data protection authority.",
            ),
        ),
        Said("Sie brauchen sofort Hilfe?", "You need help at once?"): (
            Said("Notruf: 112.", "Emergency: 112."),
            Said("Ärztlicher Dienst am Abend und am Wochenende: 116 117.", "Doctors at night and weekends: 116 117."),
            Said(
                "Jemand zum Reden, Tag und Nacht: 0800 111 0 111. Der Anruf kostet nichts.",
                "Somebody to talk to, day and night: 0800 111 0 111. The call is free.",
            ),
        ),
    }
)
"""What a person can do: each question, and its answers."""
BY_HAND = Said("Anschrift:", "Address:")
READ_ON = Said("Wo steht mehr?", "Where does it say more?")
READ_ON_SAYS = Said(
    "Diese Seite kann jeder lesen. Ihr Telefon öffnet sie mit der Kamera. Auf der Seite steht nichts über Sie.",
    "Everybody may read this page. Your phone opens it with the camera. Nothing about you stands on the page.",
)
CODE_SAYS = Said("Bild für die Kamera. Es öffnet {address}", "Picture for the camera. It opens {address}")
WORDS_HEADING = Said("Wörter in diesem Brief", "Words in this letter")
WORDS: Sequence[tuple[Said, Said]] = (
    (Said("Stelle:", "Partner:"), Said("Arzt, Therapie oder Beratung.", "A doctor, therapist or counselling centre.")),
    (
        Said("Überleitung:", "Referral:"),
        Said("Das Jobcenter gibt Ihr Anliegen an eine Stelle.", "The Jobcenter passes your request to a partner."),
    ),
    (Said("Einwilligung:", "Consent:"), Said("Ihr Ja. Sie dürfen es ändern.", "Your yes. You may change it.")),
    (Said("Widerruf:", "Withdrawal:"), Said("Sie nehmen Ihr Ja zurück.", "You take your yes back.")),
)
