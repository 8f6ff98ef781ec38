"""Feedback permission: what the person lets a partner tell the hub, and what the partner may ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.consent.clause import Clause, Release
from exchange.core.consent.consent import clauses_for, releases_for
from exchange.core.consent.context import DisclosureContext, disclosure_context, relation_of
from exchange.core.errors import PartnerUnknown
from exchange.core.events.feedback import check_event
from exchange.core.referral.referral import Referral
from exchange.core.verdict import Verdict
from exchange.core.vocabulary import Category, Direction
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPermission:
    """The context in which a partner speaks, and the clauses and releases of the person it may lean on."""

    context: DisclosureContext
    clauses: tuple[Clause, ...]
    releases: tuple[Release, ...]

    def covers(self, event: str, content: Mapping[str, Any]) -> Verdict:
        """Say whether a business event with this content may come in; asked before anything is written."""
        return check_event(event, content=content, context=self.context, clauses=self.clauses, releases=self.releases)

    @property
    def askable(self) -> frozenset[Category]:
        """What a question may ask for: what the person lets out to this partner for this purpose now."""
        context = self.context
        return frozenset(
            Category(category)
            for clause in self.clauses
            if clause.direction is Direction.OUT
            and clause.purpose == context.purpose
            and clause.valid_from <= context.at < clause.valid_until
            for category in clause.categories
        )


def feedback_permission(tx: Tx, referral: Referral, *, hub: Hub, at: datetime) -> FeedbackPermission:
    """Gather what the partner of a referral may tell at this instant.

    Raises:
        PartnerUnknown: it is not enrolled any more.
    """
    partner = tx.partners.get(referral.partner)
    if partner is None:
        raise PartnerUnknown(referral.partner)
    consent = tx.consents.get(referral.consent) if referral.consent else None
    relation = relation_of(referral, hub=hub.origin)
    context = disclosure_context(relation, partner=partner, service=referral.service, direction=Direction.BACK, at=at)
    return FeedbackPermission(
        context=context,
        clauses=clauses_for(consent, relation.recipient) if consent else (),
        releases=releases_for(consent, relation.recipient) if consent else (),
    )
