"""Recipient digest: binds a consent and an approval to the recipient as the hub's own row describes it.

It is the SHA-256 over the canonical JSON (RFC 8785) of entity, name, kind, secrecy, line and service. It is kept with
consent and approval and never travels.
"""

from collections.abc import Iterable

from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent
from exchange.core.errors import NotCovered
from exchange.core.ids import made_at
from exchange.core.partner.identity import Identity
from exchange.core.partner.partner import Partner, ServiceLine
from exchange.core.referral.referral import Approval
from exchange.ports.store import Tx
from keys.encoding import digest
from keys.strictjson import canonical


class RecipientChanged(NotCovered):
    """This consent is not one to the recipient as it is now."""

    code = "SENDER_RECIPIENT_CHANGED"
    de = "Die Person hat nicht in die Weitergabe an diese Stelle eingewilligt, wie sie heute ist."
    fix_de = "Die Stelle ist eine andere geworden oder war noch nicht aufgenommen. Fragen Sie die Person neu."
    fix_en = "The partner has become another one, or was not enrolled yet. Ask the person anew."


def recipient_sha256(partner: Partner, line: ServiceLine, *, identity: Identity | None = None) -> str:
    """The digest of a recipient as the row has it, or as it was under an `identity` of before."""
    who = identity or partner.identity
    row = {
        "entity": partner.entity,
        "name": who.name,
        "kind": who.kind.value,
        "bound_by_203": who.bound_by_203,
        "line": line.id,
        "service": line.service.value,
    }
    return digest(canonical(row))


def bindings(tx: Tx, recipients: Iterable[Recipient]) -> dict[str, str]:
    """The digest of each recipient that is enrolled now, by `Recipient.key`."""
    bound = {}
    for recipient in recipients:
        partner = tx.partners.get(recipient.entity)
        line = partner.line(recipient.service_line) if partner else None
        if partner is not None and line is not None:
            bound[recipient.key] = recipient_sha256(partner, line)
    return bound


def is_bound_to(consent: Consent, partner: Partner, line: ServiceLine) -> bool:
    """Whether a consent was given to this recipient as it is, or as one that two people took for the same."""
    since = partner.history.another_since
    if since is not None and made_at(consent.id) < since:
        return False
    if consent.bound is None:
        return _is(partner.history.at_migration.get(line.id, ""), partner, line)
    return _is(consent.bound.get(Recipient(entity=partner.entity, service_line=line.id).key, ""), partner, line)


def raise_if_not_bound(consent: Consent, partner: Partner, line: ServiceLine) -> None:
    """Refuse a consent that was given to another recipient.

    Raises:
        RecipientChanged: it was.
    """
    if not is_bound_to(consent, partner, line):
        raise RecipientChanged("clause:recipient-changed")


def approved_for(approval: Approval, partner: Partner, line: ServiceLine) -> bool:
    """Whether an approval was of a packet to this recipient. Those of before are bound to the row as it then stood."""
    return _is(approval.recipient_sha256 or partner.history.at_migration.get(line.id, ""), partner, line)


def _is(sha256: str, partner: Partner, line: ServiceLine) -> bool:
    every = (partner.identity, *partner.history.formerly)
    return sha256 in {recipient_sha256(partner, line, identity=one) for one in every}
