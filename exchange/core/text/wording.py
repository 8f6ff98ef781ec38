"""Plain language (B1): the words of `sentence`, German and English.

`{moved}`, `{waiting}`, `{appointment}`, `{reminder}` and `{overdue}` stand for days, capitalised where they
begin a sentence.
"""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.text.dates import Language
from exchange.core.vocabulary import ConsentStatus, Delivery, State

Words = Mapping[Language, str]


def _w(de: str, en: str) -> Words:
    return MappingProxyType({"de": de, "en": en})


WITHOUT = _w("Ohne Einwilligung wird nichts gesendet.", "Nothing is sent without consent.")
GIVEN_BUT = _w(
    "Die Einwilligung liegt vor. Die Freigabe fehlt noch.", "Consent is there. The release is still missing."
)
GIVEN_TO_ANOTHER = _w(
    "Die Stelle ist heute eine andere als die, in die eingewilligt wurde. Bitte fragen Sie die Person neu.",
    "The partner is not the one today that consent was given for. Please ask the person anew.",
)

SENT: Mapping[Delivery, Words] = MappingProxyType(
    {
        Delivery.QUEUED: _w("Die Überleitung wartet auf den Versand.", "The referral is waiting to be sent."),
        Delivery.SENDING: _w("Die Überleitung wird gerade zugestellt.", "The referral is being delivered."),
        Delivery.HANDED_OVER: _w(
            "{Moved} übergeben. Die Stelle hat den Empfang noch nicht bestätigt.",
            "Handed over {moved}. The partner has not confirmed receipt yet.",
        ),
        Delivery.RECEIVED: _w(
            "{Moved} zugestellt. Noch niemand hat sie geöffnet.",
            "Delivered {moved}. Nobody has opened it yet.",
        ),
        Delivery.UNREADABLE: _w(
            "Die Stelle konnte die Überleitung nicht lesen. Sie muss neu gesendet werden.",
            "The partner could not read the referral. It has to be sent again.",
        ),
        Delivery.RETRYING: _w(
            "Die Zustellung ist noch nicht gelungen. Sie wird wiederholt.",
            "Delivery has not worked yet. It is being tried again.",
        ),
        Delivery.DEAD_LETTER: _w(
            "Die Zustellung ist gescheitert. Das Jobcenter klärt, woran es liegt, und sendet dann noch einmal.",
            "Delivery has failed. The Jobcenter finds out why, and then sends it again.",
        ),
        Delivery.WITHDRAWN_BEFORE_DELIVERY: _w(
            "Die Überleitung wurde vor der Zustellung angehalten.",
            "The referral was stopped before delivery.",
        ),
        Delivery.RETURNED: _w(
            "Niemand hat die Überleitung abgeholt. Sie kam {moved} zurück.",
            "Nobody collected the referral. It came back {moved}.",
        ),
    }
)
"""While the referral is `sent`, its delivery is the whole referral."""
UNCOLLECTED = _w(
    "Die Überleitung liegt {waiting} bereit. Die Stelle hat sie noch nicht abgeholt.",
    "The referral has been ready {waiting}. The partner has not collected it yet.",
)
"""Of a parcel whose receipt is missed it is not said that it is just being delivered."""

LATER: Mapping[Delivery, Words] = MappingProxyType(
    {
        Delivery.QUEUED: _w("Eine Nachricht an die Stelle ist unterwegs.", "A message to the partner is on its way."),
        Delivery.SENDING: _w("Eine Nachricht an die Stelle ist unterwegs.", "A message to the partner is on its way."),
        Delivery.HANDED_OVER: _w(
            "Die letzte Nachricht ist übergeben, ihr Empfang aber noch nicht bestätigt.",
            "The last message is handed over, but its receipt is not confirmed yet.",
        ),
        Delivery.UNREADABLE: _w(
            "Die Stelle konnte die letzte Nachricht nicht lesen.",
            "The partner could not read the last message.",
        ),
        Delivery.RETRYING: _w(
            "Die letzte Nachricht ist noch nicht angekommen. Die Zustellung wird wiederholt.",
            "The last message has not arrived yet. Delivery is being tried again.",
        ),
        Delivery.DEAD_LETTER: _w(
            "Die letzte Nachricht kam nicht an. Das Jobcenter klärt, woran es liegt, und sendet dann noch einmal.",
            "The last message did not arrive. The Jobcenter finds out why, and then sends it again.",
        ),
        Delivery.WITHDRAWN_BEFORE_DELIVERY: _w(
            "Die letzte Nachricht wurde vor der Zustellung angehalten.",
            "The last message was stopped before delivery.",
        ),
        Delivery.RETURNED: _w(
            "Niemand hat die letzte Nachricht abgeholt. Sie kam zurück.",
            "Nobody collected the last message. It came back.",
        ),
    }
)
"""Later on, delivery is spoken of only where something is under way or amiss."""
STOPPED = _w("Was noch unterwegs war, wurde angehalten.", "What was still on its way was stopped.")

MATTER: Mapping[State, Words] = MappingProxyType(
    {
        State.DRAFT: _w(
            "Das ist ein Entwurf. Noch ist nichts gesendet.", "This is a draft. Nothing has been sent yet."
        ),
        State.AWAITING_CONSENT: _w("Die Einwilligung fehlt noch.", "Consent is still missing."),
        State.RELEASED: _w(
            "Die Überleitung ist freigegeben, aber noch nicht gesendet.",
            "The referral is released but not sent yet.",
        ),
        State.UNDER_REVIEW: _w(
            "Die Stelle hat die Überleitung geöffnet. Eine Entscheidung gibt es noch nicht.",
            "The partner has opened the referral. There is no decision yet.",
        ),
        State.CLARIFICATION_REQUESTED: _w(
            "Die Stelle hat eine Rückfrage und wartet auf Antwort.",
            "The partner has a question and is waiting for an answer.",
        ),
        State.ACCEPTED: _w(
            "Die Stelle hat die Überleitung angenommen. Ein Termin ist noch nicht gemeldet.",
            "The partner has accepted the referral. No appointment has been reported yet.",
        ),
        State.WAITLISTED: _w(
            "Die Überleitung steht auf der Warteliste der Stelle.",
            "The referral is on the partner's waiting list.",
        ),
        State.SCHEDULED: _w("Ein Termin ist vereinbart.", "An appointment has been made."),
        State.NO_SHOW: _w("Zum Termin ist niemand gekommen.", "Nobody came to the appointment."),
        State.APPOINTMENT_CANCELLED: _w(
            "Der Termin ist abgesagt. Ein neuer ist noch nicht gemeldet.",
            "The appointment is cancelled. No new one has been reported yet.",
        ),
        State.IN_SERVICE: _w("Die Unterstützung läuft.", "The support is under way."),
        State.ON_HOLD: _w("Die Unterstützung macht eine Pause.", "The support is paused."),
        State.EXTERNAL: _w(
            "Die Stelle führt die Sache selbst weiter, außerhalb dieses Programms.",
            "The partner goes on by itself, outside this program.",
        ),
        State.CANCELLATION_REQUESTED: _w(
            "Die Rücknahme ist angefragt. Die Stelle hat noch nicht geantwortet.",
            "Taking the referral back has been asked for. The partner has not answered yet.",
        ),
        State.COMPLETED: _w("Die Unterstützung ist beendet.", "The support has ended."),
        State.DECLINED: _w("Die Stelle hat die Überleitung abgelehnt.", "The partner has declined the referral."),
        State.REDIRECTED: _w(
            "Die Stelle hat an ein anderes Angebot verwiesen.",
            "The partner has pointed to another service.",
        ),
        State.ENDED_EARLY: _w("Die Unterstützung endete vorzeitig.", "The support ended early."),
        State.CANCELLED: _w("Die Überleitung ist zurückgenommen.", "The referral has been taken back."),
        State.CONSENT_WITHDRAWN: _w(
            "Die Einwilligung ist widerrufen. Es wird nichts mehr gesendet.",
            "Consent has been withdrawn. Nothing more is sent.",
        ),
        State.EXPIRED: _w(
            "Es kam keine Antwort. Die Überleitung ist abgelaufen.",
            "There was no answer. The referral has expired.",
        ),
        State.ENTERED_IN_ERROR: _w(
            "Die Überleitung war eine Fehleingabe.",
            "The referral was entered by mistake.",
        ),
    }
)
NO_FEEDBACK = _w(
    "Die Stelle führt die Sache selbst weiter. Es ist keine Rückmeldung vereinbart.",
    "The partner goes on by itself. There is no feedback agreed.",
)
AHEAD = _w("Der Termin ist {appointment}.", "The appointment is {appointment}.")
PAST = _w(
    "Der Termin war {appointment}. Die Stelle hat danach noch nichts gemeldet.",
    "The appointment was {appointment}. The partner has reported nothing since.",
)

CONSENT: Mapping[ConsentStatus, Words] = MappingProxyType(
    {
        ConsentStatus.REQUESTED: _w("Die Einwilligung ist angefragt.", "Consent has been asked for."),
        ConsentStatus.REQUEST_DEFERRED: _w(
            "Die Entscheidung über die Einwilligung ist verschoben.",
            "The decision on consent has been put off.",
        ),
        ConsentStatus.REFUSED: _w("Die Einwilligung wurde nicht gegeben.", "Consent was not given."),
        ConsentStatus.WITHDRAWN: _w("Die Einwilligung ist widerrufen.", "Consent has been withdrawn."),
        ConsentStatus.EXPIRED: _w("Die Einwilligung ist abgelaufen.", "Consent has expired."),
        ConsentStatus.INVALIDATED: _w("Die Einwilligung ist ungültig.", "Consent is not valid."),
    }
)
"""A consent that carries is not spoken of, except where only the release is missing."""

CHECK = _w("{Reminder} sieht das Jobcenter nach.", "The Jobcenter checks {reminder}.")
REMIND_US = _w("{Reminder} geht eine Erinnerung an das Jobcenter.", "A reminder goes to the Jobcenter {reminder}.")
REMIND = _w("{Reminder} geht eine Erinnerung hinaus.", "A reminder goes out {reminder}.")
LATE_US = _w(
    "{Overdue} ist ein Schritt des Jobcenters überfällig.",
    "A step by the Jobcenter has been overdue {overdue}.",
)
LATE = _w(
    "{Overdue} ist eine Meldung der Stelle überfällig.",
    "A message from the partner has been overdue {overdue}.",
)
