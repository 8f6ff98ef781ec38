"""Version history: what the hub knew of a partner, and its own policy, at any instant; written by the hub itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from exchange.core.compliance.fact import Fact, Written, holding
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.partner.partner import Partner
from exchange.core.policy import Policy
from exchange.flows.compliance.record_fact import Recorders, record_fact
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def keep_partner_version(tx: Tx, partner: Partner, *, hub: Hub, at: datetime) -> Fact:
    """Write down how a partner stands from now on, in the transaction that changes it."""
    written = Written(partner.entity, "", at, None, _partner(partner))
    return record_fact(tx, FactKind.PARTNER, written, people=Recorders(), hub=hub, at=at)


def version_today(partner: Partner) -> Fact:
    """A partner as its row says today, as a version; whoever was enrolled before there were any has no other."""
    return Fact(
        id="",
        kind=FactKind.PARTNER,
        subject=partner.entity,
        topic="",
        valid_from=partner.enrolled_at,
        valid_until=None,
        recorded_at=partner.enrolled_at,
        entered_by="",
        approved_by="",
        document=_partner(partner),
    )


def keep_policy_version(*, hub: Hub) -> Fact | None:
    """Write down the hub's policy, if it differs from the last one written; None where it does not."""
    at, document = hub.clock.now(), _policy(hub.policy)
    with hub.store.transaction() as tx:
        known = holding(tx.facts.history(FactKind.POLICY, HOUSE), at=at, known_at=at)
        if any(one.document == document for one in known):
            return None
        return record_fact(
            tx, FactKind.POLICY, Written(HOUSE, "", at, None, document), people=Recorders(), hub=hub, at=at
        )


def keep_listener(listener: str, *, hub: Hub) -> Fact | None:
    """Write down how the hub is reached, if that differs from what was written last; None where it does not."""
    at, document = hub.clock.now(), {"listener": listener}
    with hub.store.transaction() as tx:
        known = holding(tx.facts.history(FactKind.LISTENER, HOUSE), at=at, known_at=at)
        if any(one.document == document for one in known):
            return None
        written = Written(HOUSE, "", at, None, document)
        return record_fact(tx, FactKind.LISTENER, written, people=Recorders(), hub=hub, at=at)


def _partner(partner: Partner) -> Mapping[str, Any]:
    return {
        "name": partner.name,
        "kind": partner.kind.value,
        "bound_by_203": partner.bound_by_203,
        "unbound_reason": partner.unbound_reason,
        "sgb1_35": partner.sgb1_35,
        "standing": partner.standing.value,
        "adapter": partner.adapter,
        "hook": partner.hook.url if partner.hook else "",
        "keys": {purpose: dict(published) for purpose, published in partner.jwks.items()},
    }


def _policy(policy: Policy) -> Mapping[str, Any]:
    return {
        "land": policy.land,
        "scans": sorted(one.value for one in policy.scans),
        "attachment_limit": policy.attachment_limit,
        "attachment_count": policy.attachment_count,
        "attachments_limit": policy.attachments_limit,
        "classic_until": policy.classic_until.isoformat(),
        "step_required": policy.step_required,
        "deadlines": {line: dict(days) for line, days in policy.deadlines.items()},
    }
