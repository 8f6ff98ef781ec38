"""Evidence (LO, AC, ST): who did something is on record, each step is proven, and the logs serve nothing else."""

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from exchange.core.calendar import day_of
from exchange.core.compliance.case import PersonCase, ReferralCase
from exchange.core.compliance.house import HubCase, StaticCase
from exchange.core.compliance.kind import HOUSE, FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.referral import HistoryLine
from exchange.core.referral.transitions import STEPS
from exchange.core.vocabulary import Actor, State

_BY: Mapping[EntryType, str] = MappingProxyType(
    dict.fromkeys(
        (
            EntryType.CONSENT_RECORDED, EntryType.CONSENT_WITHDRAWN, EntryType.REFERRAL_CREATED,
            EntryType.DRAFT_CHANGED, EntryType.DRAFT_APPROVED, EntryType.DRAFT_GIVEN_BACK,
            EntryType.APPROVAL_ASKED,
            EntryType.FINDINGS_CONFIRMED, EntryType.CASE_ASSIGNED, EntryType.STAFF_ACCESS,
            EntryType.REFERENCE_CORRECTED, EntryType.PERSONS_MERGED, EntryType.WORK_ITEM_SETTLED,
            EntryType.PERSON_INFORMED, EntryType.CONFLICT_NOTED, EntryType.RIGHT_CLAIMED, EntryType.REFERRAL_STEP,
        ),
        "by",
    )
    | {EntryType.PACKET_HANDED_OVER: "partner", EntryType.ACKNOWLEDGEMENT: "jti", EntryType.REFUSAL: "set_jti"}
)  # fmt: skip
"""Which member of a record says who it was; of the others the hub itself writes them."""
_LOST = frozenset({"checkpoint-missing"})
"""The published log is gone: nobody can tell any more what was signed."""
_ONE_DAY, _SOURCES, _MOST_MS = timedelta(days=1), 2, 1000
_NOT_ASKED = (
    "die Auskunft des laufenden Dienstes (compliance check --last zeigt die der Nacht)",
    "the word of the running service (compliance check --last shows that of the night)",
)
_PARAMETER = re.compile(r"\{([a-z0-9_]+)(?::path)?\}")
_IDS = frozenset({"id", "sha256", "code", "file", "log", "path"})
_RECORDS, _WITNESS = "/tile/entries/", "hub.witness"
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


def lo_01(case: HubCase | ReferralCase) -> RuleOutcome:
    """Each step has its leaf, none is missing, each record is what its leaf commits to, and so is what was signed."""
    look = Look()
    if isinstance(case, ReferralCase):
        if not case.history:
            return look.does_not_concern("es gab noch keinen Schritt", "there was no step yet")
        look.at("steps", len(case.history))
        return look.passes(all((one.at, one.target.value) in case.logged for one in case.history))
    if case.log is None:
        return look.misses("das gelesene Protokoll", "the log, read whole")
    look.at("leaves", case.log.leaves)
    if case.log.missing or case.log.differing:
        look.at("missing", case.log.missing)
        look.at("differing", case.log.differing)
        return look.fails()
    published = case.running.published
    if published is None or published in _LOST:
        return look.misses("das unterschriebene Protokoll", "the signed log")
    look.at("published", published or "whole")
    return look.passes(not published)


def lo_02(case: HubCase) -> RuleOutcome:
    """The clock of today is within a second of two sources."""
    look = Look()
    samples = [
        one
        for one in case.registers.held(FactKind.CLOCK, HOUSE, at=case.at)
        if case.at - one.valid_from <= _ONE_DAY and len(one.document["sources"]) >= _SOURCES
    ]
    if not samples:
        return look.misses("ein Vergleich mit zwei Uhren von heute", "a comparison with two clocks of today")
    for one in samples:
        look.fact(one, at=case.at, day=day_of)
        look.at("offset_ms", one.document["offset_ms"])
    return look.passes(all(abs(int(one.document["offset_ms"])) <= _MOST_MS for one in samples))


def lo_04(case: StaticCase) -> RuleOutcome:
    """Every line of the operational log goes through the allow-list, and addresses hold ids alone."""
    look, running = Look(), case.running
    if not running.handlers or running.calls is None:
        return look.misses(*_NOT_ASKED)
    for name, listed in sorted(running.handlers.items()):
        look.at("handler", f"{name}: {'allow-list' if listed else 'anything'}")
    named = {name for one in running.calls for name in _PARAMETER.findall(one.path)}
    for name in sorted(named - _IDS):
        look.at("address", name)
    return look.passes(all(running.handlers.values()) and named <= _IDS)


def st_02(case: StaticCase) -> RuleOutcome:
    """No call of casework answers with records of the evidence log: they prove, and decide no case."""
    look = Look()
    if case.running.calls is None:
        return look.misses("die Liste der Aufrufe", "the route table")
    readers = [one for one in case.running.calls if _RECORDS in one.path]
    for one in readers:
        look.at("call", f"{one.method} {one.path}: {one.scope}")
    return look.passes(readers and all(one.scope == _WITNESS for one in readers))


def _is_proven(step: HistoryLine, case: ReferralCase) -> bool:
    if step.by is Actor.HUB:
        return True
    if step.by is Actor.PERSON:
        return step.at in case.declared
    if step.by is Actor.PARTNER and not step.channel:
        return _QUESTION.get(step.target.value, step.target.value) in case.events
    return bool(step.who)
