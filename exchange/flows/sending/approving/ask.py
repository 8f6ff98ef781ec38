"""Asking for approval: who writes a draft asks a colleague for the second look, who finds it first on their list."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from exchange.core.errors import STAFF, NotFound
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Asked, Draft, Referral, writers_of
from exchange.core.said import one_of
from exchange.core.staff.staff import Staff
from exchange.flows.append_entry import append_entry
from exchange.flows.packet.plan import construct, plan_of
from exchange.flows.refusals import wrong_state
from exchange.flows.sending.approving.approval import categories_shown
from exchange.flows.sending.drafting.matter import DRAFTED
from exchange.flows.sending.drafting.renew import on_a_standing_consent
from exchange.flows.staff.access import assigned_draft, may_see
from exchange.flows.staff.authenticate import APPROVERS, SENDERS, Principal, authenticate, authorize
from exchange.flows.staff.conflicts import close_to
from exchange.flows.staff.trainings import missing_training
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def who_may_approve(referral_id: str, *, by: Principal, hub: Hub) -> Sequence[Staff]:
    """Who can be asked: they stand, may see the case, did not write it, are trained for it and not close to the person.

    Raises:
        NotFound, IllegalStep: there is no such draft of theirs.
        NotCovered, SchemaInvalid: its partner is gone, or takes another form by now.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: who asks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.reading() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = _drafted(tx, referral_id, to=writer, at=at)
        return tuple(_able(tx, referral, draft, hub=hub, at=at))


def ask_approval(referral_id: str, *, of: str, by: Principal, hub: Hub) -> Referral:
    """Ask one of them. Whoever else may approve still may; who was asked before is asked no more.

    Raises:
        NotFound: nobody of this id can be asked. NotFound, IllegalStep and all others: as above.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = _drafted(tx, referral_id, to=writer, at=at)
        able = [one.id for one in _able(tx, referral, draft, hub=hub, at=at)]
        if of not in able:
            raise NotFound(of, kind=STAFF, pointer="/of").saying(form=one_of(able, typed=of))
        tx.referrals.put_draft(referral.id, replace(draft, asked=Asked(of=of, by=writer.id, at=at)))
        record = {"referral": referral.id, "by": writer.id, "of": of}
        append_entry(tx, EntryType.APPROVAL_ASKED, record, hub=hub, at=at, person=referral.person)
    return referral


def _drafted(tx: Tx, referral_id: str, *, to: Staff, at: datetime) -> tuple[Referral, Draft]:
    referral, draft = assigned_draft(tx, referral_id, to=to, at=at)
    if referral.state not in DRAFTED:
        raise wrong_state(referral, needs=DRAFTED)
    return on_a_standing_consent(tx, referral, at=at), draft


def _able(tx: Tx, referral: Referral, draft: Draft, *, hub: Hub, at: datetime) -> Iterator[Staff]:
    plan = plan_of(tx, referral, draft, hub=hub, at=at)
    shown = categories_shown(plan, construct(plan, kind=draft.kind))
    barred = {*writers_of(referral, draft), *close_to(tx, referral.person, at=at)}
    for one in tx.staff.all():
        stands = one.active and one.role in APPROVERS and one.id not in barred
        if stands and may_see(tx, referral, one, at=at) and not missing_training(tx, [one], categories=shown, at=at):
            yield one
