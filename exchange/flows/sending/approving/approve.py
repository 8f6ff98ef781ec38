"""Four-eyes principle: a second person approves a draft for themselves; who sends it later needs nobody beside them.

Segregation of duties: nobody who wrote a draft approves it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from exchange.core.consent.consent import Consent
from exchange.core.errors import FourEyes, NotTrained, StaleVersion
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.preview import Preview
from exchange.core.referral.referral import Draft, Referral, writers_of
from exchange.core.staff.staff import Staff
from exchange.flows.append_entry import append_entry
from exchange.flows.packet.plan import construct, plan_of
from exchange.flows.refusals import wrong_state
from exchange.flows.sending.approving.approval import approval_of, categories_shown
from exchange.flows.sending.approving.check import preview_of
from exchange.flows.sending.drafting.matter import DRAFTED
from exchange.flows.sending.drafting.renew import on_a_standing_consent
from exchange.flows.staff.access import assigned_draft
from exchange.flows.staff.authenticate import APPROVERS, Authenticated, InPerson, authenticate, authorize
from exchange.flows.staff.conflicts import check_conflicts
from exchange.flows.staff.trainings import missing_training
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class ToApprove:
    """What a second person looks at before they approve: also what of it leaves, what stays and why.

    `seen` counts the writes of the referral.
    """

    referral: Referral
    draft: Draft
    consent: Consent | None
    preview: Preview
    seen: int


def to_approve(referral_id: str, *, by: InPerson, hub: Hub) -> ToApprove:
    """Show a draft to the person who is to approve it, on the consent it would go out on; the look is noted.

    Raises:
        NotCovered, SchemaInvalid: its partner is gone, or takes another form by now.
        NotFound, IllegalStep: there is no such draft, or it is not theirs to see: they lead, stand in, or own the case.
        FourEyes: it is one of those who wrote it; ConflictOfInterest: they are close to the person.
        WrongPassphrase, Forbidden: they are not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        second = authorize(known, tx=tx, roles=APPROVERS)
        referral, draft = assigned_draft(tx, referral_id, to=second, at=at)
        if referral.state not in DRAFTED:
            raise wrong_state(referral, needs=DRAFTED)
        if second.id in writers_of(referral, draft):
            raise FourEyes(second.id)
        check_conflicts(tx, referral.person, [second], at=at)
        referral = on_a_standing_consent(tx, referral, at=at)
        record = {"referral": referral.id, "by": second.id, "what": "draft"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=referral.person)
        consent = tx.consents.get(referral.consent) if referral.consent else None
        found = preview_of(tx, referral, draft, hub=hub, at=at)
        seen = tx.referrals.writes(referral.id)
        return ToApprove(referral=referral, draft=draft, consent=consent, preview=found, seen=seen)


def approve(what: ToApprove, *, by: InPerson, hub: Hub) -> Referral:
    """Approve a draft as it was shown. What changes it later takes the approval away.

    Raises:
        StaleVersion: it changed since it was shown.
        NotCovered, SchemaInvalid: its partner is gone, or takes another form by now.
        NotTrained: they lack the training for what leaves; a release asks it again.
        NotFound, FourEyes, ConflictOfInterest, WrongPassphrase, Forbidden: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub, fresh=True)
    with hub.store.shared() as tx:
        second, draft = second_of(tx, what, known=known, at=at)
        _raise_if_untrained(tx, what.referral, draft, second=second, hub=hub)
        approved = replace(what.referral, approved_by=second.id)
        tx.referrals.save(approved, seen=what.seen)
        content = approval_of(tx, approved, draft, by=second.id)
        tx.referrals.put_draft(approved.id, replace(draft, approved=content, given_back=None, asked=None))
        record = {"referral": approved.id, "by": second.id, "consent": approved.consent}
        append_entry(tx, EntryType.DRAFT_APPROVED, record, hub=hub, at=at, person=approved.person)
    return approved


def second_of(tx: Tx, what: ToApprove, *, known: Authenticated, at: datetime) -> tuple[Staff, Draft]:
    """Who may say yes or no to a draft they were shown, and the draft, which is still the one they saw.

    Raises:
        StaleVersion: it changed since it was shown.
        NotFound, FourEyes, ConflictOfInterest, Forbidden: as `to_approve` has it.
    """
    second = authorize(known, tx=tx, roles=APPROVERS)
    _, draft = assigned_draft(tx, what.referral.id, to=second, at=at)
    if second.id in writers_of(what.referral, what.draft):
        raise FourEyes(second.id)
    check_conflicts(tx, what.referral.person, [second], at=at)
    if draft != what.draft:
        raise StaleVersion(what.referral.id)
    return second, draft


def _raise_if_untrained(tx: Tx, referral: Referral, draft: Draft, *, second: Staff, hub: Hub) -> None:
    at = hub.clock.now()
    plan = plan_of(tx, referral, draft, hub=hub, at=at)
    shown = categories_shown(plan, construct(plan, kind=draft.kind))
    lack = missing_training(tx, [second], categories=shown, at=at)
    if lack:
        raise NotTrained(lack)
