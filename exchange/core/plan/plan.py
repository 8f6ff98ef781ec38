"""Support plan (FHIR CarePlan): what somebody needs in their own words, where to, by which steps, and who goes along.

What was agreed is added: a step or a follow-up is done, a plan is looked over and closed. What was written wrong is put
right, and what stood there stays beside it (`corrections`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from exchange.core.detection.kind import VERSION
from exchange.core.referral.finding import DetectorVerdict


class StepActor(StrEnum):
    """Who does a step; the same list as `plan-actors` in `schemas/codes.json`."""

    PERSON = "person"
    JOBCENTER = "jobcenter"
    TOGETHER = "together"
    PARTNER = "partner"
    HELPER = "helper"


class FollowUpWay(StrEnum):
    """How somebody stays in touch; the same list as `plan-contacts` in `schemas/codes.json`."""

    MEETING = "meeting"
    TELEPHONE = "telephone"
    LETTER = "letter"
    VISIT = "visit"


class PlanClosing(StrEnum):
    """Why a plan is closed; the same list as `plan-closings` in `schemas/codes.json`."""

    REACHED = "reached"
    PERSON_WISH = "person-wish"
    MOVED = "moved"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanStep:
    """One step. `until` is its last day in Berlin, `goal` the number of the goal it serves, 0 for none."""

    number: int
    text: str
    who: StepActor
    until: date
    goal: int = 0
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A day on which somebody gets in touch with the person."""

    number: int
    on: date
    way: FollowUpWay
    note: str = ""
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAppointment:
    """An appointment somebody goes along to. `accompanied_by` is a staff id; `step` a number, 0 for none.

    `at` is in UTC, `minutes` how long it takes, `noted_at` when it was written down. `id` is a UUID.
    """

    id: str
    number: int
    at: datetime
    minutes: int
    place: str
    accompanied_by: str
    noted_at: datetime
    step: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanCorrection:
    """What stood in an entry before it was put right: its words and its time, as one text; who put it right, and when.

    `entry` is `need`, `goal`, `step`, `follow-up` or `appointment`; `by` a staff id; `at` in UTC.
    """

    entry: str
    number: int
    before: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportPlan:
    """A person's plan. `owner` is the member of staff who sees to it; `review_on` a day in Berlin.

    Numbers count from 1 within their kind and are never used again. `verdict` is what the detectors found in its words,
    and who said that it may stand.
    """

    id: str
    person: str
    owner: str
    opened_at: datetime
    review_on: date
    needs: tuple[str, ...]
    goals: tuple[str, ...] = ()
    steps: tuple[PlanStep, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    appointments: tuple[PlanAppointment, ...] = ()
    reviewed_on: date | None = None
    closed_at: datetime | None = None
    closing: PlanClosing | None = None
    corrections: tuple[PlanCorrection, ...] = ()
    verdict: DetectorVerdict = field(default_factory=lambda: DetectorVerdict(version=VERSION))

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.closed_at is None

    def step(self, number: int) -> PlanStep | None:
        """The step of this number."""
        return next((one for one in self.steps if one.number == number), None)


def step_name(plan_id: str, number: int) -> str:
    """What a draft keeps of the step it belongs to; never a word of it."""
    return f"{plan_id}/{number}"


def open_plan_of(plans: Sequence[SupportPlan]) -> SupportPlan | None:
    """Of a person's plans the one that goes on: the newest, where two were brought together."""
    return max((one for one in plans if one.is_open), key=lambda one: (one.opened_at, one.id), default=None)
