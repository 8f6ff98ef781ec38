"""Approved content: what a second person saw, as digests; an approval stands for that content and for no other.

Categories alone say nothing of it: other values under the same ones are other content (domain section 9).
"""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.consent.field import Field, read
from exchange.core.packet.build import Built, Stopped
from exchange.core.partner.partner import Partner, ServiceLine
from exchange.core.partner.recipient import approved_for, recipient_sha256
from exchange.core.referral.referral import Approval, Draft, Referral
from exchange.core.staff.staff import Staff
from exchange.core.staff.training import MARKED
from exchange.core.vocabulary import SENSITIVE
from exchange.flows.documents import check_fit
from exchange.flows.packet.plan import Plan, annotated, form_of
from exchange.flows.refusals import recipient_gone
from exchange.flows.staff.authenticate import APPROVERS
from exchange.flows.staff.conflicts import check_conflicts
from exchange.ports.store import Tx
from keys.encoding import digest
from keys.strictjson import canonical


def approval_of(tx: Tx, referral: Referral, draft: Draft, *, by: str) -> Approval:
    """What somebody approves who approves this draft.

    Raises:
        NotCovered: the partner is not enrolled any more, or has no such service line (`recipient-gone`).
        SchemaInvalid: the draft does not fit that line as it is now.
    """
    partner, line = _recipient(tx, referral)
    form = form_of(draft.kind, line)
    check_fit(draft.data, schema=form.schema, profile=form.profile, under="/data")
    fields = annotated(draft.data, form, sources=draft.sources)
    sensitive = [one.pointer for one in fields if one.sensitive or SENSITIVE & set(one.categories)]
    return Approval(
        by=by,
        fields=digest(canonical({pointer: read(draft.data, pointer) for pointer in sensitive})),
        files=tuple(sorted(one.content_sha256 for one in draft.attachments)),
        recipient_sha256=recipient_sha256(partner, line),
    )


def categories_shown(plan: Plan, built: Built | Stopped) -> frozenset[str]:
    """What somebody who approves has to do with: what leaves, or all there is as long as consent is missing."""
    if isinstance(built, Built):
        return categories_leaving(plan, built)
    inside = {category for one in plan.fields for category in one.categories}
    return frozenset(inside | {one.category for one in plan.draft.attachments}) | _marked(plan.fields)


def categories_leaving(plan: Plan, built: Built | Stopped) -> frozenset[str]:
    """What leaves, by category, and `MARKED` where a field is called sensitive though its category is not."""
    if isinstance(built, Stopped):
        return frozenset()
    named = frozenset(category for row in built.manifest for category in row.categories)
    draft = plan.draft
    all_goes = built.data == draft.data
    return named | _marked(plan.fields if all_goes else annotated(built.data, plan.form, sources=draft.sources))


def _marked(fields: Sequence[Field]) -> frozenset[str]:
    beyond = any(one.sensitive and not SENSITIVE & set(one.categories) for one in fields)
    return frozenset({MARKED}) if beyond else frozenset()


def standing_approval(tx: Tx, referral: Referral, draft: Draft) -> Approval | None:
    """The approval a draft has, if it stands for what the draft holds now, to the same recipient.

    It holds the same fields, and no file beyond those there were.
    Files that went out before stay with their packet; a successor may do without them.

    Raises:
        NotCovered, SchemaInvalid: as above.
    """
    given = draft.approved
    if given is None:
        return None
    now = approval_of(tx, referral, draft, by=given.by)
    # A file of which no digest was taken was seen by nobody, as far as anybody can tell.
    same = now.fields == given.fields and "" not in now.files and set(now.files) <= set(given.files)
    return given if same and approved_for(given, *_recipient(tx, referral)) else None


def approver_of(
    tx: Tx, referral: Referral, draft: Draft, *, sender: Staff, barred: frozenset[str], at: datetime
) -> Staff | None:
    """Who approved this very content, and still may: the column names them, the sealed draft says of what.

    Raises:
        ConflictOfInterest: the sender or they are close to the person; NotCovered, SchemaInvalid: as above.
    """
    approval = standing_approval(tx, referral, draft) if referral.approved_by else None
    approver = tx.staff.get(approval.by) if approval and approval.by == referral.approved_by else None
    if approver is None or not approver.active or approver.role not in APPROVERS or approver.id in barred:
        return None
    # Since they approved it, the register may have come to say who is close to whom.
    check_conflicts(tx, referral.person, (sender, approver), at=at)
    return approver


def _recipient(tx: Tx, referral: Referral) -> tuple[Partner, ServiceLine]:
    partner = tx.partners.get(referral.partner)
    line = partner.line(referral.service_line) if partner else None
    if partner is None or line is None:
        raise recipient_gone()
    return partner, line
