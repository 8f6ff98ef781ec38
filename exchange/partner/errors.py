"""Partner's errors: what can go wrong on its side, beside what the hub refuses. One class, one code, both languages."""

from exchange.core.errors import NotFound, Refusal, Unavailable


class NoPartnerHere(Refusal):
    """This folder holds no partner."""

    code = "PARTNER_NOT_SET_UP"
    status = 404
    de = "In diesem Ordner liegt keine eingerichtete Stelle."
    fix_de = "Richten Sie sie ein: geleit partner init ORDNER."
    fix_en = "Set one up: geleit partner init DIR."


class PartnerExists(Refusal):
    """This folder holds a partner already; nothing was changed."""

    code = "PARTNER_ALREADY_SET_UP"
    status = 409
    retryable = "never"
    de = "In diesem Ordner liegt schon eine eingerichtete Stelle. Es wurde nichts geändert."
    fix_de = "Nehmen Sie einen anderen Ordner."
    fix_en = "Choose another folder."


class PacketUnknown(NotFound):
    """There is no such packet in this inbox."""

    code = "PARTNER_PACKET_UNKNOWN"
    de = "Dieses Paket liegt nicht im Eingang."
    fix_de = "Holen Sie den Eingang ab und sehen Sie in der Liste nach."
    fix_en = "Receive, then look at the list."


class PacketClosed(Refusal):
    """This packet cannot be opened: it was not readable, was withdrawn, or is not here yet."""

    code = "PARTNER_PACKET_CLOSED"
    status = 409
    retryable = "never"
    de = "Dieses Paket lässt sich nicht öffnen: Es war nicht lesbar, wurde zurückgezogen oder ist noch nicht da."
    fix_de = "Die Liste nennt den Grund."
    fix_en = "The list says why."


class HubNotTrusted(Refusal):
    """This is not the hub that was agreed at enrolment: its federation key or its statement does not fit."""

    code = "PARTNER_HUB_NOT_TRUSTED"
    status = 502
    de = "Das ist nicht die vereinbarte Vermittlungsstelle: Ihr Schlüssel oder ihre Angaben passen nicht."
    fix_de = "Nichts weiter abrufen. Fragen Sie die Vermittlungsstelle auf einem anderen Weg nach ihrem Fingerabdruck."
    fix_en = "Stop. Ask the hub for its thumbprint by another way."


class HubRefused(Refusal):
    """The hub refused this request."""

    code = "PARTNER_HUB_REFUSED"
    de = "Die Vermittlungsstelle hat diese Anfrage abgelehnt."
    fix_de = "Der genannte Code sagt, warum. Ist die Stelle dort aufgenommen und sind die Schlüssel gültig?"
    fix_en = "The code says why. Is this partner enrolled there, and are its keys valid?"


class InboxDamaged(Unavailable):
    """A file of the inbox is damaged."""

    code = "PARTNER_INBOX_DAMAGED"
    retryable = "after-fix"
    de = "Eine Datei des Eingangs ist beschädigt."
    fix_de = "Stellen Sie den Ordner aus der Sicherung wieder her, dann noch einmal versuchen."
    fix_en = "Restore the folder from its backup, then try again."


class WebhookNotGenuine(Refusal):
    """This call does not come from our hub, or not just now."""

    code = "PARTNER_HOOK_NOT_GENUINE"
    status = 401
    retryable = "never"
    de = "Dieser Rückruf kommt nicht von unserer Vermittlungsstelle, oder nicht von eben."
    fix_de = "Antworten Sie mit 401 und holen Sie nichts ab. Geht es öfter so: Uhr prüfen, Geheimnis (v1) vergleichen."
    fix_en = "Answer 401 and fetch nothing. If it keeps happening: check the clock, compare the secret (v1)."
