"""States of a consent (W3C DPV): events in time, from which its state at any instant follows; the same for everybody.

What the clock has not written down yet, an end among it, is read from the clauses all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from exchange.core.calendar import day_of, end_of_day
from exchange.core.consent.answers import ONCE_GIVEN, declared_at, revocations_of
from exchange.core.consent.clause import last_instant
from exchange.core.consent.consent import Consent
from exchange.core.vocabulary import GIVEN, ConsentStatus

WARNED_BEFORE = (30, 7)
"""So many days before an end somebody is warned of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateEvent:
    """From when on a consent has a state. A withdrawal for one recipient names its entity, and ends only that."""

    at: datetime
    status: ConsentStatus
    entity: str = ""


def events_of(consent: Consent) -> Sequence[StateEvent]:
    """What became of it, in order; what was withdrawn does not end once more. Nothing of one that was overwritten."""
    if not consent.is_readable:
        return ()
    began = declared_at(consent)
    if consent.status not in ONCE_GIVEN:
        return (StateEvent(at=began, status=consent.status),)
    if consent.status is ConsentStatus.INVALIDATED:
        return (StateEvent(at=began, status=ConsentStatus.INVALIDATED),)
    given = ConsentStatus.RENEWED if consent.renews else ConsentStatus.GIVEN
    events = [StateEvent(at=began, status=consent.status if consent.status in GIVEN else given)]
    events += _withdrawals(consent)
    ends = last_instant(consent.clauses)
    if ends is not None and not any(one.status is ConsentStatus.WITHDRAWN and not one.entity for one in events):
        events.append(StateEvent(at=max(began, ends), status=ConsentStatus.EXPIRED))
    return tuple(sorted(events, key=lambda one: one.at))


def status_at(consent: Consent, at: datetime) -> ConsentStatus | None:
    """Its state at an instant; None before the person declared anything."""
    reached = [one.status for one in events_of(consent) if one.at <= at and not one.entity]
    return reached[-1] if reached else None


def warning_instants(consent: Consent) -> Sequence[datetime]:
    """When somebody is warned that clauses end: days before each end, as far as the consent stood then."""
    if consent.status not in GIVEN:
        return ()
    ends = {clause.valid_until for clause in consent.clauses}
    warned = {_days_before(end, days) for end in ends for days in WARNED_BEFORE}
    return tuple(sorted(one for one in warned if one > declared_at(consent)))


def is_warned_of(end: datetime, *, at: datetime) -> bool:
    """Whether an end that lies ahead is near enough to be warned of."""
    return _days_before(end, max(WARNED_BEFORE)) <= at < end


def _days_before(end: datetime, days: int) -> datetime:
    """The midnight so many days (in Berlin) before an end."""
    return end_of_day(day_of(end) - timedelta(days=days + 1))


def _withdrawals(consent: Consent) -> Sequence[StateEvent]:
    said = [StateEvent(at=one.at, status=ConsentStatus.WITHDRAWN, entity=one.entity) for one in revocations_of(consent)]
    if consent.status is not ConsentStatus.WITHDRAWN or any(not one.entity for one in said):
        return said
    # Withdrawn recipient by recipient, or spoken against by another answer: it was over when its last clause closed.
    last = max((one.at for one in said), default=last_instant(consent.clauses) or declared_at(consent))
    return [*said, StateEvent(at=last, status=ConsentStatus.WITHDRAWN)]
