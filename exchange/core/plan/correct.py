"""Correction (Art. 16 GDPR): an entry of a plan is put right; what stood there before stays, with who and when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from exchange.core.calendar import day_of
from exchange.core.plan.change import Moment, PlanUnfit, check_ahead
from exchange.core.plan.plan import PlanCorrection, SupportPlan
from exchange.core.said import Said


class PlanEntry(StrEnum):
    """What of a plan is put right."""

    NEED = "need"
    GOAL = "goal"
    STEP = "step"
    FOLLOW_UP = "follow-up"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """What is to stand there: words, a day, an instant; what is None stays as it is.

    `day` is a step's last day or the day of a follow-up, `at` an appointment's instant.
    """

    entry: PlanEntry
    number: int
    text: str | None = None
    day: date | None = None
    at: datetime | None = None


_MEMBERS = {
    PlanEntry.NEED: ("needs", "", ""),
    PlanEntry.GOAL: ("goals", "", ""),
    PlanEntry.STEP: ("steps", "text", "until"),
    PlanEntry.FOLLOW_UP: ("follow_ups", "note", "on"),
    PlanEntry.APPOINTMENT: ("appointments", "place", "at"),
}
"""By entry: its member of the plan, where its words stand, and where its time."""
_NOTHING = Said("Es fehlt, was dort stehen soll.", "What is to stand there is missing.")
_WHAT = Said("text, on oder, bei einem Termin, at", "text, on or, of an appointment, at")


def place_of(what: Correcting) -> str:
    """Where the words of an entry stand in the plan: `/steps/0/text`."""
    member, words, _ = _MEMBERS[what.entry]
    place = f"/{member}/{what.number - 1}"
    return f"{place}/{words}" if words else place


def corrected(plan: SupportPlan, what: Correcting, *, by: str, when: Moment) -> SupportPlan:
    """The plan with an entry put right; one that says the same already is left as it is.

    Raises:
        PlanUnfit: there is no such entry or time, nothing is said of it, or a day is past or too far ahead.
    """
    member, words, time = _MEMBERS[what.entry]
    rows = getattr(plan, member)
    if not 0 < what.number <= len(rows):
        form = Said(f"eine Nummer von 1 bis {len(rows)}", f"a number from 1 to {len(rows)}") if rows else Said()
        raise PlanUnfit(pointer="--number").saying(form=form)
    old = rows[what.number - 1]
    _check(what, when=when)
    new = _renewed(old, what, words=words, time=time)
    if new == old:
        return plan
    kept = PlanCorrection(
        entry=what.entry.value, number=what.number, before=_shown(old, words, time), by=by, at=when.at
    )
    changed: Any = {member: tuple(new if place == what.number else one for place, one in enumerate(rows, 1))}
    return replace(plan, **changed, corrections=(*plan.corrections, kept))


def _check(what: Correcting, *, when: Moment) -> None:
    if what.text is None and what.day is None and what.at is None:
        raise PlanUnfit(pointer="/text").saying(what=_NOTHING, form=_WHAT)
    if what.text is not None and not what.text.strip():
        raise PlanUnfit(pointer="/text").saying(what=_NOTHING)
    has_day, has_at = what.entry in (PlanEntry.STEP, PlanEntry.FOLLOW_UP), what.entry is PlanEntry.APPOINTMENT
    if (what.day and not has_day) or (what.at and not has_at):
        raise PlanUnfit(pointer="/at" if what.at else "/on").saying(form=_WHAT)
    if what.day:
        check_ahead(what.day, "/on", when=when)
    if what.at:
        check_ahead(day_of(what.at), "/at", when=when)


def _renewed(old: Any, what: Correcting, *, words: str, time: str) -> Any:
    if not words:
        return what.text if what.text is not None else old
    said = {words: what.text, time: what.day or what.at}
    return replace(old, **{name: value for name, value in said.items() if value is not None})


def _shown(old: Any, words: str, time: str) -> str:
    """An entry as it stood, in one text: its words, and its time where it has one."""
    if not words:
        return str(old)
    return f"{getattr(old, words)} ({getattr(old, time).isoformat()})".strip()
