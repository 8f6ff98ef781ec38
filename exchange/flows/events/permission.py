"""Feedback permission: what the person lets a partner tell the hub, and what the partner may ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.consent.answers import governing, stands
from exchange.core.consent.clause import Clause, Release
from exchange.core.consent.consent import clauses_for, releases_for
from exchange.core.consent.context import DisclosureContext, disclosure_context, relation_of
from exchange.core.consent.field import Field
from exchange.core.errors import PartnerUnknown
from exchange.core.events.feedback import Message, check_event, check_feedback, check_narrower
from exchange.core.referral.referral import Referral
from exchange.core.verdict import Granted, Verdict
from exchange.core.vocabulary import Category, Direction
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackPermission:
    """The context in which a partner speaks, and what of the person it may lean on.

    `clauses` and `releases` are of the yes the referral stands on; `newer` are those of a yes declared since, which the
    partner may not go beyond either: the narrower of the two holds. `out` are the clauses of what is sent now.
    """

    context: DisclosureContext
    clauses: tuple[Clause, ...]
    releases: tuple[Release, ...]
    newer: tuple[tuple[Clause, ...], tuple[Release, ...]] | None
    out: tuple[Clause, ...]

    def covers(self, event: str, content: Mapping[str, Any]) -> Verdict:
        """Say whether a business event with this content may come in; asked before anything is written."""
        verdict: Verdict = Granted()
        for clauses, releases in self._grants():
            verdict = check_event(event, content=content, context=self.context, clauses=clauses, releases=releases)
            if not verdict:
                return verdict
        return verdict

    def covers_feedback(self, message: Message, *, fields: Sequence[Field]) -> Verdict:
        """Say whether feedback may come in, whole; its manifest names the clauses its packet carried."""
        verdict = check_feedback(
            message, fields=fields, context=self.context, clauses=self.clauses, releases=self.releases
        )
        if not verdict or self.newer is None:
            return verdict
        clauses, releases = self.newer
        return check_narrower(message, context=self.context, clauses=clauses, releases=releases)

    def _grants(self) -> Sequence[tuple[tuple[Clause, ...], tuple[Release, ...]]]:
        own = (self.clauses, self.releases)
        return (own,) if self.newer is None else (own, self.newer)

    @property
    def askable(self) -> frozenset[Category]:
        """What a question may ask for: what the person lets out to this partner for this purpose now."""
        context = self.context
        return frozenset(
            Category(category)
            for clause in self.out
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
    relation = relation_of(referral, hub=hub.origin)
    recipient, answers = relation.recipient, tx.consents.of(referral.person)
    own = (one for one in answers if one.id == referral.consent)
    consent = next((one for one in own if stands(one, answers, recipient, referral.purpose)), None)
    back = governing(answers, recipient, referral.purpose, direction=Direction.BACK, at=at)
    out = governing(answers, recipient, referral.purpose, direction=Direction.OUT, at=at)
    context = disclosure_context(relation, partner=partner, service=referral.service, direction=Direction.BACK, at=at)
    return FeedbackPermission(
        context=context,
        clauses=clauses_for(consent, recipient) if consent else (),
        releases=releases_for(consent, recipient) if consent else (),
        newer=(clauses_for(back, recipient), releases_for(back, recipient)) if back and back != consent else None,
        out=clauses_for(out, recipient) if out else (),
    )
