"""Consent receipt: what the sending hub signs about a consent, and the commitment a packet carries to it."""

import hashlib
from datetime import datetime
from typing import Any

from exchange.core.consent.clause import Recipient, last_instant, release_claims, show_clause
from exchange.core.consent.consent import Consent, clauses_for, releases_for
from exchange.core.consent.states import status_at
from exchange.core.errors import ConsentEnded
from exchange.core.ids import show_instant
from exchange.core.packet.packet import VERSION, CarriedConsent, Feedback, b64url

SALT_BYTES = 32


def receipt_claims(
    consent: Consent, *, issuer: str, jti: str, subject: str, recipient: Recipient, at: datetime
) -> dict[str, Any]:
    """Write the claims of `rx-consent+jwt` for one recipient: its clauses and the releases that concern it, no others.

    `subject` is the pairwise pseudonym. `release` is a list, absent where there is none (protocol section 2).

    Raises:
        ConsentEnded: no clause of a given consent names the recipient.
    """
    clauses = clauses_for(consent, recipient)
    until = last_instant(clauses)
    if until is None:
        raise ConsentEnded
    releases = releases_for(consent, recipient)
    return {
        "iss": issuer,
        "iat": int(at.timestamp()),
        "jti": jti,
        "sub": subject,
        "rx": {
            "v": VERSION,
            "text_version": consent.text_version,
            "text_sha256": consent.text_sha256,
            "form": str(consent.form),
            "clauses": [show_clause(clause) for clause in clauses],
            **({"release": [release_claims(release) for release in releases]} if releases else {}),
            "valid_until": show_instant(until),
            "evidence_sha256": consent.evidence_sha256,
            "status": str(status_at(consent, at) or consent.status),
        },
    }


def commitment(receipt: str, *, salt: bytes) -> str:
    """Commit to a receipt: base64url of SHA-256(salt ‖ receipt JWS as ASCII), `salt` 32 bytes of its own."""
    return b64url(hashlib.sha256(salt + receipt.encode("ascii")).digest())


def carried_consent(consent: Consent, *, recipient: Recipient, shared_id: str, committed: str) -> CarriedConsent:
    """Write what a packet to `recipient` says of the consent.

    `shared_id` is random per recipient, `committed` the commitment to the receipt.

    Raises:
        ConsentEnded: no clause of a given consent names the recipient.
    """
    clauses = clauses_for(consent, recipient)
    until = last_instant(clauses)
    if until is None:
        raise ConsentEnded
    back = {str(category) for clause in clauses if clause.direction == "back" for category in clause.categories}
    return CarriedConsent(
        id=shared_id,
        commitment=committed,
        valid_until=until,
        clauses=clauses,
        feedback=Feedback(level=consent.feedback_level, no_show=consent.no_show, categories=tuple(sorted(back))),
    )
