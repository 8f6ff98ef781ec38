"""Sanction firewall (SW): a partner tells the Jobcenter no more than the person allowed."""

from exchange.core.calendar import day_of
from exchange.core.compliance.case import EventCase, PacketCase
from exchange.core.compliance.house import StaticCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.compliance.running import CallFacts
from exchange.core.consent.clause import feedback_categories
from exchange.core.vocabulary import Category, Purpose, Role

_AGAINST_THE_PERSON = ("sanction", "benefit")
_TOLD = frozenset({"referral.send"})
"""Scopes of those whom a partner tells: casework alone."""
_FEEDBACK = "feedback"
_REPORTS = frozenset({Category.FB_RECOMMENDATION, Category.FB_WORKCAPACITY})
"""What a partner says of what somebody can do, or should."""


def sw_01(case: StaticCase) -> RuleOutcome:
    """No purpose, role or call leads what a partner tells to the benefits side, and no text names consequences."""
    look = Look()
    if any(word in one for one in (*Purpose, *Role) for word in _AGAINST_THE_PERSON):
        return look.fails()
    if case.running.calls is None:
        return look.misses("die Liste der Aufrufe", "the route table")
    found = [f"{one.method} {one.path}" for one in case.running.calls if _tells_benefits(one)]
    look.at("calls", len(case.running.calls))
    for one in found:
        look.at("call", one)
    if found:
        return look.fails()
    for text in case.texts:
        look.fact(text, at=case.at, day=day_of)
    if not case.texts:
        return look.misses("der Text der Einwilligung", "the text of the consent")
    return look.passes(not any(one.document["consequences_mentioned"] for one in case.texts))


def _tells_benefits(call: CallFacts) -> bool:
    """Whether a call is the benefits side's, or shows what a partner told to others than casework and that partner."""
    if any(word in f"{call.scope} {call.path}" for word in _AGAINST_THE_PERSON):
        return True
    return call.scope not in _TOLD and any(_FEEDBACK in one for one in (*call.answers, call.path))


def sw_02(case: EventCase) -> RuleOutcome:
    """Every category that was told is within the level; that somebody did not come only with the switch on."""
    look = Look()
    for one in case.line.categories:
        look.at("category", one)
    if case.covered is not None:
        return look.passes(case.covered)
    if case.referral.power:
        look.at("level", case.referral.feedback_level)
        allowed = feedback_categories(case.referral.feedback_level, no_show=case.referral.no_show)
        return look.passes(set(case.line.categories) <= allowed)
    if case.consent is None or not case.consent.is_readable:
        return look.misses("was die Person erlaubt hatte", "what the person had allowed")
    look.at("level", case.consent.feedback_level)
    allowed = feedback_categories(case.consent.feedback_level, no_show=case.consent.no_show)
    return look.passes(set(case.line.categories) <= allowed | {Category.FB_RECEIPT})


def sw_03(case: EventCase) -> RuleOutcome:
    """A report that judges the person was shown to them before anybody here read it, or on that day."""
    look = Look()
    if not _REPORTS & set(case.line.categories):
        return look.does_not_concern("es war kein Bericht über die Person", "it was no report on the person")
    look.at("read_at", case.read_at.isoformat() if case.read_at else "")
    look.at("shown_at", case.shown_at.isoformat() if case.shown_at else "")
    if case.read_at is None:
        return (
            look.passes(holds=True)
            if case.shown_at
            else look.misses("ein Eintrag, wer den Bericht las,", "an entry of who read the report")
        )
    if case.shown_at is None and day_of(case.known_at) == day_of(case.read_at):
        return look.misses("ein Eintrag, dass die Person ihn heute sah,", "an entry that the person saw it today")
    in_time = case.shown_at is not None and day_of(case.shown_at) <= day_of(case.read_at)
    return look.passes(in_time)


def sw_04(case: PacketCase) -> RuleOutcome:
    """A referral stands in the cooperation plan only where the person wished it (§ 15 SGB II).

    The plan is kept elsewhere; what is known of it here is what somebody entered of this referral, or that the house
    enters none.
    """
    look = Look()
    mine = [
        one
        for one in case.registers.held(FactKind.PLAN_ENTRY, case.referral.person, at=case.registers.known_at)
        if one.topic == case.referral.id
    ]
    said = mine or case.registers.held(FactKind.PLAN_ENTRY, HOUSE, at=case.registers.known_at)
    for one in said:
        look.fact(one, at=one.recorded_at, day=day_of)
    if not said:
        return look.misses(
            "der Eintrag, ob die Überleitung im Kooperationsplan steht (der wird nicht hier geführt),",
            "the entry whether the referral stands in the cooperation plan (which is kept elsewhere)",
        )
    return look.passes(all(not one.document["entered"] or one.document["wished"] for one in said))
