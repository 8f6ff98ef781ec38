"""Transparency (TR): the person was informed, sees everything that went out or came back, and is answered in time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from exchange.core.calendar import day_of, end_of_day
from exchange.core.compliance.case import PacketCase, PersonCase
from exchange.core.compliance.fact import Fact
from exchange.core.compliance.house import ActCase, RequestCase
from exchange.core.compliance.kind import FactKind
from exchange.core.compliance.outcome import Look, RuleOutcome
from exchange.core.consent.field import PROFESSIONAL
from exchange.core.evidence.entry import EntryType
from exchange.core.packet.packet import VOLUNTARY
from exchange.core.rights.line import Line, LineKind

_EXCHANGED = frozenset({LineKind.SENT, LineKind.TOLD, LineKind.ANSWERED_WITHDRAWAL})
_HINDERED = frozenset({LineKind.STOPPED, LineKind.NOT_DELIVERED, LineKind.RETURNED, LineKind.REFUSED})
_AFTER_OBSTACLE, _INSTANT = timedelta(days=14), timedelta(microseconds=1)
_CLOSED, _EXTENDED = 1, 3
"""Months: one, and two more where the person was told why within the first (Art. 12(3) GDPR)."""


def tr_01(case: PacketCase) -> RuleOutcome:
    """The person was informed before the first hand-over, and within a month of what others told of them."""
    look = Look()
    told = case.registers.histories.get((FactKind.INFORMED, case.referral.person), ())
    known = [one for one in told if one.recorded_at <= case.registers.known_at]
    for one in known:
        look.fact(one, at=case.at, day=day_of)
    first = [one for one in known if one.document["kind"] == "art13"]
    if not first:
        return look.misses(
            "der Eintrag, dass die Person informiert wurde (Art. 13),",
            "the entry that the person was informed (Art. 13)",
        )
    in_time = min(one.valid_from for one in first) <= (case.handed_over_at or case.at)
    if case.rows is None:
        return look.misses("das Manifest", "the manifest")
    if not in_time or not any(row.source.startswith(PROFESSIONAL) for row in case.rows):
        return look.passes(in_time)
    others = [one for one in known if one.document["kind"] == "art14"]
    if not others and case.registers.known_at > _end(day_of(case.at), _CLOSED):
        return look.misses(
            "der Eintrag, dass die Person informiert wurde (Art. 14),",
            "the entry that the person was informed (Art. 14)",
        )
    return look.passes(not others or _told_of_others(case, others))


def tr_02(case: PersonCase) -> RuleOutcome:
    """Each hand-over, word that came back, stop and failed delivery has a line with recipient, content and purpose."""
    look = Look()
    if any(not one.said for one in case.records):
        return look.misses("der Inhalt eines Eintrags", "what a record says")
    exchanged = [one for one in case.lines if one.kind in _EXCHANGED]
    if not exchanged and not any(one.kind in _HINDERED for one in case.lines):
        return look.does_not_concern("nichts ging hinaus, nichts kam zurück", "nothing went out, nothing came back")
    logged = [one.said["line"] for one in case.records if one.type is EntryType.DISCLOSURE]
    look.at("disclosures", len(logged))
    look.at("lines", len(case.lines))
    kept = sorted(one.id for one in case.disclosures) == sorted(logged)
    hindered = all(one.who for one in case.lines if one.kind in _HINDERED)
    return look.passes(kept and hindered and all(map(_is_whole, exchanged)))


def tr_03(case: ActCase) -> RuleOutcome:
    """Each look at a file is on record with its time and its purpose."""
    look = Look()
    if case.record.type is not EntryType.STAFF_ACCESS:
        return look.does_not_concern("es war kein Blick in eine Akte", "it was no look at a file")
    if not case.record.said:
        return look.misses("der Inhalt des Eintrags", "what the record says")
    look.at("purpose", case.record.said.get("what", ""))
    return look.passes(case.record.said.get("what"))


def tr_04(case: PacketCase) -> RuleOutcome:
    """The partner was told that answering is voluntary; no law makes it a duty for these services."""
    look = Look()
    duty = case.sealed.get("duty")
    if not duty:
        return look.misses(
            "der Eintrag, was die Stelle zur Antwort erfuhr,", "the record of what the partner was told of answering"
        )
    look.at("duty", duty)
    return look.passes(duty == VOLUNTARY)


def tr_05(case: RequestCase) -> RuleOutcome:
    """A request is closed within a month, or extended by two more with reasons told within the first."""
    look, said = Look(), case.fact.document
    look.fact(case.fact, at=case.at, day=day_of)
    if "opened_on" not in said:
        return look.misses("das Datum des Eingangs", "the date it came in")
    opened = date.fromisoformat(said["opened_on"])
    month, extended = _end(opened, _CLOSED), said.get("extended")
    told = date.fromisoformat(extended["told_on"]) if extended else None
    due = _end(opened, _EXTENDED) if told and end_of_day(told) <= month else month
    look.at("due", day_of(due - _INSTANT).isoformat())
    closed = said.get("closed_on")
    return look.passes((end_of_day(date.fromisoformat(closed)) if closed else case.now) <= due)


def _told_of_others(case: PacketCase, told: Sequence[Fact]) -> bool:
    ends = [_end(day_of(case.at), _CLOSED)]
    for one in told:
        ended = one.document.get("deferral", {}).get("obstacle_ended_on")
        ends += [end_of_day(date.fromisoformat(ended)) + _AFTER_OBSTACLE] if ended else []
    return min(one.valid_from for one in told) <= max(ends)


def _end(day: date, months: int) -> datetime:
    """The end of a period of months that began on a day (§ 188(2), (3) BGB; Regulation 1182/71)."""
    (year, month), (after, next_one) = (
        divmod(day.year * 12 + day.month - 1 + more, 12) for more in (months, months + 1)
    )
    last = date(after, next_one + 1, 1) - timedelta(days=1)
    return end_of_day(date(year, month + 1, min(day.day, last.day)))


def _is_whole(line: Line) -> bool:
    return bool(line.who and line.categories and line.why and (line.basis.consent or line.basis.power))
