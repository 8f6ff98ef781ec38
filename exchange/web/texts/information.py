"""Public texts: help, privacy and the declaration of accessibility, whose known gaps are named."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "help.title": Said("Hilfe", "Help"),
        "help.lead": Said(
            "Geleit bringt eine Überleitung zur Stelle und sagt Ihnen, was daraus wird.",
            "Geleit carries a referral to the partner and tells you what becomes of it.",
        ),
        "help.head.1": Said("Was steht unter „Heute“?", "What does “Today” show?"),
        "help.text.1": Said(
            "Alles, was Sie jetzt braucht: eine Rückfrage, eine Absage, etwas, das nicht ankam. Das Älteste steht "
            "oben.\n"
            "Was nicht dort steht, läuft von selbst weiter.",
            "All that needs you now: a question, a refusal, something that did not arrive. The oldest stands first.\n"
            "What is not there goes on by itself.",
        ),
        "help.head.2": Said("Was sieht die Stelle?", "What does the partner see?"),
        "help.text.2": Said(
            "Nur das, wozu die Person Ja gesagt hat, Feld für Feld. Alles andere bleibt hier.\n"
            "Auf der Seite eines Vorgangs steht rechts, was die Stelle hat.",
            "Only what the person said yes to, field by field. All else stays here.\n"
            "The page of a case shows on the right what the partner has.",
        ),
        "help.head.3": Said(
            "Die Person möchte nicht mehr. Was tun?", "The person does not want it any more. What now?"
        ),
        "help.text.3": Said(
            "Öffnen Sie den Vorgang und wählen Sie „Einwilligung widerrufen“. Wir stoppen sofort alles, was noch nicht "
            "abgeholt ist. Die Person muss nicht sagen, warum.",
            "Open the case and choose “Withdraw consent”. We stop at once all that was not fetched yet. The person "
            "need "
            "not say why.",
        ),
        "help.head.4": Said(
            "Warum fragen Sie noch einmal nach der Passphrase?", "Why do you ask for the passphrase again?"
        ),
        "help.text.4": Said(
            "Damit niemand an Ihrem Platz etwas sendet oder zustimmt. Danach fragen wir fünf Minuten nicht mehr.",
            "So that nobody sends or approves anything from your desk. After that we do not ask for five minutes.",
        ),
        "help.head.5": Said("Ist jemand in Not?", "Is somebody in distress?"),
        "help.text.5": Said(
            "Notruf 112. Ärztlicher Bereitschaftsdienst 116 117. Warten Sie nicht auf eine Überleitung.",
            "Emergency 112. Medical on-call service 116 117. Do not wait for a referral.",
        ),
        "privacy.title": Said("Datenschutz", "Privacy"),
        "privacy.lead": Said(
            "Diese Seiten zeigen Daten von Menschen. Darum steht jeder Blick mit Namen im Protokoll.",
            "These pages show data of people. So every look is on record with a name.",
        ),
        "privacy.head.1": Said("Was wir von Mitarbeitenden speichern", "What we keep of staff"),
        "privacy.text.1": Said(
            "Wer sich wann an- und abmeldet, und wer welchen Vorgang ansieht oder ändert. Das verlangt das Gesetz "
            "(Art. 5 Absatz 2 und Art. 32 DSGVO). Wie schnell oder wie viel jemand arbeitet, wertet niemand aus.",
            "Who signs in and out when, and who looks at or changes which case. The law asks for it (Art. 5(2) and "
            "Art. 32 GDPR). Nobody evaluates how fast or how much somebody works.",
        ),
        "privacy.head.2": Said("Was in Ihrem Browser liegt", "What lies in your browser"),
        "privacy.text.2": Said(
            "Ein Cookie für die Anmeldung, das mit ihr endet, und eines für die Sprache. Nichts von Personen, keine "
            "Dienste von Dritten, keine Messung.",
            "One cookie for your session, which ends with it, and one for the language. Nothing of any person, no "
            "services of others, no tracking.",
        ),
        "privacy.head.3": Said("Rechte der Personen", "Rights of the people"),
        "privacy.text.3": Said(
            "Jede Person bekommt auf Wunsch einen Brief mit allem, was mit ihren Daten geschah. Sie kann ihr Ja "
            "jederzeit zurücknehmen. Fragen beantwortet die Stelle für Datenschutz Ihres Hauses.",
            "Everybody gets a letter, if they wish, with all that happened to their data. They may take back their yes "
            "at any time. Your house's data protection officer answers questions.",
        ),
        "accessibility.title": Said("Barrierefreiheit", "Accessibility"),
        "accessibility.lead": Said(
            "Diese Seiten sollen alle benutzen können: mit der Tastatur, vergrößert, vorgelesen, ohne JavaScript.",
            "Everybody should be able to use these pages: by keyboard, enlarged, read aloud, without JavaScript.",
        ),
        "accessibility.head.1": Said("Woran wir uns halten", "What we keep to"),
        "accessibility.text.1": Said(
            "BITV 2.0 und WCAG 2.2, Stufe AA. Jede Seite wird bei jeder Änderung geprüft: hell, dunkel, schmal, mit "
            "erzwungenen Farben.",
            "BITV 2.0 and WCAG 2.2, level AA. Every page is checked with every change: light, dark, narrow, with "
            "forced "
            "colours.",
        ),
        "accessibility.head.2": Said("Was noch fehlt", "What is still missing"),
        "accessibility.text.2": Said(
            "Leichte Sprache und Gebärdensprache gibt es noch nicht.\n"
            "Menschen mit Behinderung haben diese Seiten noch nicht geprüft; bisher prüfen nur Programme und wir.",
            "There is no easy language and no sign language yet.\n"
            "People with disabilities have not tested these pages yet; so far only programs and we do.",
        ),
        "accessibility.head.3": Said("Sie kommen nicht weiter?", "You are stuck?"),
        "accessibility.text.3": Said(
            "Sagen Sie es Ihrer Technik oder Ihrer Teamleitung. Hilft das nicht, hilft die Schlichtungsstelle nach § "
            "16 "
            "BGG, kostenlos: www.schlichtungsstelle-bgg.de.",
            "Tell your operations or your team lead. If that does not help, the arbitration board under § 16 BGG does, "
            "free of charge: www.schlichtungsstelle-bgg.de.",
        ),
    }
)
