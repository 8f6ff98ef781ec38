"""Error hierarchy: a class is a `code`, an HTTP status and one sentence in German and in English.

GeleitError
├ Refusal      the caller asked for something that is not allowed as asked (4xx)
└ Unavailable  something the hub needs is not there for now (5xx, worth repeating)

An error carries ids and codes, never a personal value. `pointer` is a JSON Pointer (RFC 6901), `allowed` names legal
next steps, `retryable` is one of `never`, `same-ids`, `after-fix` (protocol section 9). A refusal says four things:
what is the matter (`de`, `en`, and more exactly `what`), where (`where`), what would be right (`form`), what to do.
"""

from typing import Self

from exchange.core.said import NOTHING, Said


class GeleitError(Exception):
    """The exchange could not go on."""

    code = "HUB_ERROR"
    status = 500
    retryable = "never"
    de = "Geleit konnte nicht weitermachen."
    fix_de = "Bitte melden Sie die Vorgangsnummer dem Betrieb."
    fix_en = "Please give the trace number to your operator."

    def __init__(self, detail: str = "", *, pointer: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer
        self.allowed = allowed
        self.what, self.where, self.form = NOTHING, pointer, NOTHING

    def saying(self, *, what: Said = NOTHING, where: str = "", form: Said = NOTHING, do: Said = NOTHING) -> Self:
        """Say more exactly what is the matter, where, what is right, what to do; never a personal value."""
        self.what, self.where = what if any(what) else self.what, where or self.where
        self.form = form if any(form) else self.form
        self.fix_de, self.fix_en = do if any(do) else (self.fix_de, self.fix_en)
        return self

    @property
    def en(self) -> str:
        """The English sentence: the class's own docstring."""
        return (self.__doc__ or self.code).partition("\n")[0]

    def __str__(self) -> str:
        return f"{self.en} ({self.detail})" if self.detail else self.en


class Refusal(GeleitError):
    """This is not allowed as asked."""

    code = "SENDER_REFUSED"
    status = 422
    retryable = "after-fix"
    de = "Das ist so nicht erlaubt."
    fix_de = "Bitte prüfen Sie die genannte Stelle und versuchen Sie es noch einmal."
    fix_en = "Check the place named and try again."


class Unavailable(GeleitError):
    """Something the hub needs is not there for the moment."""

    code = "HUB_UNAVAILABLE"
    status = 503
    retryable = "same-ids"
    de = "Ein Teil des Dienstes ist gerade nicht erreichbar. Es ist nichts verloren."
    fix_de = "Bitte versuchen Sie es in einer Minute noch einmal."
    fix_en = "Try again in a minute. Nothing is lost."


class NotAnId(Refusal):
    """This is not a well-formed identifier or time."""

    code = "SENDER_MALFORMED_ID"
    status = 400
    de = "Diese Kennung oder Zeitangabe ist nicht richtig aufgebaut."


class NotAnEntity(NotAnId):
    """An entity id is an https address without path, query or trailing slash."""

    code = "SENDER_MALFORMED_ENTITY"
    de = "Eine Teilnehmer-Kennung ist eine https-Adresse ohne Pfad und ohne Schrägstrich am Ende."
    fix_de = "Beispiel: https://beratung.example. Nur der Demo-Betrieb erlaubt http://127.0.0.1:PORT."
    fix_en = "Example: https://counselling.example. Only demo mode takes http://127.0.0.1:PORT."


class Malformed(Refusal):
    """The input is not well-formed JSON, or a member is missing, repeated or of the wrong kind."""

    code = "SENDER_MALFORMED"
    status = 400
    de = "Die Eingabe ist kein gültiges JSON, oder ein Feld fehlt, ist doppelt oder von falscher Art."


class TooLarge(Refusal):
    """The input is larger than allowed."""

    code = "SENDER_TOO_LARGE"
    status = 413
    de = "Die Eingabe ist größer als erlaubt."
    fix_de = "Bitte kürzen Sie Texte oder senden Sie große Inhalte als Anhang (höchstens 50 MB je Anhang)."
    fix_en = "Shorten the text, or send large content as an attachment (at most 50 MB each)."


class Unsupported(Refusal):
    """This media type is not accepted here."""

    code = "SENDER_UNSUPPORTED_MEDIA_TYPE"
    status = 415
    de = "Dieser Inhaltstyp wird hier nicht angenommen."


class SchemaInvalid(Refusal):
    """The document does not fit its schema or the partner's profile."""

    code = "SENDER_SCHEMA_INVALID"
    de = "Das Dokument passt nicht zum Schema oder zum Profil der Stelle."
    fix_de = "Bitte ergänzen oder entfernen Sie das genannte Feld. Hilfe: geleit schema example."
    fix_en = "Add or remove the field named. See: geleit schema example."


class SchemaUnusable(Refusal):
    """A schema or profile cannot be used as it is."""

    code = "SENDER_SCHEMA_UNUSABLE"
    de = "Ein Schema oder Profil ist so nicht zu gebrauchen."
    fix_de = "Bitte prüfen Sie die Datei mit geleit schema check."
    fix_en = "Check the file with geleit schema check."


class NotCovered(Refusal):
    """This value may not be passed on."""

    code = "SENDER_NOT_PERMITTED"
    de = "Diese Angabe darf nicht weitergegeben werden."
    fix_de = "Lassen Sie das Feld weg, oder besprechen Sie eine neue Einwilligung mit der Person."
    fix_en = "Leave the field out, or talk to the person about a new consent."


class ConsentInvalid(Refusal):
    """This consent was not given as the law asks."""

    code = "SENDER_CONSENT_INVALID"
    de = "Diese Einwilligung ist nicht so erteilt, wie es das Gesetz verlangt."
    fix_de = "Die genannte Regel fehlt noch. Besprechen Sie es mit der Person und erfassen Sie neu."
    fix_en = "The rule named is not met. Talk to the person and record it again."


class Gone(Refusal):
    """This was withdrawn, collected too late, or has ended."""

    code = "HUB_ENDED"
    status = 410
    retryable = "never"
    de = "Das wurde zurückgenommen oder ist abgelaufen."


class ConsentEnded(Gone):
    """The consent has ended: it was withdrawn or its time is over."""

    code = "HUB_CONSENT_ENDED"
    de = "Die Einwilligung ist beendet: Sie wurde widerrufen oder ist abgelaufen."
    fix_de = "Es wird nichts mehr übermittelt. Löschen Sie, was Sie schon erhalten haben, und bestätigen Sie es."
    fix_en = "Nothing more is sent. Delete what you already hold and confirm it."


REFERRAL, CONSENT, STAFF = "Überleitung / referral", "Einwilligung / consent", "Mitarbeitende / staff"
PERSON, ANY_REFERRAL, FILE = "Person / person", "Überleitung, auch fremde / referral, of anybody", "Datei / file"
PARTNER, CLIENT, ENTRY = "Stelle / partner", "Fachverfahren / client", "Eintrag des Protokolls / entry of the log"
PLAN, SESSION, SHEET, PASSKEY = "Unterstützungsplan / support plan", "Anmeldung / session", "Formular / form", "Passkey"
"""What kind of thing was not found, for whoever typed its id."""


class NotFound(Refusal):
    """There is no such thing here, or it is not yours to know of."""

    code = "HUB_NOT_FOUND"
    status = 404
    retryable = "never"
    de = "Das gibt es hier nicht, oder Sie dürfen davon nichts wissen."
    fix_de = "Bitte prüfen Sie, ob die Kennung richtig geschrieben ist und hierher gehört."
    fix_en = "Check that the id is spelled correctly and belongs here."

    def __init__(self, detail: str = "", *, kind: str = "", pointer: str = "", allowed: tuple[str, ...] = ()) -> None:
        super().__init__(f"{kind}: {detail}" if kind else detail, pointer=pointer, allowed=allowed)
        self.kind, self.where = kind, pointer or detail


class Forbidden(Refusal):
    """You are not allowed to do this."""

    code = "SENDER_FORBIDDEN"
    status = 403
    retryable = "never"
    de = "Dazu sind Sie nicht berechtigt."
    fix_de = "Bitte wenden Sie sich an Ihre Teamleitung oder den Betrieb."
    fix_en = "Ask your team lead or your operator."


class WrongPassphrase(Refusal):
    """The passphrase is wrong."""

    code = "SENDER_WRONG_PASSPHRASE"
    status = 403
    de = "Die Passphrase ist falsch."
    fix_de = "Bitte prüfen Sie die Datei oder Umgebungsvariable mit der Passphrase. Es wurde nichts geändert."
    fix_en = "Check the file or environment variable that holds the passphrase. Nothing was changed."


class FourEyes(Refusal):
    """This needs a second person, and the second person is never the one who made it."""

    code = "SENDER_FOUR_EYES"
    status = 403
    de = "Das braucht eine zweite Person, und die ist nie dieselbe wie die erste."
    fix_de = (
        "Geben Sie mit --approve-by eine andere berechtigte Person an. Einem Entwurf stimmt sie zu mit: geleit approve."
    )
    fix_en = "Name another entitled person with --approve-by. A draft they may also approve with: geleit approve."


class NotTrained(Refusal):
    """Sensitive referrals need a valid training of everybody who sends or approves them."""

    code = "SENDER_NOT_TRAINED"
    status = 403
    de = "Sensible Überleitungen darf nur senden oder freigeben, wer zu diesem Thema eine gültige Schulung hat."
    fix_de = "Tragen Sie die Schulung ein (geleit staff training) oder bitten Sie eine geschulte Person."
    fix_en = "Record the training (geleit staff training) or ask a trained colleague."


class IllegalStep(Refusal):
    """This step does not follow from the present state."""

    code = "HUB_ILLEGAL_STEP"
    status = 409
    de = "Dieser Schritt ist im jetzigen Stand nicht möglich."
    fix_de = "Möglich sind nur die genannten Schritte."
    fix_en = "Only the steps listed are possible."


class StaleVersion(Refusal):
    """The referral has moved on since the version you saw."""

    code = "HUB_STALE_VERSION"
    status = 412
    de = "Die Überleitung hat sich inzwischen geändert."
    fix_de = "Holen Sie den neuen Stand und entscheiden Sie noch einmal."
    fix_en = "Fetch the present state and decide again."


class Conflict(Refusal):
    """The same identifier was used before with other content."""

    code = "HUB_CONFLICT"
    status = 409
    retryable = "never"
    de = "Diese Kennung wurde schon mit anderem Inhalt benutzt."
    fix_de = "Es wurde nichts überschrieben. Verwenden Sie eine neue Kennung."
    fix_en = "Nothing was overwritten. Use a new identifier."


class Duplicate(Refusal):
    """There already is an open referral for this person, partner and service line."""

    code = "SENDER_DUPLICATE_REFERRAL"
    status = 409
    de = "Für diese Person läuft schon eine Überleitung an dieses Angebot."
    fix_de = "Arbeiten Sie mit der offenen Überleitung weiter oder nehmen Sie sie zuerst zurück."
    fix_en = "Go on with the open referral, or cancel it first."


class PartnerUnknown(Refusal):
    """This partner or service line is not enrolled."""

    code = "SENDER_PARTNER_UNKNOWN"
    de = "Diese Stelle oder dieses Angebot ist nicht aufgenommen."
    fix_de = "Prüfen Sie die Kennung oder nehmen Sie die Stelle auf (geleit partner enrol)."
    fix_en = "Check the identifier, or enrol the partner (geleit partner enrol)."


class PartnerSuspended(Refusal):
    """This partner is suspended."""

    code = "SENDER_PARTNER_SUSPENDED"
    status = 409
    de = "Diese Stelle ist gesperrt."
    fix_de = "Wählen Sie eine andere Stelle oder fragen Sie Ihre Teamleitung."
    fix_en = "Choose another partner, or ask your team lead."


class KeyUnusable(Refusal):
    """A key is unknown, not yet valid, retired or revoked."""

    code = "SENDER_KEY_UNUSABLE"
    de = "Ein Schlüssel ist unbekannt, noch nicht gültig, abgelaufen oder widerrufen."
    fix_de = "Die Stelle muss einen gültigen Schlüssel melden (geleit partner enrol)."
    fix_en = "The partner must publish a valid key (geleit partner enrol)."
