"""Policy decision, deny by default: `permits`, whether one field may go one way, exactly as domain section 5 orders it.

The rules are asked in this order, and the first that refuses names itself: forbidden, category-partner, profile,
clause, provenance. What is not known is refused. Nothing here looks at a clock: the instant is part of the context.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from exchange.core.consent.clause import Clause, Release, frees
from exchange.core.consent.context import DisclosureContext, Statute
from exchange.core.consent.field import ATTACHMENT, JOBCENTER, PERSON, PROFESSIONAL, Field, tokens
from exchange.core.consent.prohibited import forbidden_name, forbidden_value
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import SENSITIVE, SERVICES_OF_HEALTH, Category, Direction, PartnerKind, Service

KNOWN = frozenset(map(str, Category))
FOUR_EYES = "four-eyes"
_NOTHING_AGAINST = Granted()
_INSURED = "health-insurance-number"
_HEALERS = frozenset({PartnerKind.DOCTOR, PartnerKind.PSYCHOTHERAPIST, PartnerKind.CLINIC})
_CARE = _HEALERS | {PartnerKind.SOCIAL_PSYCHIATRIC_SERVICE}


class Rule(StrEnum):
    """The five rules, in the order they are asked."""

    FORBIDDEN = "forbidden"
    CATEGORY_PARTNER = "category-partner"
    PROFILE = "profile"
    CLAUSE = "clause"
    PROVENANCE = "provenance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One field with its value and all that speaks for it."""

    field: Field
    value: Any = dataclasses.field(repr=False)
    context: DisclosureContext
    clauses: Sequence[Clause]
    releases: Sequence[Release]


def permits(
    field: Field, *, value: object, context: DisclosureContext, clauses: Sequence[Clause], releases: Sequence[Release]
) -> Verdict:
    """Say whether `field` with `value` may go in this context.

    `Granted.detail` is the ids of the clauses that carry it, one per category of the field, none on a statutory basis.
    `Refused.reason` is a `Rule`, a colon and a detail (`clause:expired`); `rule_of` gives the rule alone.
    """
    return _ask(_RULES, Case(field=field, value=value, context=context, clauses=clauses, releases=releases))


def permits_as_read(field: Field, *, value: object, context: DisclosureContext, clauses: Sequence[Clause]) -> Verdict:
    """Say what a recipient can say of a field: `permits` but for the releases, which stay with the sending hub."""
    return _ask(_RULES_AS_READ, Case(field=field, value=value, context=context, clauses=clauses, releases=()))


class Permits:
    """`permits`, or `permits_as_read`, for the many fields of one packet, each with a value and clauses of its own.

    Only `forbidden` and `profile` look at the place or the value of a field. What the rules say of everything else is
    kept: of fields that are alike only the first is asked.
    """

    def __init__(self, *, context: DisclosureContext, releases: Sequence[Release] | None) -> None:
        """Ask in one context; `releases` is None for a recipient, who has none to look at."""
        self._context = context
        self._releases = releases or ()
        self._rules = (_RULES_AS_READ if releases is None else _RULES)[1:]
        # With the clauses a verdict stands on, so that no others can take their place in memory.
        self._known: dict[tuple[object, ...], tuple[Verdict, tuple[Clause, ...]]] = {}

    def __call__(self, field: Field, value: object, clauses: Sequence[Clause]) -> Verdict:
        """Say whether the field may go, with these clauses."""
        kind = _kind_forbidden(field, value)
        if kind:
            return Refused(reason=f"{Rule.FORBIDDEN}:{kind}", pointer=field.pointer)
        fixed = tuple(clauses)  # a tuple stays the object it is
        alike = (field.kind, id(fixed))
        known = self._known.get(alike)
        if known is None:
            case = Case(field=field, value=value, context=self._context, clauses=fixed, releases=self._releases)
            known = self._known[alike] = _ask(self._rules, case), fixed
        verdict = known[0]
        return Refused(reason=verdict.reason, pointer=field.pointer) if isinstance(verdict, Refused) else verdict


def rule_of(refused: Refused) -> str:
    """The rule that refused, without its detail."""
    return refused.reason.partition(":")[0]


def naming_clause(
    category: str, *, source: str, context: DisclosureContext, clauses: Sequence[Clause]
) -> Clause | Refused:
    """Pick the clause that alone covers a category here: of several the longest-running, then the lowest id.

    Where none does, the refusal names the first thing missing from the clause that came nearest.
    """
    reached = -1
    fitting: list[Clause] = []
    for clause in clauses:
        stage = _stage(clause, category=category, source=source, context=context)
        reached = max(reached, stage)
        if stage == len(_STAGES):
            fitting.append(clause)
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        latest = max(clause.valid_until for clause in fitting)
        return min((c for c in fitting if c.valid_until == latest), key=lambda c: c.id)
    return Refused(reason=f"{Rule.CLAUSE}:{'missing' if reached < 0 else _STAGES[reached]}")


def _ask(rules: Sequence[Callable[[Case], Verdict]], case: Case) -> Verdict:
    granted: Verdict | None = None
    for rule in rules:
        verdict = rule(case)
        if isinstance(verdict, Refused):
            return Refused(reason=verdict.reason, pointer=case.field.pointer)
        if rule is _clause:
            granted = verdict
    return Refused(reason=f"{Rule.CLAUSE}:missing", pointer=case.field.pointer) if granted is None else granted


def _forbidden(case: Case) -> Verdict:
    kind = _kind_forbidden(case.field, case.value)
    return Refused(reason=f"{Rule.FORBIDDEN}:{kind}") if kind else _NOTHING_AGAINST


def _kind_forbidden(field: Field, value: object) -> str | None:
    kind = _forbidden_place(field.pointer)
    if kind is not None or field.sealed:
        return kind
    found = forbidden_value(value)
    # A number has its own place in the form, and that category its own recipients; elsewhere it is nobody's to know.
    return None if found == _INSURED and Category.PERSON_IDENTIFIER_HEALTH in field.categories else found


# The same few places come with every packet.
@lru_cache(maxsize=4096)
def _forbidden_place(pointer: str) -> str | None:
    return None if pointer.startswith(ATTACHMENT) else forbidden_name(tokens(pointer))


def _category_partner(case: Case) -> Verdict:
    if not case.field.categories:
        return Refused(reason=f"{Rule.CATEGORY_PARTNER}:unknown")
    for category in case.field.categories:
        detail = _mismatch(category, field=case.field, context=case.context)
        if detail:
            return Refused(reason=f"{Rule.CATEGORY_PARTNER}:{detail}")
    return _NOTHING_AGAINST


def _mismatch(category: str, *, field: Field, context: DisclosureContext) -> str:
    """Name the category that does not go to this partner; empty where it does."""
    if category not in KNOWN:
        return "unknown"
    if category.startswith("fb.") != (context.direction == Direction.BACK):
        return "direction"
    fits = _FITS.get(category)
    return "" if fits is None or fits(field, context) else category


_FITS: Mapping[str, Callable[[Field, DisclosureContext], bool]] = {
    Category.HEALTH_DIAGNOSIS: lambda field, context: field.sealed and context.partner_kind in _CARE,
    Category.PERSON_IDENTIFIER_HEALTH: lambda _, context: context.partner_kind in _HEALERS,
    Category.HEALTH_ADDICTION: lambda _, context: (
        context.partner_kind in _CARE or context.service == Service.ADDICTION_COUNSELLING
    ),
    Category.FINANCE_DEBT: lambda _, context: context.service == Service.DEBT_COUNSELLING,
    Category.FB_CONTENT: lambda _, context: not context.bound_by_203,
}
"""Which categories go only to certain partners, and when; all else goes to each by schema and profile."""


def _profile(case: Case) -> Verdict:
    field = case.field
    kind = field.source.partition(":")[0]
    if field.sources and not field.sources & {field.source, kind}:
        return Refused(reason=f"{Rule.PROFILE}:source")
    return _NOTHING_AGAINST


def _clause(case: Case) -> Verdict:
    if case.context.basis is not None:
        return _statute(case)
    named: list[str] = []
    for category in case.field.categories:
        usable = [clause for clause in case.clauses if _owns(clause, category)]
        chosen = naming_clause(category, source=case.field.source, context=case.context, clauses=usable)
        if isinstance(chosen, Refused):
            return chosen
        named.append(chosen.id)
    return Granted(detail=tuple(named))


def _owns(clause: Clause, category: str) -> bool:
    """The household is other people: it goes only by a clause of its own, never as one item of a list."""
    return category != Category.HOUSEHOLD or clause.categories == {Category.HOUSEHOLD}


def _statute(case: Case) -> Verdict:
    basis, field = case.context.basis, case.field
    detail = ""
    if case.context.direction == Direction.BACK:
        detail = "direction"
    elif not case.context.sgb1_35:
        # § 69 SGB X without consent only towards bodies that keep social secrecy themselves (§ 35 SGB I).
        detail = "not-under-sgb1-35"
    elif case.context.service in SERVICES_OF_HEALTH:
        # Nothing in such a packet has to name it: that it goes there does.
        detail = "service-of-health"
    elif field.sealed or field.sensitive or SENSITIVE.intersection(field.categories):
        detail = "special-category"
    elif isinstance(basis, Statute):
        detail = _facts_missing(basis)
    return Refused(reason=f"{Rule.CLAUSE}:{detail}") if detail else _NOTHING_AGAINST


def _facts_missing(statute: Statute) -> str:
    if statute.refused:
        return "refused"
    if not statute.justification.strip():
        return "justification"
    if not statute.decided_by or not statute.approved_by or statute.decided_by == statute.approved_by:
        return FOUR_EYES
    return ""


_STAGES = ("direction", "recipient", "purpose", "category", "source", "not-yet", "expired")


def _stage(clause: Clause, *, category: str, source: str, context: DisclosureContext) -> int:
    """How many of the things a clause must satisfy it satisfies, in order, before the first it does not."""
    satisfied = (
        clause.direction == context.direction,
        clause.recipient == context.recipient,
        clause.purpose == context.purpose,
        category in clause.categories,
        source in clause.sources,
        clause.valid_from <= context.at,
        context.at < clause.valid_until,
    )
    return satisfied.index(False) if False in satisfied else len(satisfied)


def _source_known(case: Case) -> Verdict:
    source = case.field.source
    if source in (PERSON, JOBCENTER) or (source.startswith(PROFESSIONAL) and source != PROFESSIONAL):
        return _NOTHING_AGAINST
    return Refused(reason=f"{Rule.PROVENANCE}:unknown")


def _released(case: Case) -> Verdict:
    """§ 203 StGB, § 76 SGB X: a professional's word leaves only if the person released that professional for it."""
    context = case.context
    back = context.direction == Direction.BACK
    hearer = context.hub if back else context.recipient.entity
    speakers = {case.field.source.removeprefix(PROFESSIONAL)} if case.field.source.startswith(PROFESSIONAL) else set()
    if back:
        speakers.discard(context.recipient.entity)
        speakers |= {context.recipient.entity} if context.bound_by_203 else set()
    for speaker in speakers:
        if not frees(case.releases, speaker=speaker, hearer=hearer, categories=case.field.categories, at=context.at):
            return Refused(reason=f"{Rule.PROVENANCE}:release")
    return _NOTHING_AGAINST


_RULES_AS_READ: tuple[Callable[[Case], Verdict], ...] = (
    _forbidden,
    _category_partner,
    _profile,
    _clause,
    _source_known,
)
_RULES: tuple[Callable[[Case], Verdict], ...] = (*_RULES_AS_READ, _released)
