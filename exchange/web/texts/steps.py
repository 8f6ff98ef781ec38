"""Timeline texts: each step of a case as a sentence; none names a person, a service or a diagnosis."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.said import Said

TEXTS: Mapping[str, Said] = MappingProxyType(
    {
        "next": Said("Als Nächstes: {what}.", "Next: {what}."),
        "draft": Said("Der Vorgang wurde angelegt.", "The case was begun."),
        "awaiting-consent": Said("Es fehlt noch das Ja der Person.", "The person's yes is still missing."),
        "released": Said("Freigegeben.", "Released."),
        "sent": Said("Unterschrieben und gesendet.", "Signed and sent."),
        "under-review": Said("Die Stelle hat die Nachricht geöffnet.", "The partner has opened the message."),
        "clarification-requested": Said("Die Stelle hat eine Frage.", "The partner has a question."),
        "accepted": Said("Die Stelle hat zugesagt.", "The partner has accepted."),
        "waitlisted": Said("Die Person steht auf der Warteliste.", "The person is on the waiting list."),
        "scheduled": Said("Es gibt einen Termin.", "There is an appointment."),
        "no-show": Said("Die Person war nicht beim Termin.", "The person did not come to the appointment."),
        "appointment-cancelled": Said("Der Termin wurde abgesagt.", "The appointment was cancelled."),
        "in-service": Said("Die Unterstützung hat begonnen.", "The support has begun."),
        "on-hold": Said("Die Unterstützung macht Pause.", "The support pauses."),
        "external": Said("Die Stelle führt es ohne uns weiter.", "The partner goes on without us."),
        "cancellation-requested": Said("Wir haben die Stelle gebeten aufzuhören.", "We asked the partner to stop."),
        "completed": Said("Die Unterstützung ist beendet.", "The support has ended."),
        "declined": Said("Die Stelle hat abgesagt.", "The partner has declined."),
        "redirected": Said(
            "Die Stelle nennt eine andere, die besser passt.", "The partner names one that fits better."
        ),
        "ended-early": Said("Die Unterstützung endete früher als geplant.", "The support ended earlier than planned."),
        "cancelled": Said("Die Überleitung wurde zurückgenommen.", "The referral was taken back."),
        "consent-withdrawn": Said("Die Person hat ihr Ja zurückgenommen.", "The person took back their yes."),
        "expired": Said("Es kam keine Antwort. Der Vorgang ist abgelaufen.", "No answer came. The case has expired."),
        "entered-in-error": Said("Es war eine Fehleingabe.", "It was entered in error."),
        "handed-over": Said("Die Stelle hat das Paket abgeholt.", "The partner has fetched the packet."),
        "by.telephone": Said("{who} sagte es am Telefon.", "{who} said so by telephone."),
        "by.letter": Said("{who} schrieb es in einem Brief.", "{who} wrote so in a letter."),
        "somebody": Said("Die Stelle", "The partner"),
        "reason": Said("Grund: {why}.", "Reason: {why}."),
        "outcome": Said("Ergebnis: {what}.", "Outcome: {what}."),
        "appointment": Said("Termin: {day}, {time} Uhr.", "Appointment: {day}, {time}."),
        "weeks": Said("Wartezeit: etwa {weeks} Wochen.", "Waiting time: some {weeks} weeks."),
        "event.received": Said(
            "Zugestellt. Die Quittung der Stelle ist geprüft.", "Delivered. The partner's receipt is verified."
        ),
        "event.unreadable": Said("Die Stelle konnte es nicht lesen.", "The partner could not read it."),
        "event.question": Said("Die Stelle fragt:", "The partner asks:"),
        "event.feedback": Said("Die Stelle hat sich gemeldet.", "The partner has sent word."),
        "event.withdrawal-answered": Said(
            "Die Stelle hat auf den Widerruf geantwortet.", "The partner has answered the withdrawal."
        ),
        "event.refused": Said(
            "Eine Meldung der Stelle wurde nicht angenommen.", "A message of the partner was not accepted."
        ),
    }
)
