"""Partners texts: who helps with what, what each takes, and whether it takes part."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "menu": Said("Stellen", "Partners"),
        "title": Said("Stellen", "Partners"),
        "back": Said("Zurück zu den Stellen", "Back to the partners"),
        "nobody": Said(
            "Noch ist keine Stelle aufgenommen. Die Technik nimmt sie auf.",
            "No partner is enrolled yet. Operations enrols them.",
        ),
        "none": Said("Dazu passt hier keine Stelle.", "No partner here fits that."),
        "one": Said("Eine Stelle passt.", "One partner fits."),
        "several": Said("{count} Angebote passen.", "{count} offers fit."),
        "service": Said("Leistung", "Service"),
        "every_service": Said("Alle Leistungen", "Every service"),
        "language": Said("Sprache", "Language"),
        "every_language": Said("Jede Sprache", "Every language"),
        "text": Said("Ort oder Name", "Place or name"),
        "search": Said("Stellen zeigen", "Show partners"),
        "active": Said("Diese Stelle nimmt Überleitungen an.", "This partner receives referrals."),
        "suspended": Said(
            "Diese Stelle ist angehalten. Sie bekommt nichts Neues.",
            "This partner is suspended. It gets nothing new.",
        ),
        "needs": Said("Das braucht die Stelle", "What the partner needs"),
        "takes": Said("Dazu kann sie Angaben bekommen", "About this it may get details"),
        "refuses": Said("Das möchte sie nicht wissen", "What it does not want to know"),
        "who": Said("Wer das ist", "Who this is"),
        "kind": Said("Art der Stelle", "Kind of partner"),
        "entity": Said("Adresse im Verbund", "Address in the federation"),
        "secrecy": Said("Schweigepflicht", "Professional secrecy"),
        "secrecy.bound": Said("ja, § 203 StGB", "yes, § 203 StGB"),
        "secrecy.unbound": Said("nein", "no"),
        "way": Said("Weg", "Way"),
        "fingerprint": Said("Fingerabdruck", "Fingerprint"),
        "fingerprint_why": Said(
            "Stimmt der Fingerabdruck am Telefon nicht, ist es eine andere Stelle. Dann bitte nichts senden.",
            "If the fingerprint differs on the telephone, it is somebody else. Then please send nothing.",
        ),
        "suspend": Said("Diese Stelle anhalten", "Suspend this partner"),
        "suspend_why": Said(
            "Sie bekommt sofort nichts Neues mehr. Was die Person stoppt, erreicht sie weiter.",
            "It gets nothing new at once. What a person stops still reaches it.",
        ),
        "do_suspend": Said("Jetzt anhalten", "Suspend now"),
        "resume": Said("Wieder annehmen lassen", "Let it receive again"),
        "resume_why": Said(
            "Das machen zwei zusammen: Sie und eine zweite Person, die hier ihr Kürzel und ihre Passphrase eingibt.",
            "Two do this together: you, and a second person who types their staff id and passphrase here.",
        ),
        "reason": Said("Warum darf sie wieder?", "Why may it again?"),
        "reason_hint": Said("Bitte keine Namen und nichts über Personen.", "Please no names, nothing about people."),
        "second": Said("Kürzel der zweiten Person", "Staff id of the second person"),
        "second_passphrase": Said("Passphrase der zweiten Person", "Passphrase of the second person"),
        "do_resume": Said("Fortsetzen", "Go on"),
        "done.anhalten": Said("Angehalten.", "Suspended."),
        "done.fortsetzen": Said("Die Stelle nimmt wieder teil.", "The partner takes part again."),
    }
)
