"""People (FE): who may approve what others wrote (ORP.4; § 35 SGB I; Art. 38 GDPR)."""

from exchange.core.calendar import day_of
from exchange.core.compliance.case import PacketCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.referral.referral import writers_of
from exchange.core.staff.training import topics_missing
from exchange.core.vocabulary import BEYOND_STANDARD, Role


def fe_01(case: PacketCase) -> RuleOutcome:
    """Where four eyes are asked, the second pair wrote nothing, is no DPO, was trained, and has no conflict."""
    look = Look()
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    if not case.referral.power and not BEYOND_STANDARD & case.categories:
        return look.does_not_concern("eine zweite Person ist nicht nötig", "no second person is asked")
    if case.draft is None or case.packet.id != case.referral.packet:
        return look.misses("wer diese Sendung bestätigt hat", "who approved this packet")
    second = case.people.get(case.referral.approved_by)
    look.at("approved_by", case.referral.approved_by)
    if second is None:
        return look.fails()
    lacking = topics_missing(case.trainings.get(second.id, ()), categories=case.categories, at=case.at)
    fit = second.role is not Role.DPO and not lacking
    return look.passes(fit and second.id not in writers_of(case.referral, case.draft) and not _conflict(case, look))


def _conflict(case: PacketCase, look: Look) -> bool:
    """Whether whoever wrote or approved is close to the person; until the house keeps a list nobody is asked."""
    held = case.registers.held(FactKind.CONFLICT, case.referral.person, at=case.at)
    none = case.registers.held(FactKind.CONFLICT, HOUSE, at=case.at)
    for one in (*held, *none):
        look.fact(one, at=case.at, day=day_of)
    if not held and not none:
        look.at("conflict", "no-list-yet")
    people = {case.referral.approved_by, case.referral.created_by, *(case.draft.writers if case.draft else ())}
    return any(one.topic in people for one in held)
