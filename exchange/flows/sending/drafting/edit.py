"""Editing: a draft is written anew, with other data, before anything of it leaves."""

from dataclasses import replace

from exchange.core.consent.field import ATTACHMENT
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import Referral, also_written_by
from exchange.flows.append_entry import append_entry
from exchange.flows.documents import check_fit, read_document
from exchange.flows.packet.plan import annotated, form_of
from exchange.flows.packet.sealed import check_sealed
from exchange.flows.referral.transition import save
from exchange.flows.refusals import wrong_state
from exchange.flows.sending.drafting.draft import DOCUMENT_LIMIT
from exchange.flows.sending.drafting.matter import DRAFTED, recipient_of
from exchange.flows.sending.drafting.review import note_confirmed, read_confirmed, reviewed
from exchange.flows.sending.drafting.revision import raise_if_relabelled
from exchange.flows.staff.access import assigned_draft
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.ports.hub import Hub


def edit(referral_id: str, document: bytes, *, by: Principal, hub: Hub) -> Referral:
    """Put a draft's data (schema `draft-data`) in the place of what it has; its files stay.

    Whoever writes it is its creator from then on; neither they nor those who wrote it before can approve it. An
    approval given before holds no more.

    Raises:
        NotFound, IllegalStep: there is no such draft of theirs.
        Malformed, SchemaInvalid, TooLarge: it is no such document, or does not fit the service line; or it says of a
            value that was approved and stays that it comes from somebody else.
        SealedPartUnfit: a sealed part in it is none that the partner could open.
        FindingsUnconfirmed: it holds what a person has to look at, and does not say that somebody did (`confirmed`).
        PartnerUnknown, PartnerSuspended: the recipient cannot receive any more.
        WrongPassphrase, StaffUnknown, ClientSuspended, Forbidden: the caseworker is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    read = read_document(document, schema="draft-data", limit=DOCUMENT_LIMIT)
    with hub.store.shared() as tx:
        writer = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=writer, at=at)
        if referral.state not in DRAFTED:
            raise wrong_state(referral, needs=DRAFTED)
        partner, line = recipient_of(tx, {"partner": referral.partner, "service_line": referral.service_line})
        form = form_of(draft.kind, line)
        check_fit(read["data"], schema=form.schema, profile=form.profile, under="/data")
        check_sealed(read["data"], annotated(read["data"], form, sources={}), to=partner)
        of_files = {place: source for place, source in draft.sources.items() if place.startswith(ATTACHMENT)}
        sources = {**read.get("sources", {}), **of_files}
        content = replace(draft, data=read["data"], sources=sources, approved=None, given_back=None)
        content = reviewed(content, form, said=read_confirmed(read), by=writer.id)
        if referral.approved_by:
            raise_if_relabelled(draft, content)
        tx.referrals.put_draft(referral.id, also_written_by(content, referral, writer.id))
        written = save(tx, replace(referral, created_by=writer.id, approved_by=""))
        record = {"referral": referral.id, "what": "data", "by": writer.id}
        append_entry(tx, EntryType.DRAFT_CHANGED, record, hub=hub, at=at, person=referral.person)
        note_confirmed(tx, referral, content, before=draft, hub=hub, at=at)
    return written
