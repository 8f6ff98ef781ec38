"""HTTP errors: refusals that belong to HTTP itself: who is asking, by which method, and with which proof.

Refusal
├ MethodNotAllowed, NotGenuine
├ Unauthenticated ─ InvalidProof ─ NonceNeeded      401 with a challenge (RFC 9449 section 7.1)
└ InsufficientScope                                 403 with a challenge
Unavailable ─ KeyUnavailable
"""

from collections.abc import Mapping

from exchange.core.errors import Refusal, Unavailable

ALGORITHMS = "ES256 Ed25519"
"""What a DPoP proof may be signed with, as `algs` names it (RFC 9449 section 7.1)."""

NOTHING_SENT = "nothing-sent"
"""The detail of a refusal of one who brought neither a token nor a proof."""


class MethodNotAllowed(Refusal):
    """This address does not take this method."""

    code = "SENDER_METHOD_NOT_ALLOWED"
    status = 405
    de = "Diese Adresse nimmt diese Methode nicht an."
    fix_de = "Verwenden Sie eine der genannten Methoden."
    fix_en = "Use one of the methods listed."


class NotGenuine(Refusal):
    """A signature, seal or digest does not hold."""

    code = "SENDER_NOT_GENUINE"
    retryable = "never"
    de = "Eine Signatur, ein Siegel oder eine Prüfsumme stimmt nicht."
    fix_de = "Bitte prüfen Sie Schlüssel, Algorithmus und Objekttyp, und ob etwas unterwegs verändert wurde."
    fix_en = "Check the key, the algorithm and the type of the object, and whether something changed on the way."


class KeyUnavailable(Unavailable):
    """A key of the hub is not at hand."""

    code = "HUB_KEY_AWAY"
    de = "Ein Schlüssel der Vermittlungsstelle ist gerade nicht verfügbar. Es ist nichts verloren."
    fix_de = "Betrieb: Schlüsseltresor öffnen oder `geleit doctor` aufrufen, dann noch einmal versuchen."
    fix_en = "Operator: open the vault or run `geleit doctor`, then try again. Nothing is lost."


class Unauthenticated(Refusal):
    """The access token is missing, not valid here, or no longer valid."""

    code = "SENDER_INVALID_TOKEN"
    status = 401
    error = "invalid_token"
    de = "Das Zugriffstoken fehlt, gilt hier nicht oder gilt nicht mehr."
    fix_de = "Holen Sie ein neues Token und senden Sie es im Kopf `Authorization: DPoP`."
    fix_en = "Fetch a new token and send it in the header `Authorization: DPoP`."

    @property
    def challenge(self) -> Mapping[str, str]:
        """The headers that say how to do better; who sent nothing did nothing wrong yet (RFC 6750 section 3.1)."""
        wrong = "" if self.detail == NOTHING_SENT else f'error="{self.error}", '
        return {"WWW-Authenticate": f'DPoP {wrong}algs="{ALGORITHMS}"'}


class InvalidProof(Unauthenticated):
    """The DPoP proof is missing, does not fit this request, or was used before."""

    code = "SENDER_INVALID_DPOP_PROOF"
    error = "invalid_dpop_proof"
    de = "Der DPoP-Nachweis fehlt, passt nicht zu dieser Anfrage oder wurde schon benutzt."
    fix_de = "Machen Sie für jede Anfrage einen neuen Nachweis; prüfen Sie Methode, Adresse und Uhrzeit."
    fix_en = "Make a new proof for each request; check its method, address and time."


class NonceNeeded(InvalidProof):
    """The DPoP proof must hold the nonce sent along."""

    code = "SENDER_USE_DPOP_NONCE"
    error = "use_dpop_nonce"
    de = "Der DPoP-Nachweis muss die mitgesandte Nonce enthalten."
    fix_de = "Wiederholen Sie die Anfrage mit der Nonce aus dem Kopf `DPoP-Nonce`."
    fix_en = "Repeat the request with the nonce of the header `DPoP-Nonce`."

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce

    @property
    def challenge(self) -> Mapping[str, str]:
        """The headers that say how to do better, the nonce among them."""
        return {"WWW-Authenticate": f'DPoP error="{self.error}", algs="{ALGORITHMS}"', "DPoP-Nonce": self.nonce}


class InsufficientScope(Refusal):
    """The access token does not cover this call."""

    code = "SENDER_INSUFFICIENT_SCOPE"
    status = 403
    error = "insufficient_scope"
    de = "Das Zugriffstoken umfasst diesen Aufruf nicht."
    fix_de = "Holen Sie ein Token mit dem Umfang, den die Anleitung für diesen Aufruf nennt."
    fix_en = "Fetch a token with the scope the documentation names for this call."

    @property
    def challenge(self) -> Mapping[str, str]:
        """The headers that say how to do better."""
        return {"WWW-Authenticate": f'DPoP error="{self.error}", algs="{ALGORITHMS}"'}
