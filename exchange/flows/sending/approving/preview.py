"""Packet preview: exactly what a draft would send now, every check of its release, and a digest of it. Seals nothing.

Before the person has answered it is shown under the clauses they would be asked for: each kind of data that stands in
the draft, and no other. The consent text lists the same (`flows.consent.draft_form`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from exchange.core.calendar import year_after
from exchange.core.consent.clause import Clause
from exchange.core.consent.field import JOBCENTER, PERSON
from exchange.core.errors import GeleitError, NotTrained, PartnerSuspended
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.build import Built, Stopped
from exchange.core.packet.leave_out import raise_if_unsaid
from exchange.core.packet.manifest import Row
from exchange.core.packet.preview import Preview
from exchange.core.partner.partner import PartnerStatus
from exchange.core.referral.referral import Referral, writers_of
from exchange.core.staff.staff import Staff
from exchange.core.verdict import Refused
from exchange.core.vocabulary import Category, Direction
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.known_person import raise_if_ambiguous
from exchange.flows.packet.digest import preview_digest
from exchange.flows.packet.pack import encryption_key
from exchange.flows.packet.plan import Plan, construct, plan_of
from exchange.flows.refusals import as_error, withheld
from exchange.flows.sending.approving.approval import approver_of, categories_leaving
from exchange.flows.sending.approving.check import as_by_two, leaving_out, plan_of_document, previewed, raise_if_nothing
from exchange.flows.sending.approving.release_facts import raise_if_unfit, release_facts
from exchange.flows.sending.drafting.draft import read_draft
from exchange.flows.sending.drafting.renew import governing_consent
from exchange.flows.sending.drafting.review import reviewed
from exchange.flows.staff.access import assigned_draft
from exchange.flows.staff.authenticate import SENDERS, Principal, authenticate, authorize
from exchange.flows.staff.trainings import missing_training
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

PROPOSED = "proposed"
"""The id of the clause nobody agreed to yet."""
_ALONE = frozenset({Category.HOUSEHOLD})


class CheckKind(StrEnum):
    """What a release asks, in the order in which it is shown."""

    PERSON = "person"
    RECIPIENT = "recipient"
    CONSENT = "consent"
    FORM = "form"
    STAYS = "stays"
    FILES = "files"
    WORDS = "words"
    DUPLICATE = "duplicate"
    TRAINING = "training"
    SECOND = "second"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseCheck:
    """One check: passed, or refused with what is the matter and what helps (`core.text.explained`)."""

    kind: CheckKind
    refused: GeleitError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPreview:
    """What would leave: `data` and `manifest` as the recipient gets them, what stays and why, the checks, the digest.

    `is_proposed` says that the person has not answered, so that nothing may leave yet. `digest` is empty where nothing
    could be built; `seen` counts the writes of the referral.
    """

    referral: Referral
    seen: int
    items: Preview
    data: Mapping[str, Any]
    manifest: tuple[Row, ...]
    checks: tuple[ReleaseCheck, ...]
    digest: str
    is_proposed: bool

    @property
    def goes(self) -> bool:
        """Whether a release would go through as it is."""
        return not self.is_proposed and all(one.refused is None for one in self.checks)


def preview_packet(
    referral_id: str, *, by: Principal, hub: Hub, leave_out: Sequence[str] | None = None
) -> PacketPreview:
    """Show what a draft would send, and everything its release asks. The look is noted.

    Raises:
        NotFound: there is no such referral, or it is not theirs.
        NotCovered, RecipientChanged: the partner is gone, or is another recipient than the person was told of.
        SchemaInvalid: it takes another form by now; NothingOfThisName: what is to stay is not in the draft.
        WrongPassphrase, Forbidden: who looks is not proven.
    """
    at, known = hub.clock.now(), authenticate(by, hub=hub)
    with hub.store.shared() as tx:
        looker = authorize(known, tx=tx, roles=SENDERS)
        referral, draft = assigned_draft(tx, referral_id, to=looker, at=at)
        seen = tx.referrals.writes(referral.id)
        shown = leaving_out(draft, leave_out)
        plan = plan_of(tx, as_by_two(governing_consent(tx, referral, at=at)), shown, hub=hub, at=at)
        raise_if_nothing(shown.leave_out, plan)
        is_proposed = plan.consent is None and not referral.power
        plan = _proposed(plan) if is_proposed else plan
        built = construct(plan, kind=shown.kind)
        checks = tuple(_checks(tx, plan, built, looker=looker, hub=hub))
        record = {"referral": referral.id, "by": looker.id, "what": "check"}
        append_entry(tx, EntryType.STAFF_ACCESS, record, hub=hub, at=at, person=referral.person)
    return PacketPreview(
        referral=referral,
        seen=seen,
        items=previewed(plan, built),
        data=built.data if isinstance(built, Built) else {},
        manifest=built.manifest if isinstance(built, Built) else (),
        checks=checks,
        digest=preview_digest(plan, built) if isinstance(built, Built) else "",
        is_proposed=is_proposed,
    )


def preview_document(document: bytes, *, by: Principal, hub: Hub) -> Preview:
    """Show what a document (schema `refer`) would send, before the yes under the clause the person would be asked for.

    Raises:
        As `check_document`, which shows it under the consent there is.
    """
    at, known, read = hub.clock.now(), authenticate(by, hub=hub), read_draft(document)
    with hub.store.shared() as tx:
        plan = plan_of_document(tx, read, (), writer=authorize(known, tx=tx, roles=SENDERS), hub=hub, at=at)
        plan = plan if plan.consent or plan.referral.power else _proposed(plan)
        return previewed(plan, construct(plan, kind=plan.draft.kind))


def _proposed(plan: Plan) -> Plan:
    """The plan under what the person would be asked for: one clause, and one of its own for the household."""
    at = plan.context.at
    kinds = {Category(category) for one in plan.fields for category in one.categories}
    kinds |= {one.category for one in plan.draft.attachments}
    parts = {PROPOSED: kinds - _ALONE, f"{PROPOSED}-2": kinds & _ALONE}
    clauses = (
        Clause(
            id=id_,
            direction=Direction.OUT,
            recipient=plan.context.recipient,
            purpose=plan.context.purpose,
            categories=frozenset(part),
            sources=frozenset({PERSON, JOBCENTER}),
            valid_from=at,
            valid_until=year_after(at),
        )
        for id_, part in parts.items()
        if part
    )
    return replace(plan, clauses=tuple(clauses))


def _checks(tx: Tx, plan: Plan, built: Built | Stopped, *, looker: Staff, hub: Hub) -> Sequence[ReleaseCheck]:
    """Ask each question of a release by itself; the release asks them anew, and the first that fails stops it."""
    at, referral, draft = plan.context.at, plan.referral, plan.draft
    barred = writers_of(referral, draft) | {looker.id}
    lack = missing_training(tx, [looker], categories=categories_leaving(plan, built), at=at)
    facts = release_facts(tx, plan, built, lack=lack, second=None, hub=hub)
    files = {one.id: one.name for one in draft.attachments}

    def covered() -> None:
        if isinstance(built, Stopped):
            raise withheld(built.refusals[0], consent=plan.consent)

    def seconded() -> None:
        needed = facts["sensitive_beyond_standard"] or referral.power
        if needed and not approver_of(tx, referral, draft, sender=looker, barred=barred, at=at):
            raise as_error(Refused("four-eyes"))

    asked: Mapping[CheckKind, Callable[[], object]] = {
        CheckKind.PERSON: lambda: raise_if_ambiguous(tx, referral.person),
        CheckKind.RECIPIENT: lambda: _raise_if_unreachable(plan, hub=hub, at=at),
        CheckKind.CONSENT: covered,
        CheckKind.FORM: lambda: raise_if_unfit(plan, built) if isinstance(built, Built) else None,
        CheckKind.STAYS: lambda: raise_if_unsaid(built, files=files) if isinstance(built, Built) else None,
        CheckKind.FILES: lambda: _raise_unless(facts["attachments_clean"], "attachment"),
        CheckKind.WORDS: lambda: reviewed(draft, plan.form, said=(), by=looker.id),
        CheckKind.DUPLICATE: lambda: _raise_unless(not facts["duplicate_open"], "duplicate"),
        CheckKind.TRAINING: lambda: _raise_if_lacking(lack),
        CheckKind.SECOND: seconded,
    }
    return [ReleaseCheck(kind=kind, refused=_refusal(ask)) for kind, ask in asked.items()]


def _refusal(ask: Callable[[], object]) -> GeleitError | None:
    try:
        ask()
    except GeleitError as refused:
        return refused
    return None


def _raise_if_unreachable(plan: Plan, *, hub: Hub, at: datetime) -> None:
    if plan.partner.standing is not PartnerStatus.ACTIVE:
        raise PartnerSuspended(plan.partner.entity)
    encryption_key(plan.partner, hub=hub, at=at)


def _raise_unless(fact: object, reason: str) -> None:
    if not fact:
        raise as_error(Refused(reason))


def _raise_if_lacking(lack: str) -> None:
    if lack:
        raise NotTrained(lack)
