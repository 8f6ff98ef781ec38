"""Right form in casework: what would be taken in the place of what was refused, of plans and of who may act."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.errors import PLAN, SESSION, SHEET
from exchange.core.said import Said

ANY_CASE_KIND = (
    Said("Gesucht ist eine Überleitung, auch eine fremde.", "A referral is looked for, of anybody."),
    Said(
        "die Nummer einer Überleitung wie 7K2-94Q (ohne Vokale, ohne 0, 1, 5, 8), oder ihre Kennung",
        "the code of a referral such as 7K2-94Q (no vowels, no 0, 1, 5, 8), or its id",
    ),
    Said(
        "Fragen Sie, wer den Fall kennt, nach der Nummer, und dann: geleit break-glass look NUMMER --reason GRUND.",
        "Ask somebody who knows the case for its code, and then: geleit break-glass look CODE --reason REASON.",
    ),
)
PERSON_KIND = (
    Said("Gesucht ist eine Person.", "A person is looked for."),
    Said("Kennzeichen oder Kennung aus eigenen Fällen", "reference or id of one of your own cases"),
    Said("geleit list zeigt Ihre Überleitungen.", "geleit list shows your referrals."),
)
PLAN_KIND = (
    Said("Diese Person hat keinen Plan, der läuft.", "This person has no plan that goes on."),
    Said("eine Person eigener Fälle, deren Plan läuft", "a person of your own cases whose plan goes on"),
    Said("Beginnen Sie einen mit ihr: geleit plan new.", "Begin one with them: geleit plan new."),
)
"""What is said of a plan that was not found, and what to do."""
SHEET_KIND = (
    Said("Dieses angefangene Formular gibt es nicht mehr.", "This half-filled form is not there any more."),
    Said("ein eigenes Formular von höchstens 14 Tagen", "a form of your own, at most 14 days old"),
    Said("Beginnen Sie eine neue Überleitung (geleit refer).", "Begin a new referral (geleit refer)."),
)
SESSION_KIND = (
    Said("Diese Anmeldung gibt es nicht, oder sie ist schon beendet.", "There is no such session, or it has ended."),
    Said("eine Anmeldung aus Ihrer Liste", "a session of your list"),
    Said("geleit staff sessions zeigt Ihre.", "geleit staff sessions shows yours."),
)
CASEWORK_KINDS: Mapping[str, tuple[Said, Said, Said]] = MappingProxyType(
    {PLAN: PLAN_KIND, SESSION: SESSION_KIND, SHEET: SHEET_KIND}
)
"""What is said of each kind of thing that was not found."""
CASEWORK: Mapping[str, Said] = MappingProxyType(
    {
        "SENDER_WORD_MISSING": Said("1 bis 1000 Zeichen", "1 to 1,000 characters"),
        "SENDER_CONFLICT_OF_INTEREST": Said(
            "jemand, der mit der Person nichts zu tun hat", "somebody who has nothing to do with the person"
        ),
        "SENDER_RULE_FAILED": Said("was die genannte Regel verlangt", "what the rule named asks for"),
        "SENDER_GLASS_NOT_NEEDED": Said("ein Fall, der nicht Ihrer ist", "a case that is not yours"),
        "SENDER_NOTHING_TO_REVIEW": Said("ein Fall mit einem Notfallzugriff", "a case with a look in an emergency"),
        "SENDER_PLAN_OPEN": Said("ein Plan für jede Person", "one plan for each person"),
        "SENDER_PLAN_UNFIT": Said(
            "ein Tag ab heute, eine Nummer des Plans", "a day from today on, a number of the plan"
        ),
        "SENDER_ANSWER_INCOMPLETE": Said("was die Person gesagt hat, ganz", "all of what the person said"),
        "SENDER_FIELD_UNREADABLE": Said("ein Feld dieses Formulars, einmal", "a field of this form, once"),
        "SENDER_FORM_NOT_FROM_HERE": Said(
            "ein Formular von einer Seite Ihrer Sitzung", "a form of a page of your session"
        ),
        "SENDER_FORM_UNREADABLE": Said("ein Formular, wie die Seite es zeigt", "a form as the page shows it"),
        "SENDER_SEALED_PART_UNFIT": Said(
            "ein Teil, den geleit seal-part für diese Stelle geschrieben hat",
            "a part that geleit seal-part wrote for this partner",
        ),
        "SENDER_SHEET_CHANGED": Said("der Stand, wie er jetzt ist", "the form as it is now"),
        "SENDER_SESSION_ENDED": Said("eine Anmeldung, die noch gilt", "a session that still runs"),
        "SENDER_PASSKEY_REFUSED": Said("Ihr eigener Passkey, auf dieser Seite", "your own passkey, on this page"),
        "SENDER_PASSKEY_NAME_UNFIT": Said("Diensthandy", "work phone"),
        "SENDER_TOO_MANY_PASSKEYS": Said("höchstens 10 Passkeys", "10 passkeys at the most"),
        "SENDER_NO_PASSKEYS_HERE": Said("https://vermittlung.example", "https://hub.example"),
        "SENDER_NOT_FRESH": Said("Ihr eigenes Passwort", "your own passphrase"),
        "SENDER_SIGN_IN_TOO_SOON": Said("ein Versuch nach der Pause", "a try after the pause"),
        "SENDER_SIGN_IN_BUSY": Said("derselbe Versuch, etwas später", "the same try, a little later"),
        "SENDER_STEP_MISSING": Said('"step": 1, die Nummer eines Schritts', '"step": 1, the number of a step'),
    }
)
"""For each code of an error."""
