"""Recipient digest: binds a consent and an approval to the recipient as the hub's own row describes it.

It is the SHA-256 over the canonical JSON (RFC 8785) of entity, name, kind, secrecy, line and service. It is kept with
consent and approval and never travels.
"""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256

from exchange.core.consent.clause import Recipient
from exchange.core.consent.consent import Consent
from exchange.core.ids import made_at
from exchange.core.partner.identity import Identity
from exchange.core.partner.partner import Partner, ServiceLine
from exchange.core.referral.referral import Approval


def recipient_sha256(partner: Partner, line: ServiceLine, *, identity: Identity | None = None) -> str:
    """The digest of a recipient as the row has it, or as it was under an `identity` of before; in base64url."""
    who = identity or partner.identity
    row = {
        "entity": partner.entity,
        "name": who.name,
        "kind": who.kind.value,
        "bound_by_203": who.bound_by_203,
        "line": line.id,
        "service": line.service.value,
    }
    # Names in ASCII, texts and a truth value: of these Python writes what RFC 8785 asks for.
    canonical = json.dumps(row, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return urlsafe_b64encode(sha256(canonical).digest()).rstrip(b"=").decode()


def is_bound_to(consent: Consent, partner: Partner, line: ServiceLine) -> bool:
    """Whether a consent was given to this recipient as it is, or as one that two people took for the same."""
    since = partner.history.another_since
    if since is not None and made_at(consent.id) < since:
        return False
    if consent.bound is None:
        return _is(partner.history.at_migration.get(line.id, ""), partner, line)
    return _is(consent.bound.get(Recipient(entity=partner.entity, service_line=line.id).key, ""), partner, line)


def approved_for(approval: Approval, partner: Partner, line: ServiceLine) -> bool:
    """Whether an approval was of a packet to this recipient. Those of before are bound to the row as it then stood."""
    return _is(approval.recipient_sha256 or partner.history.at_migration.get(line.id, ""), partner, line)


def _is(sha256: str, partner: Partner, line: ServiceLine) -> bool:
    every = (partner.identity, *partner.history.formerly)
    return sha256 in {recipient_sha256(partner, line, identity=one) for one in every}
