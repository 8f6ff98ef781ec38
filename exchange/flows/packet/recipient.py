"""Recipient binding: whom a consent names is written down as the hub's row has them, and asked before anything goes."""

from collections.abc import Iterable

from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent
from exchange.core.errors import NotCovered
from exchange.core.partner.partner import Partner, ServiceLine
from exchange.core.partner.recipient import is_bound_to, recipient_sha256
from exchange.ports.store import Tx


class RecipientChanged(NotCovered):
    """This consent is not one to the recipient as it is now."""

    code = "SENDER_RECIPIENT_CHANGED"
    de = "Die Person hat nicht in die Weitergabe an diese Stelle eingewilligt, wie sie heute ist."
    fix_de = "Die Stelle ist eine andere geworden oder war noch nicht aufgenommen. Fragen Sie die Person neu."
    fix_en = "The partner has become another one, or was not enrolled yet. Ask the person anew."


def bindings(tx: Tx, recipients: Iterable[Recipient]) -> dict[str, str]:
    """The digest of each recipient that is enrolled now, by `Recipient.key`."""
    bound = {}
    for recipient in recipients:
        partner = tx.partners.get(recipient.entity)
        line = partner.line(recipient.service_line) if partner else None
        if partner is not None and line is not None:
            bound[recipient.key] = recipient_sha256(partner, line)
    return bound


def raise_if_not_bound(consent: Consent, partner: Partner, line: ServiceLine) -> None:
    """Refuse a consent that was given to another recipient.

    Raises:
        RecipientChanged: it was.
    """
    if not is_bound_to(consent, partner, line):
        raise RecipientChanged("clause:recipient-changed")
