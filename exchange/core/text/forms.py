"""Right form: what would be taken in the place of what was refused, for each code of an error, in both languages."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.errors import ANY_REFERRAL, CLIENT, CONSENT, ENTRY, PARTNER, PERSON, REFERRAL, STAFF
from exchange.core.said import Said
from exchange.core.text.casework_forms import ANY_CASE_KIND, CASEWORK, CASEWORK_KINDS, PERSON_KIND
from exchange.core.text.federation_forms import FEDERATION
from exchange.core.text.leaving_forms import LEAVING
from exchange.core.text.register_forms import REGISTER
from exchange.core.text.witness_forms import WITNESSES

DAY = Said("ein Tag als JJJJ-MM-TT, zum Beispiel 2026-12-31", "a day as YYYY-MM-DD, for example 2026-12-31")
INSTANT = Said(
    "ein Zeitpunkt mit Zeitzone, zum Beispiel 2026-12-31T09:00:00+01:00",
    "a time with its offset, for example 2026-12-31T09:00:00+01:00",
)
CASE = Said(
    "die Nummer einer eigenen Überleitung wie 7K2-94Q (ohne Vokale, ohne 0, 1, 5, 8), oder ihre Kennung",
    "the code of a referral of your own such as 7K2-94Q (no vowels, no 0, 1, 5, 8), or its id",
)
ENTITY = Said(
    "https und der Name, ohne Pfad und ohne / am Ende: https://beratung.example",
    "https and the name, without a path and without / at the end: https://counselling.example",
)
STAFF_ID = Said("ein Kürzel ohne Leerzeichen, zum Beispiel anna", "a staff id without blanks, for example anna")

CONSENT_ID = Said(
    "die Kennung einer Einwilligung, wie geleit consent record oder geleit show sie nennt",
    "the id of a consent, as geleit consent record or geleit show names it",
)
KINDS: Mapping[str, tuple[Said, Said, Said]] = MappingProxyType(
    {
        REFERRAL: (
            Said("Gesucht ist eine Überleitung.", "A referral is looked for."),
            CASE,
            Said("geleit list zeigt Ihre Überleitungen mit ihrer Nummer.", "geleit list shows yours with their codes."),
        ),
        ANY_REFERRAL: ANY_CASE_KIND,
        CONSENT: (
            Said("Gesucht ist eine Einwilligung.", "A consent is looked for."),
            CONSENT_ID,
            Said("geleit show nennt die Einwilligung einer Überleitung.", "geleit show names a referral's consent."),
        ),
        PERSON: PERSON_KIND,
        STAFF: (
            Said("Gesucht ist jemand, der hier arbeitet.", "Somebody who works here is looked for."),
            Said("das Kürzel von jemandem, der hier arbeitet", "the staff id of somebody who works here"),
            Said("Prüfen Sie das Kürzel, oder tragen Sie die Person ein (geleit staff add).",
                 "Check the staff id, or enter the person (geleit staff add)."),
        ),
        **CASEWORK_KINDS,
        PARTNER: (
            Said("Gesucht ist eine Stelle.", "A partner is looked for."),
            ENTITY,
            Said("Prüfen Sie die Adresse, oder nehmen Sie die Stelle auf (geleit partner enrol).",
                 "Check the address, or enrol the partner (geleit partner enrol)."),
        ),
        CLIENT: (
            Said("Gesucht ist ein Fachverfahren.", "A case-management system is looked for."),
            Said("der Kurzname eines angemeldeten Fachverfahrens", "the short name of a registered system"),
            Said("geleit client list zeigt alle.", "geleit client list shows them all."),
        ),
        ENTRY: (
            Said("Gesucht ist ein Eintrag des Protokolls.", "An entry of the log is looked for."),
            Said("die Nummer eines Eintrags, oder eine Kennung, die ein Eintrag nennt",
                 "the index of a leaf, or an id that a leaf names"),
            Said("geleit log verify sagt, wie viele Einträge es gibt.", "geleit log verify says how many there are."),
        ),
    }
)  # fmt: skip
"""By what was not found: what is looked for, its right form, and where to find it."""

FORMS: Mapping[str, Said] = MappingProxyType(
    {
        **LEAVING,
        **CASEWORK,
        **REGISTER,
        **WITNESSES,
        **FEDERATION,
        "HUB_ADAPTER_UNKNOWN": Said("der Name eines installierten Adapters", "the name of an installed adapter"),
        "HUB_ALREADY_THERE": Said("ein leerer oder neuer Ordner", "an empty or a new folder"),
        "HUB_BAD_CERTIFICATE": Said("zwei Dateien im PEM-Format", "two files in PEM format"),
        "HUB_BAD_CONFIG": Said(
            "ein Ordner mit geleit.toml, wie geleit init ihn anlegt", "a folder with geleit.toml, as geleit init makes"
        ),
        "HUB_CONFLICT": Said("eine Kennung, die noch niemand hat", "an id nobody has yet"),
        "HUB_DEMO_FOLDER_IN_USE": Said("ein leerer oder neuer Ordner", "an empty or a new folder"),
        "HUB_ENDED": Said("etwas, das noch gilt", "something that still stands"),
        "HUB_CONSENT_ENDED": Said("eine Einwilligung, die noch gilt", "a consent that still stands"),
        "HUB_ILLEGAL_STEP": Said(
            "ein Schritt, der auf den jetzigen Stand folgt (geleit show nennt ihn)",
            "a step that follows from the present state (geleit show names it)",
        ),
        "HUB_NOT_FOUND": Said(
            "eine Kennung, die es hier gibt und die Sie sehen dürfen", "an id that is here and that you may see"
        ),
        "HUB_PUBLIC_WITHOUT_TLS": Said("127.0.0.1:8080, oder mit TLS", "127.0.0.1:8080, or with TLS"),
        "HUB_STALE_VERSION": Said("der Stand, wie er jetzt ist", "the state as it is now"),
        "PARTNER_ALREADY_SET_UP": Said("ein leerer oder neuer Ordner", "an empty or a new folder"),
        "PARTNER_HOOK_NOT_GENUINE": Said("ein Aufruf mit gültiger Unterschrift", "a call with a signature that holds"),
        "PARTNER_HUB_NOT_TRUSTED": Said(
            "die Adresse und der Fingerabdruck, die vereinbart sind", "the address and the pin that were agreed on"
        ),
        "PARTNER_HUB_REFUSED": Said("was der genannte Code verlangt", "what the code named asks for"),
        "PARTNER_NOT_SET_UP": Said(
            "ein Ordner, den geleit partner init anlegte", "a folder made by geleit partner init"
        ),
        "PARTNER_PACKET_CLOSED": Said("ein Paket mit dem Schritt „received“", "a packet of the stage “received”"),
        "PARTNER_PACKET_UNKNOWN": Said("die Kennung eines Pakets der Liste", "the id of a packet of the list"),
        "SENDER_ABOUT_ONESELF": Said("jemand anderes als Sie selbst", "somebody other than yourself"),
        "SENDER_ADDRESS_QUOTA_EXCEEDED": Said("weniger Aufrufe", "fewer calls"),
        "SENDER_ATTACHMENT_REFUSED": Said(
            ".pdf, .txt, .png, .jpg, .jpeg, .odt oder .docx, höchstens 50 MB",
            ".pdf, .txt, .png, .jpg, .jpeg, .odt or .docx, at most 50 MB",
        ),
        "SENDER_CLIENT_SUSPENDED": Said("ein Fachverfahren, das angemeldet ist", "a client that is registered"),
        "SENDER_CLOCK_OFF": Said("eine Uhr, die richtig geht", "a clock that is right"),
        "SENDER_CONSENT_INVALID": Said("eine Einwilligung, die jede Regel erfüllt", "a consent that meets every rule"),
        "SENDER_DUPLICATE_REFERRAL": Said(
            "eine offene Überleitung je Person und Angebot", "one open referral for a person and a service"
        ),
        "SENDER_EVENTS_AHEAD": Said("zuerst die Meldung, die fehlt", "the message that is missing, first"),
        "SENDER_EVENT_NOT_TAKEN": Said(
            "ein SET, wie schemas/SPEC.md es beschreibt", "a SET as schemas/SPEC.md describes it"
        ),
        "SENDER_FORBIDDEN": Said("jemand mit einer Rolle, die das darf", "somebody whose role allows it"),
        "SENDER_FORBIDDEN_TEXT": Said(
            "Alltagsworte, ohne Nummern und ohne Diagnosen", "everyday words, without numbers and without diagnoses"
        ),
        "SENDER_FOUNDERS_UNFIT": Said(
            '--first lea "Lea L." team-lead --second anna "Anna A." caseworker',
            '--first lea "Lea L." team-lead --second anna "Anna A." caseworker',
        ),
        "SENDER_FOUR_EYES": Said(
            "eine zweite, berechtigte Person, die nichts daran geschrieben hat",
            "a second, entitled person who wrote none of it",
        ),
        "SENDER_NOTHING_OF_THIS_NAME": Said(
            "eine Datei oder eine Stelle wie /note, die im Entwurf steht",
            "a file or a place such as /note that is in the draft",
        ),
        "SENDER_HEAD_TOO_LARGE": Said("höchstens 64 Felder und 64 KiB", "at most 64 fields and 64 KiB"),
        "SENDER_HOOK_REFUSED": Said(
            "https://, ein Name, der sich auflösen lässt, im Internet",
            "https://, a name that resolves, in the internet",
        ),
        "SENDER_HOOK_UNKNOWN": Said(
            "eine Stelle, deren Dokument einen `hook` nennt", "a partner whose document names a `hook`"
        ),
        "SENDER_HTTP_VERSION": Said("HTTP/1.1", "HTTP/1.1"),
        "SENDER_INVALID_HEAD": Said(
            "GET /livez HTTP/1.1, dann Felder wie Host: hub.example",
            "GET /livez HTTP/1.1, then fields as Host: hub.example",
        ),
        "SENDER_IDEMPOTENCY_KEY_MISSING": Said(
            'Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324"',
            'Idempotency-Key: "8e03978e-40d5-43dd-bc93-6894a57f9324"',
        ),
        "SENDER_IDEMPOTENCY_KEY_REUSED": Said("ein neuer Schlüssel je Aufruf", "a new key for each call"),
        "SENDER_IDENTITY_TAKEN": Said("eine eigene Adresse, eigene Schlüssel", "an address and keys of its own"),
        "SENDER_IF_MATCH_MISSING": Said('If-Match: "3" (das ETag), oder *', 'If-Match: "3" (the ETag), or *'),
        "SENDER_INSUFFICIENT_SCOPE": Said("ein Token mit diesem Umfang", "a token with this scope"),
        "SENDER_INVALID_CLIENT": Said(
            "eine unterschriebene Client Assertion (RFC 7523)", "a signed client assertion (RFC 7523)"
        ),
        "SENDER_INVALID_DPOP_PROOF": Said("ein neuer Nachweis (RFC 9449)", "a new proof (RFC 9449)"),
        "SENDER_INVALID_HOST": Said("ein Feld Host: hub.example", "one field Host: hub.example"),
        "SENDER_INVALID_TARGET": Said("GET /livez HTTP/1.1", "GET /livez HTTP/1.1"),
        "SENDER_INVALID_TOKEN": Said("Authorization: DPoP …", "Authorization: DPoP …"),
        "SENDER_KEY_UNUSABLE": Said(
            "ein JWK Set mit gültigen öffentlichen Schlüsseln", "a JWK Set of public keys that are valid"
        ),
        "SENDER_LOG_SOUND": Said("ein Protokoll, das nicht mehr stimmt", "a log that does not hold any more"),
        "SENDER_MALFORMED": Said(
            "JSON nach RFC 8259: jedes Feld einmal, kein Komma nach dem letzten",
            "JSON as RFC 8259 says: each member once, no comma after the last",
        ),
        "SENDER_MALFORMED_ENTITY": ENTITY,
        "SENDER_MALFORMED_ID": Said(
            "eine Kennung in Kleinbuchstaben, oder die Nummer einer Überleitung wie 7K2-94Q",
            "an id in small letters, or a referral's code such as 7K2-94Q",
        ),
        "SENDER_METHOD_NOT_ALLOWED": Said("eine Methode, die der Kopf Allow nennt", "a method the header Allow names"),
        "SENDER_NO_SUCH_CHANGE": Said(
            "jemand, für den etwas eingetragen ist", "somebody for whom something was entered"
        ),
        "SENDER_NOT_CONFIRMED": Said("ein bestätigtes Konto", "an account that was confirmed"),
        "SENDER_NOT_GENUINE": Said("eine Unterschrift, die stimmt", "a signature that holds"),
        "SENDER_NOT_PERMITTED": Said(
            "Angaben, die eine Klausel der Einwilligung für diese Stelle nennt",
            "what a clause of the consent names for this partner",
        ),
        "SENDER_NOT_TRAINED": Said(
            "jemand mit gültiger Schulung zu diesem Thema", "somebody with a valid training on this topic"
        ),
        "SENDER_PARTNER_SUSPENDED": Said("eine Stelle, die teilnimmt", "a partner that takes part"),
        "SENDER_PARTNER_UNKNOWN": Said(
            "Kennung und Angebot einer aufgenommenen Stelle", "entity id and service line of an enrolled partner"
        ),
        "SENDER_PASSPHRASE_FILE_EXPOSED": Said("eine Datei mit den Rechten 0600", "a file of the mode 0600"),
        "SENDER_PASSPHRASE_FILE_UNREADABLE": Said("eine lesbare Datei", "a file that can be read"),
        "SENDER_PASSPHRASE_NOT_GIVEN": Said(
            "--passphrase-file DATEI, --by-passphrase-file DATEI oder eine Eingabe",
            "--passphrase-file FILE, --by-passphrase-file FILE, or typed in",
        ),
        "SENDER_PROOF_INVALID": Said("die Datei, wie sie ausgegeben wurde", "the file as it was handed out"),
        "SENDER_QUOTA_EXCEEDED": Said("weniger Aufrufe", "fewer calls"),
        "SENDER_REFUSED": Said("was die Anleitung nennt", "what the documentation names"),
        "SENDER_SCHEMA_INVALID": Said("was das Schema an dieser Stelle nennt", "what the schema names at this place"),
        "SENDER_SCHEMA_UNUSABLE": Said("ein gültiges JSON Schema (2020-12)", "a valid JSON Schema (2020-12)"),
        "SENDER_SEVERAL_CHANGES": Said("--what und eines der Wörter", "--what and one of the words"),
        "SENDER_STAFF_NOT_NAMED": Said("On-Behalf-Of: anna", "On-Behalf-Of: anna"),
        "SENDER_STAFF_UNKNOWN": Said(
            "das Kürzel von jemandem, der hier arbeitet", "the staff id of somebody who works here"
        ),
        "SENDER_STEP_UNKNOWN": Said("ein Schritt der Liste", "a step of the list"),
        "SENDER_STILL_RUNNING": Said("derselbe Aufruf, etwas später", "the same call, a little later"),
        "SENDER_TOO_LARGE": Said(
            "ein Dokument bis 1 MiB, Anlagen bis 50 MB", "a document up to 1 MiB, attachments up to 50 MB"
        ),
        "SENDER_TOO_SLOW": Said("die Anfrage in einem Zug", "the request without pauses"),
        "SENDER_UNSUPPORTED_MEDIA_TYPE": Said("Content-Type: application/json", "Content-Type: application/json"),
        "SENDER_UPLOAD_QUOTA_EXCEEDED": Said("weniger Anlagen am Tag", "fewer attachments a day"),
        "SENDER_USE_DPOP_NONCE": Said("ein Nachweis mit dieser Nonce", "a proof with this nonce"),
        "SENDER_WEAK_PASSPHRASE": Said(
            "mindestens 12 Zeichen, am besten vier Wörter", "at least 12 characters, best four words"
        ),
        "SENDER_WRONG_CODE": Said("beide Hälften, wie sie gezeigt wurden", "both halves as they were shown"),
        "SENDER_WRONG_PASSPHRASE": Said("die Passphrase, die dazu gehört", "the passphrase that belongs to it"),
        "HUB_PERSON_AMBIGUOUS": Said(
            "die Kennung der einen Person, wie geleit doctor sie nennt",
            "the id of the one person, as geleit doctor names it",
        ),
        "SENDER_CONSENT_AMBIGUOUS": Said("die Kennung der einen Einwilligung", "the id of the one consent"),
        "SENDER_DAYS_UNFIT": Said(
            "--from 2026-12-21 --to 2027-01-03, höchstens ein Jahr",
            "--from 2026-12-21 --to 2027-01-03, a year at the most",
        ),
        "SENDER_ENOUGH_STAND": Said(
            "geleit staff add, dann geleit staff confirm von jemand anderem",
            "geleit staff add, then geleit staff confirm by somebody else",
        ),
        "SENDER_FINDINGS_UNCONFIRMED": Said(
            "ohne das Genannte, oder --confirm-finding kin:/note; in der Schnittstelle confirmed: [{kind, pointer}]",
            "without what is named, or --confirm-finding kin:/note; in the API confirmed: [{kind, pointer}]",
        ),
        "SENDER_FINGERPRINT_MISMATCH": Said(
            "sechs Gruppen zu vier Zeichen, wie die Stelle sie vorliest",
            "six groups of four characters, as the partner reads them out",
        ),
        "SENDER_MALFORMED_KEY": Said(
            "1 bis 100 sichtbare Zeichen, zum Beispiel P-1001",
            "1 to 100 characters that can be seen, for example P-1001",
        ),
        "SENDER_NOTHING_PROPOSED": Said(
            "eine Stelle, deren neues Dokument etwas vorschlägt", "a partner whose new document proposes something"
        ),
        "SENDER_NOT_A_MOMENT": Said("2026-11-24 09:30, nicht in der Zukunft", "2026-11-24 09:30, not in the future"),
        "SENDER_NOT_STANDING_IN": Said(
            "jemand, für den heute eine Vertretung eingetragen ist", "somebody who is entered as standing in today"
        ),
        "SENDER_NO_DEPUTY": Said(
            "jemand mit der Rolle Vertretung (deputy), und --for mit einer anderen Person, die Fälle hat",
            "somebody with the role deputy, and --for with somebody else who has cases",
        ),
        "SENDER_REASON_MISSING": Said(
            '--reason "Handelsregisterauszug gesehen"', '--reason "extract of the register seen"'
        ),
        "SENDER_RECIPIENT_CHANGED": Said(
            "eine Einwilligung, die die Person der Stelle gab, wie sie heute ist",
            "a consent the person gave to the partner as it is now",
        ),
        "SENDER_REFERENCE_TAKEN": Said(
            "ein Kennzeichen, unter dem noch niemand bekannt ist", "a reference by which nobody is known yet"
        ),
        "SENDER_REPORT_TOO_LONG": Said("ein kürzerer Zeitraum", "a shorter period"),
        "SENDER_ROW_SOUND": Said(
            "eine Zeile, die abweicht, wie geleit doctor sie nennt", "a row that differs, as geleit doctor names it"
        ),
        "SENDER_SAME_PERSON": Said("die Kennzeichen von zwei Personen", "the references of two persons"),
        "SENDER_SECRECY_OF_KIND": Said(
            "bei dieser Art: bound_by_203: true, ohne --not-bound-by-203",
            "for this kind: bound_by_203: true, without --not-bound-by-203",
        ),
        "SENDER_STAYS_BEHIND": Said(
            "--leave-out mit dem Namen der Datei oder der Stelle wie /note",
            "--leave-out with the name of the file or the place such as /note",
        ),
        "SENDER_STOPPED": Said(
            "ein Ja auf die Frage, oder --yes, wo es das gibt", "a yes to the question, or --yes where there is one"
        ),
        "SENDER_SUSPENDED_CLIENT": Said("ein Client, der nicht ausgesetzt ist", "a client that is not suspended"),
        "SENDER_USAGE": Said("wie --help es zeigt", "as --help shows it"),
    }
)
"""By the code of an error; what is away for a while has none, for nothing that was sent was wrong."""
