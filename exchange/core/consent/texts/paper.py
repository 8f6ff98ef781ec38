"""Consent form on paper: what the person chose on it, and the record of it, with ids and windows worked out.

What only people can know is given: when it was read, signed and handed over, and what was told. Nothing of that is
ever filled in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from exchange.core.calendar import BERLIN, day_of, end_of_day, year_after
from exchange.core.consent.clause import Recipient, feedback_categories, release_claims, show_clause
from exchange.core.consent.consent import Consent
from exchange.core.errors import Refusal
from exchange.core.ids import read_instant, show_instant
from exchange.core.vocabulary import Category, ConsentForm, ConsentStatus, Purpose

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
class Text:
    """Which words were shown: their version and digest."""

    version: str
    sha256: str


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
    return {
        "person": person,
        "status": "ConsentGiven",
        "text": _text(signing),
        **_talk(talk),
        "form": "written",
        "evidence_sha256": signing.evidence_sha256,
        "signers": _signers(signing),
        "feedback": {"level": choice.level, "no_show": choice.no_show},
        "clauses": _clauses(choice, begins=begins, ends=ends),
        "releases": _releases(choice, release, until=ends, hub=hub),
    }


def renewal_document(
    person: str, old: Consent, *, signing: Signing, talk: Talk, until: date | None, release: Signing | None
) -> dict[str, Any]:
    """Write the renewal of a consent: its clauses with new windows, upon a new signature; releases only if signed anew.

    `person` is the Jobcenter's own reference.
    """
    ends = show_instant(window_end(signing.signed_at, until=until))
    window = {"valid_from": show_instant(signing.signed_at), "valid_until": ends}
    releases = [
        release_claims(one) | {"until": ends, "declaration": _declaration(release, number)}
        for number, one in enumerate(old.releases, start=1)
        if release
    ]
    return {
        "person": person,
        "status": ConsentStatus.RENEWED.value,
        "renews": old.id,
        **_talk(talk),
        "text": _text(signing),
        "form": ConsentForm.WRITTEN.value,
        "evidence_sha256": signing.evidence_sha256,
        "signers": _signers(signing),
        "feedback": {"level": old.feedback_level, "no_show": old.no_show},
        "clauses": [show_clause(one) | window for one in old.clauses],
        "releases": releases,
    }


def refusal_document(person: str, *, choice: Choice, at: datetime, renews: str = "", text: Text) -> dict[str, Any]:
    """Write a no: to whom, for what, and when it was said. It needs no signature, and no notice is claimed for it."""
    said = show_instant(at)
    return {
        "person": person,
        "status": ConsentStatus.REFUSED.value,
        "answered_at": said,
        "renews": renews,
        "text": {"version": text.version, "sha256": text.sha256},
        "language": "de",
        "notices": {"purpose": False, "refusal_without_consequence": False, "withdrawal_any_time": False},
        "form": ConsentForm.WRITTEN.value,
        "signers": [],
        "clauses": _clauses(choice, begins=said, ends=show_instant(window_end(at, until=choice.until))),
    }


def _releases(choice: Choice, release: Signing | None, *, until: str, hub: str) -> list[dict[str, Any]]:
    if release is None:
        return []
    return [
        {
            "professional": choice.recipient.entity,
            "recipient": hub,
            "categories": sorted(feedback_categories(choice.level, no_show=choice.no_show)),
            "until": until,
            "declaration": _declaration(release, 1),
        }
    ]


def _clauses(choice: Choice, *, begins: str, ends: str) -> list[dict[str, Any]]:
    """What goes out: one clause, and one of its own for the household, which is about others too."""
    alone = choice.categories & {Category.HOUSEHOLD.value}
    parts = [part for part in (choice.categories - alone, alone) if part]
    return [
        _clause(replace(choice, categories=part), number=number, begins=begins, ends=ends)
        for number, part in enumerate(parts, start=1)
    ]


def _clause(choice: Choice, *, number: int, begins: str, ends: str) -> dict[str, Any]:
    return {
        "id": f"out-{number}",
        "direction": "out",
        "recipient": {"entity": choice.recipient.entity, "service_line": choice.recipient.service_line},
        "purpose": choice.purpose.value,
        "categories": sorted(choice.categories),
        "sources": ["person", "jobcenter"],
        "valid_from": begins,
        "valid_until": ends,
    }


def _talk(talk: Talk) -> dict[str, Any]:
    purpose, refusal, withdrawal = talk.notices
    return {
        "language": talk.language,
        "easy_language": talk.easy_language,
        "notices": {
            "purpose": purpose,
            "refusal_without_consequence": refusal,
            "withdrawal_any_time": withdrawal,
        },
        "reviewed_at": show_instant(talk.reviewed_at),
        "copy_at": show_instant(talk.copy_at),
    }


def _declaration(release: Signing, number: int) -> dict[str, Any]:
    return {
        "id": f"release-{number}",
        "text": _text(release),
        "evidence_sha256": release.evidence_sha256,
        "signers": _signers(release),
    }


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
