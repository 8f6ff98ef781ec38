"""Form of a draft: what a person would have to agree to, so that a draft may go as it is."""

from dataclasses import dataclass
from datetime import date

from exchange.core.consent.texts.paper import Choice
from exchange.core.errors import NotCovered
from exchange.core.evidence.entry import EntryType
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.form import Offer
from exchange.flows.packet.plan import annotated, form_of
from exchange.flows.staff.access import assigned_draft
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftForm:
    """To whom a draft is to go, what the person would agree to, and the draft's code, by which the paper is known."""

    offer: Offer
    choice: Choice
    code: str


def form_of_draft(
    referral_id: str, *, level: int, no_show: bool, until: date | None, by: Principal, hub: Hub
) -> DraftForm:
    """Say to whom a draft is to go, and what a consent has to name: each kind of data in it, and nothing else.

    What is meant to stay here is asked for as well, as long as it stands in the draft. The look is noted.

    Raises:
        NotFound: there is no such referral, it is not theirs, or its data are erased.
        NotCovered: the partner is not enrolled any more, or has no such service line.
        WrongPassphrase, Forbidden: who asks is not proven, or does not write.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        who = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=who, at=at)
        partner = tx.partners.get(referral.partner)
        line = partner.line(referral.service_line) if partner else None
        if partner is None or line is None:
            raise NotCovered("recipient-gone", pointer="/recipient")
        record = {"referral": referral.id, "by": who.id, "what": "check"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=referral.person)
    fields = annotated(draft.data, form_of(draft.kind, line), sources=draft.sources)
    categories = {str(category) for one in fields for category in one.categories}
    offer = Offer(partner=partner, line=line)
    choice = Choice(
        recipient=offer.recipient,
        purpose=referral.purpose,
        categories=frozenset(categories | {str(one.category) for one in draft.attachments}),
        level=level,
        no_show=no_show,
        until=until,
        released=partner.bound_by_203,
    )
    return DraftForm(offer=offer, choice=choice, code=referral.code or "")
