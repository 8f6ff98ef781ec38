"""Withdrawal and rights (RV): what a withdrawal stopped, what a dispute holds back (Art. 7, 16-19 GDPR; § 84 SGB X)."""

from datetime import datetime, timedelta

from exchange.core.calendar import day_of
from exchange.core.compliance.case import PacketCase, WithdrawalCase
from exchange.core.compliance.house import RequestCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.packet.manifest import Row
from exchange.core.vocabulary import Category

ANSWERED_WITHIN = timedelta(days=7)
"""How long a partner that was told may take to answer: the law says without delay, seven days are policy."""
SIGNALLED_WITHIN = timedelta(seconds=60)
"""Until when a stop signal lies in the mailbox, or somebody tried to carry it: a promise of ours, no law."""
_CHANGES = frozenset({"rectification", "erasure", "restriction"})
_CATEGORIES = frozenset(map(str, Category))


def rv_01(case: WithdrawalCase) -> RuleOutcome:
    """Nothing went on after it, whoever holds something was told to stop and answered in time, or the DPO was told.

    Stopping within the transaction shows in what could still leave. The stop signal lies in the mailbox or is carried
    within 60 seconds, which is a promise of ours; a partner that could not be reached then was tried.
    """
    look = Look()
    look.at("withdrawn", case.at.isoformat())
    look.at("under-way", len(case.under_way))
    look.at("left", len(case.left))
    if case.under_way or case.left:
        return look.fails()
    if not case.held:
        return look.passes(holds=True)
    look.at("signals", len(case.signals))
    if not case.signals:
        return look.fails()
    due = case.at + SIGNALLED_WITHIN
    look.at("signal_due", due.isoformat())
    if case.tried_at is None:
        return _not_timed(case, look, due=due)
    look.at("signalled", case.tried_at.isoformat())
    return _told_to_stop(case, look) if case.tried_at <= due else look.fails()


def _not_timed(case: WithdrawalCase, look: Look, *, due: datetime) -> RuleOutcome:
    """Of a stop signal of which nothing says when its partner could have it."""
    if case.tried:
        return look.misses("der Zeitpunkt des Stoppsignals", "the time of the stop signal")
    if case.known_at <= due:
        return look.misses("das Stoppsignal, das noch Zeit hat,", "the stop signal, still in time,")
    return look.fails()


def _told_to_stop(case: WithdrawalCase, look: Look) -> RuleOutcome:
    if not any(case.signals) and not case.answered_at:
        return look.misses("eine Verbindung zur Stelle", "a connection to the partner")
    look.at("answer_due", case.answer_due.isoformat())
    if case.answered_at and case.answered_at < case.answer_due:
        return look.passes(holds=True)
    if not case.answered_at and case.known_at < case.answer_due:
        return look.misses(
            "die Antwort der Stelle, deren Frist noch läuft,", "the answer of the partner, still in time,"
        )
    return look.passes(case.dpo_told_at)


def rv_02(case: RequestCase) -> RuleOutcome:
    """Whoever holds something was told of a rectification, erasure or restriction, and has answered (Art. 19 GDPR).

    Where a law excepts a recipient, that is noted with the request.
    """
    look, right = Look(), str(case.fact.document["right"])
    look.at("right", right)
    if right not in _CHANGES:
        return look.does_not_concern("der Antrag ändert nichts bei anderen", "the request changes nothing elsewhere")
    if not case.recipients:
        return look.does_not_concern("keine Stelle hat etwas bekommen", "no partner holds anything")
    for who, answered in case.recipients.items():
        look.at("recipient", f"{who} {'answered' if answered else 'open'}")
    excepted = {str(one["recipient"]): str(one["law"]) for one in case.fact.document.get("exceptions", ())}
    for who in sorted(excepted.keys() & case.recipients.keys()):
        look.at("exception", f"{who}: {excepted[who]}")
    silent = {who for who, answered in case.recipients.items() if not answered} - excepted.keys()
    if silent & case.gone:
        return look.misses("eine Stelle, die nicht mehr teilnimmt,", "a partner that takes part no more")
    if silent and case.now < case.at + ANSWERED_WITHIN:
        return look.misses("die Antwort einer Stelle, die noch Zeit hat,", "an answer that is still in time")
    return look.passes(not silent)


def rv_03(case: PacketCase) -> RuleOutcome:
    """What the person disputes does not leave while the dispute is open; the format has no place for a mark."""
    look = Look()
    disputes = case.registers.held(FactKind.DISPUTE, case.referral.person, at=case.at)
    for one in disputes:
        look.fact(one, at=case.at, day=day_of)
    if not disputes:
        return look.does_not_concern("die Person bestreitet nichts", "the person disputes nothing")
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    places = [one.topic for one in disputes]
    if any(_disputed(row, place) for row in case.rows for place in places):
        return look.fails()
    if not all(place.startswith("/") or place in _CATEGORIES for place in places):
        return look.misses("die Stelle, die die Person bestreitet,", "the place that the person disputes")
    return look.passes(holds=True)


def _disputed(row: Row, place: str) -> bool:
    """Whether a row is the disputed place, lies under it, or is of the disputed category."""
    return row.pointer == place or row.pointer.startswith(f"{place.rstrip('/')}/") or place in row.categories
