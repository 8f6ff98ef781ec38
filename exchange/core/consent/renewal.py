"""Renewal of a consent: a new record that names its predecessor and stands on a new signature, never on the old."""

from exchange.core.consent.answers import declared_at
from exchange.core.consent.consent import Consent
from exchange.core.vocabulary import GIVEN, ConsentStatus


def check_renewal(consent: Consent, *, of: Consent | None) -> str:
    """The place of a yes that renews nothing, or stands on what was signed before; empty where it is sound."""
    if consent.status not in GIVEN:
        return ""
    if of is None:
        return "/renews" if consent.status is ConsentStatus.RENEWED else ""
    old = max((signer.signed_at for signer in of.signers), default=declared_at(of))
    if min((signer.signed_at for signer in consent.signers), default=old) <= old:
        return "/signers"
    if consent.evidence_sha256 and consent.evidence_sha256 == of.evidence_sha256:
        return "/evidence_sha256"
    return ""
