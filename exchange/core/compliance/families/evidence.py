"""Evidence (LO, AC): who did something is on record, and each step is proven and was legal (§ 22 BDSG)."""

from collections.abc import Mapping
from types import MappingProxyType

from exchange.core.compliance.case import PersonCase, ReferralCase
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import HistoryLine
from exchange.core.referral.transitions import STEPS
from exchange.core.vocabulary import Actor, State

_BY: Mapping[EntryType, str] = MappingProxyType(
    dict.fromkeys(
        (
            EntryType.CONSENT_RECORDED, EntryType.CONSENT_WITHDRAWN, EntryType.REFERRAL_CREATED,
            EntryType.DRAFT_CHANGED, EntryType.DRAFT_APPROVED, EntryType.FINDINGS_CONFIRMED, EntryType.CASE_ASSIGNED,
            EntryType.STAFF_ACCESS,
            EntryType.REFERENCE_CORRECTED, EntryType.PERSONS_MERGED, EntryType.WORK_ITEM_SETTLED,
            EntryType.PERSON_INFORMED, EntryType.CONFLICT_NOTED, EntryType.RIGHT_CLAIMED, EntryType.REFERRAL_STEP,
        ),
        "by",
    )
    | {EntryType.PACKET_HANDED_OVER: "partner", EntryType.ACKNOWLEDGEMENT: "jti", EntryType.REFUSAL: "set_jti"}
)  # fmt: skip
"""Which member of a record says who it was; of the others the hub itself writes them."""
_QUESTION = {State.CLARIFICATION_REQUESTED.value: "question"}


def lo_03(case: PersonCase) -> RuleOutcome:
    """Each record of something that a person or a partner did says who."""
    look = Look()
    if any(not one.said for one in case.records):
        return look.misses("der Inhalt eines Eintrags", "what a record says")
    records = [one for one in case.records if one.type in _BY]
    if not records:
        return look.does_not_concern("niemand hat etwas getan", "nobody has done anything")
    look.at("records", len(records))
    return look.passes(all(one.said.get(_BY[one.type]) for one in records))


def ac_01(case: ReferralCase) -> RuleOutcome:
    """Each state came by an event of the partner, a member of staff or the hub, and each step is in the table."""
    look = Look()
    if not case.history:
        if case.referral.state is State.DRAFT:
            return look.does_not_concern("es gab noch keinen Schritt", "there was no step yet")
        return look.misses("der Verlauf", "the history")
    look.at("steps", len(case.history))
    legal = all((one.origin, one.target, one.by) in STEPS for one in case.history)
    return look.passes(legal and all(_is_proven(one, case) for one in case.history))


def _is_proven(step: HistoryLine, case: ReferralCase) -> bool:
    if step.by is Actor.HUB:
        return True
    if step.by is Actor.PERSON:
        return step.at in case.declared
    if step.by is Actor.PARTNER and not step.channel:
        return _QUESTION.get(step.target.value, step.target.value) in case.events
    return bool(step.who)
