"""Errors of delegated calls: who acts, which state it saw, whether it asked before; what may be wrong with each."""

from exchange.core.errors import Refusal


class StaffNotNamed(Refusal):
    """The call does not say for which member of staff it is made."""

    code = "SENDER_STAFF_NOT_NAMED"
    status = 400
    de = "Der Aufruf sagt nicht, für welche Person er erfolgt."
    fix_de = (
        "Nennen Sie das Kürzel der handelnden Person genau einmal im Kopf `On-Behalf-Of`, Zeichen außerhalb von ASCII "
        "und % als UTF-8 in Prozentschreibweise: jörg als j%C3%B6rg."
    )
    fix_en = (
        "Name the staff id of the person who acts exactly once, in the header `On-Behalf-Of`, characters beyond ASCII "
        "and % as percent-encoded UTF-8: jörg as j%C3%B6rg."
    )


class StaffUnknown(Refusal):
    """The member of staff named does not work here, or no longer does."""

    code = "SENDER_STAFF_UNKNOWN"
    status = 403
    de = "Die genannte Person arbeitet hier nicht oder nicht mehr."
    fix_de = "Prüfen Sie das Kürzel im Kopf `On-Behalf-Of`."
    fix_en = "Check the staff id in the header `On-Behalf-Of`."


class ClientSuspended(Refusal):
    """This client may not act for staff here, or no longer may."""

    code = "SENDER_CLIENT_SUSPENDED"
    status = 403
    retryable = "never"
    de = "Dieses System darf hier nicht oder nicht mehr für Mitarbeitende handeln."
    fix_de = "Bitte wenden Sie sich an den Betrieb der Vermittlungsstelle (geleit client add)."
    fix_en = "Ask the hub's operator (geleit client add)."


class KeyMissing(Refusal):
    """This call needs an idempotency key."""

    code = "SENDER_IDEMPOTENCY_KEY_MISSING"
    status = 400
    de = "Dieser Aufruf braucht einen Schlüssel gegen doppelte Wirkung (Idempotency-Key)."
    fix_de = "Senden Sie im Kopf `Idempotency-Key` einen neuen Wert in Anführungszeichen, etwa eine UUID."
    fix_en = "Send a new quoted value in the header `Idempotency-Key`, such as a UUID."


class KeyReused(Refusal):
    """This idempotency key was used before for another call."""

    code = "SENDER_IDEMPOTENCY_KEY_REUSED"
    retryable = "never"
    de = "Dieser Schlüssel (Idempotency-Key) wurde schon für einen anderen Aufruf benutzt."
    fix_de = "Es wurde nichts geändert. Wählen Sie für jeden neuen Aufruf einen neuen Schlüssel, etwa eine UUID."
    fix_en = "Nothing was changed. Choose a new key for each new call, such as a UUID."


class StillRunning(Refusal):
    """The first call under this idempotency key is still being worked on."""

    code = "SENDER_STILL_RUNNING"
    status = 409
    retryable = "same-ids"
    de = "Der erste Aufruf mit diesem Schlüssel (Idempotency-Key) wird noch bearbeitet."
    fix_de = "Warten Sie kurz und wiederholen Sie den Aufruf unverändert."
    fix_en = "Wait a moment, then repeat the call as it is."


class IfMatchMissing(Refusal):
    """This call must say which state of the referral you saw."""

    code = "SENDER_IF_MATCH_MISSING"
    status = 428
    de = "Dieser Aufruf muss sagen, welchen Stand der Überleitung Sie gesehen haben."
    fix_de = "Holen Sie die Überleitung und senden Sie ihr `ETag` im Kopf `If-Match`."
    fix_en = "Fetch the referral and send its `ETag` in the header `If-Match`."
