"""Read model of today: one sentence, then the matters somebody sees to, with person, place and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import schemas
from exchange.core.policy import calendar_of
from exchange.core.referral.cause import NEEDS_SOMEBODY, Cause, cause_of, reasons_of
from exchange.core.referral.referral import Draft, Referral
from exchange.core.staff.seen import SeenList
from exchange.core.text.dates import Language
from exchange.core.text.today import ASKS, summary, time_left
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from exchange.queries.directory import as_written
from exchange.queries.referrals import sentence_at

_BEGINNING = (datetime.min.replace(tzinfo=UTC), "")
_MOST_DRAFTS = 200
_NAME = ("given_name", "family_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One matter: its code, for whom, to whom, how it stands, and until when or since when somebody has to look.

    `name` is empty in an enquiry and where the data are erased; `due` is False for what comes within the week.
    """

    referral: str
    code: str
    cause: Cause
    name: str
    reference: str
    partner: str
    sentence: str
    time: str
    due: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayGroup:
    """What is due for one cause: what it is called and asks, how many there are in all, and those of this page."""

    cause: Cause
    name: str
    asks: str
    count: int
    rows: tuple[TodayRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The list as a page shows it: the sentence on top, how many matters it counts, and every group, empty ones too.

    `ahead` is what comes within the week and asks nothing yet; `after` goes on, empty at the end of the list.
    """

    sentence: str
    needs: int
    groups: tuple[TodayGroup, ...]
    ahead: tuple[TodayRow, ...]
    after: str


def today(seen: SeenList, *, hub: Hub, language: Language) -> Today:
    """Say of each matter on a page of somebody's list what they need to decide with which to begin."""
    calendar = calendar_of(hub.policy)
    needs = sum(seen.counts[one] for one in NEEDS_SOMEBODY)
    oldest = calendar.day(seen.oldest) if seen.oldest else None
    with hub.store.reading() as tx:
        second = _waiting_for_second(tx, seen)
        rows = tuple(_row(tx, one, second, at=seen.at, hub=hub, language=language) for one in seen.referrals)
    # They are counted among the drafts: that they wait for somebody else only the draft itself says.
    moved = {Cause.SECOND: len(second), Cause.DRAFT: seen.counts[Cause.DRAFT] - len(second)}
    counts = {**seen.counts, **moved}
    return Today(
        sentence=summary(needs, oldest, today=calendar.day(seen.at), language=language),
        needs=needs,
        groups=tuple(_group(one, counts[one], rows, language) for one in Cause),
        ahead=tuple(one for one in rows if not one.due),
        after=seen.after,
    )


def _group(cause: Cause, count: int, rows: Sequence[TodayRow], language: Language) -> TodayGroup:
    said = ASKS[cause]
    return TodayGroup(
        cause=cause,
        name=str(schemas.codes()["causes"][cause][language]),
        asks=said.de if language == "de" else said.en,
        count=count,
        rows=tuple(one for one in rows if one.due and one.cause is cause),
    )


def _waiting_for_second(tx: Tx, seen: SeenList) -> frozenset[str]:
    """Those of somebody's drafts on the list of which a colleague was asked for the second look."""
    drafts = (
        one
        for owner in seen.owners
        for one in tx.referrals.agenda(
            owner, reasons=reasons_of(Cause.DRAFT), after=_BEGINNING, until=seen.at, limit=_MOST_DRAFTS
        )
    )
    return frozenset(one.id for one in drafts if (draft := tx.referrals.draft(one.id)) and draft.asked)


def _row(tx: Tx, referral: Referral, second: frozenset[str], *, at: datetime, hub: Hub, language: Language) -> TodayRow:
    day = calendar_of(hub.policy).day
    listed = referral.listed_at or referral.state_since
    person, partner = tx.people.get(referral.person), as_written(tx, referral.partner)
    return TodayRow(
        referral=referral.id,
        code=referral.code or referral.id,
        cause=Cause.SECOND if referral.id in second else cause_of(referral.next_reason),
        name=name_in(tx.referrals.draft(referral.id)),
        reference=person.reference if person else "",
        partner=partner.name if partner else referral.partner,
        sentence=sentence_at(tx, referral, hub=hub, language=language),
        time=time_left(day(listed), day(referral.next_at or listed), today=day(at), language=language),
        due=listed <= at,
    )


def name_in(draft: Draft | None) -> str:
    """The person's name as a draft says it; empty in an enquiry and where the data are erased."""
    person = draft.data.get("person") if draft else None
    parts = [person.get(one) for one in _NAME] if isinstance(person, Mapping) else []
    return " ".join(one for one in parts if isinstance(one, str))
