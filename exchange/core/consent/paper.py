"""Consent form on paper: what the person chose on it, and the record of it, with ids and windows worked out.

What only people can know is given: when it was read, signed and handed over, and what was told. Nothing of that is
ever filled in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from exchange.core.calendar import BERLIN, day_of, end_of_day, year_after
from exchange.core.consent.clause import Recipient, feedback_categories
from exchange.core.errors import Refusal
from exchange.core.ids import read_instant, show_instant
from exchange.core.vocabulary import Purpose

MONTHS = 6
"""How long a form lets data flow where the person names no day."""
_MONTHS_A_YEAR = 12
_ON_THE_WALL = "%Y-%m-%d %H:%M"


class NotAMoment(Refusal):
    """This is no moment of the past; say it like 2026-11-24 09:30."""

    code = "SENDER_NOT_A_MOMENT"
    de = "Das ist kein Zeitpunkt in der Vergangenheit."
    fix_de = "Schreiben Sie Tag und Uhrzeit so: 2026-11-24 09:30 (wie auf der Uhr an der Wand)."
    fix_en = "Write day and time like this: 2026-11-24 09:30 (as the clock on the wall shows it)."


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What the person chose on the form; `until` is the last day, `released` whether a release was signed beside it."""

    recipient: Recipient
    purpose: Purpose
    categories: frozenset[str]
    level: int
    no_show: bool
    until: date | None
    released: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """How a paper came to be signed: who, when, and the digests of its words and of the scan."""

    signer: str
    signed_at: datetime
    text_version: str
    text_sha256: str
    evidence_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What happened around the signature. `notices` are the three that were given, in the order of the schema."""

    language: str
    easy_language: bool
    reviewed_at: datetime
    copy_at: datetime
    notices: tuple[bool, bool, bool]


def read_moment(text: str, *, at: datetime) -> datetime:
    """Read a moment as people write it, in Berlin, or as RFC 3339.

    Raises:
        NotAMoment: it is none, or lies after `at`.
    """
    try:
        moment = datetime.strptime(text.strip().replace("T", " "), _ON_THE_WALL).replace(tzinfo=BERLIN)
    except ValueError:
        try:
            moment = read_instant(text.strip())
        except Refusal as error:
            raise NotAMoment(text.strip()) from error
    if moment > at:
        raise NotAMoment(text.strip())
    return moment


def window_end(signed_at: datetime, *, until: date | None) -> datetime:
    """When the window of a form ends: after the day the person named, or six months; after a year at the latest."""
    return min(end_of_day(until or _months_after(day_of(signed_at), MONTHS)), year_after(signed_at))


def consent_document(
    person: str, *, choice: Choice, signing: Signing, talk: Talk, release: Signing | None, hub: str
) -> dict[str, Any]:
    """Write the consent as `geleit consent record` reads it."""
    begins, ends = show_instant(signing.signed_at), show_instant(window_end(signing.signed_at, until=choice.until))
    place = {"entity": choice.recipient.entity, "service_line": choice.recipient.service_line}
    purpose, refusal, withdrawal = talk.notices
    return {
        "person": person,
        "status": "ConsentGiven",
        "text": _text(signing),
        "language": talk.language,
        "easy_language": talk.easy_language,
        "notices": {
            "purpose": purpose,
            "refusal_without_consequence": refusal,
            "withdrawal_any_time": withdrawal,
        },
        "form": "written",
        "evidence_sha256": signing.evidence_sha256,
        "signers": _signers(signing),
        "reviewed_at": show_instant(talk.reviewed_at),
        "copy_at": show_instant(talk.copy_at),
        "feedback": {"level": choice.level, "no_show": choice.no_show},
        "clauses": [
            {
                "id": "out-1",
                "direction": "out",
                "recipient": place,
                "purpose": choice.purpose.value,
                "categories": sorted(choice.categories),
                "sources": ["person", "jobcenter"],
                "valid_from": begins,
                "valid_until": ends,
            }
        ],
        "releases": _releases(choice, release, until=ends, hub=hub),
    }


def _releases(choice: Choice, release: Signing | None, *, until: str, hub: str) -> list[dict[str, Any]]:
    if release is None:
        return []
    declaration = {
        "id": "release-1",
        "text": _text(release),
        "evidence_sha256": release.evidence_sha256,
        "signers": _signers(release),
    }
    return [
        {
            "professional": choice.recipient.entity,
            "recipient": hub,
            "categories": sorted(feedback_categories(choice.level, no_show=choice.no_show)),
            "until": until,
            "declaration": declaration,
        }
    ]


def _text(signing: Signing) -> dict[str, str]:
    return {"version": signing.text_version, "sha256": signing.text_sha256}


def _signers(signing: Signing) -> Sequence[dict[str, str]]:
    return [{"role": "person", "name": signing.signer, "signed_at": show_instant(signing.signed_at)}]


def _months_after(day: date, months: int) -> date:
    """The day of the same number so many months on; where that is missing, the last of its month (§ 188(3) BGB)."""
    total = day.month - 1 + months
    year, month = day.year + total // _MONTHS_A_YEAR, total % _MONTHS_A_YEAR + 1
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise ValueError(day)
