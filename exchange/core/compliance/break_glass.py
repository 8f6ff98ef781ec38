"""Break-glass access (EM-01; domain section 8): a look at somebody else's file, reviewed and told afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from exchange.core.compliance.fact import Fact
from exchange.core.errors import Refusal
from exchange.core.ids import read_instant, show_instant
from exchange.core.referral.work_item import GLASS_WAIT

LOOK = "break-glass"
"""The word the log keeps of such a look."""


class ToldAfterwards(StrEnum):
    """Who was told of it afterwards; the same list as `told-afterwards` in `schemas/codes.json`."""

    PERSON = "person"
    DPO = "dpo"


class GlassNotNeeded(Refusal):
    """This case is yours to see anyway."""

    code = "SENDER_GLASS_NOT_NEEDED"
    status = 409
    de = "Diesen Fall dürfen Sie ohnehin sehen."
    fix_de = "Sehen Sie ihn an mit geleit show. Es wurde kein Notfall eingetragen."
    fix_en = "Look at it with geleit show. No emergency was entered."


class NothingToReview(Refusal):
    """There is no look in an emergency here that waits for this."""

    code = "SENDER_NOTHING_TO_REVIEW"
    status = 409
    de = "Hier gibt es keinen Notfallzugriff, der darauf wartet."
    fix_de = "geleit register show break-glass zeigt, was eingetragen ist (Teamleitung, Datenschutz)."
    fix_en = "geleit register show break-glass shows what is entered (team lead, data protection)."


def looked(referral: str, *, by: str, reason: str, at: datetime) -> Mapping[str, Any]:
    """What is written down of a look; the schema is `fact-break-glass`."""
    return {"referral": referral, "by": by, "reason": reason, "at": show_instant(at)}


def reviewed(document: Mapping[str, Any], *, second: str, at: datetime) -> Mapping[str, Any]:
    """The same after a second person reviewed it."""
    return {**document, "second": second, "second_at": show_instant(at)}


def told(document: Mapping[str, Any], whom: ToldAfterwards, *, at: datetime) -> Mapping[str, Any]:
    """The same after the person or the data-protection officer was told; who was told before keeps that day."""
    return {f"{whom.value}_told_at": show_instant(at), **document}


def of_case(facts: Iterable[Fact], referral: str) -> Sequence[Fact]:
    """Looks in an emergency at one case, of the facts that hold."""
    return [one for one in facts if one.document.get("referral") == referral]


def unreviewed(facts: Iterable[Fact]) -> Sequence[Fact]:
    """Those no second person has reviewed."""
    return [one for one in facts if "second_at" not in one.document]


def is_overdue(fact: Fact, *, now: datetime) -> bool:
    """Whether nobody reviewed it within its time."""
    return "second_at" not in fact.document and read_instant(str(fact.document["at"])) + GLASS_WAIT <= now
