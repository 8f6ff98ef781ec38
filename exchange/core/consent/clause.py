"""Clauses and releases from secrecy (§ 203 StGB): the person's two declarations that let data flow.

Their wire form is here, too.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from exchange.core.consent.signature import Declaration, read_declaration, show_declaration
from exchange.core.ids import read_instant, show_instant
from exchange.core.vocabulary import Category, Direction, Purpose

LEVELS: tuple[tuple[Category, ...], ...] = (
    (),
    (Category.FB_DECISION,),
    (Category.FB_APPOINTMENT,),
    (Category.FB_ATTENDANCE,),
    (Category.FB_PROGRESS, Category.FB_OUTCOME),
    (Category.FB_WORKCAPACITY,),
    (Category.FB_RECOMMENDATION,),
)
"""What each feedback level adds to the one below (domain section 5)."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Recipient:
    """Who receives, always named: one service line of one entity. On the way back it is the partner that speaks."""

    entity: str
    service_line: str

    @property
    def key(self) -> str:
        """Both in one text; an entity id holds no space."""
        return f"{self.entity} {self.service_line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One permission: these categories, from these sources, to this recipient, for this purpose, in this window.

    The window is `[valid_from, valid_until)` in UTC. Clauses never add up: a field needs one that covers it alone.
    """

    id: str
    direction: Direction
    recipient: Recipient
    purpose: Purpose
    categories: frozenset[str]
    sources: frozenset[str]
    valid_from: datetime
    valid_until: datetime


class ReleaseForm(StrEnum):
    """How a release from secrecy was declared: by itself, or, in records of before, within the consent."""

    OWN = "own-declaration"
    WITHIN_CONSENT = "within-consent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The person frees a professional from secrecy (§ 203 StGB) towards one recipient, until an instant (exclusive).

    `professional` and `recipient` are entity ids: of the one who may speak and of the one who may hear it. For
    feedback the recipient is the hub; for passing on what a professional wrote (§ 76 SGB X) it is the partner. It is a
    `declaration` of its own, which the person signed beside the consent; None in records from before that was asked,
    where it stood within the consent.
    """

    professional: str
    recipient: str
    categories: frozenset[str]
    until: datetime
    declaration: Declaration | None = None

    @property
    def declared(self) -> ReleaseForm:
        """Whether it stands by itself."""
        return ReleaseForm.OWN if self.declaration else ReleaseForm.WITHIN_CONSENT


def frees(releases: Iterable[Release], *, speaker: str, hearer: str, categories: Iterable[str], at: datetime) -> bool:
    """Whether releases of `speaker` towards `hearer` that run at the instant cover every category."""
    running = [
        one.categories for one in releases if one.professional == speaker and one.recipient == hearer and at < one.until
    ]
    return all(any(category in covered for covered in running) for category in categories)


def feedback_categories(level: int, *, no_show: bool) -> frozenset[str]:
    """What the person lets come back at a feedback level 0 to 6: everything up to it, and always the receipt.

    Whether a missed appointment is reported has its own switch, at every level.
    """
    presets = (category for step in LEVELS[: level + 1] for category in step)
    return frozenset({Category.FB_RECEIPT, *presets} | ({Category.FB_NO_SHOW} if no_show else set()))


def feedback_clauses(
    level: int,
    *,
    no_show: bool,
    recipient: Recipient,
    purpose: Purpose,
    valid_from: datetime,
    valid_until: datetime,
    prefix: str,
) -> tuple[Clause, ...]:
    """Write the `back` clauses of a feedback level: one for the level, one for missed appointments if switched on.

    `prefix` makes their ids, `<prefix>back` and `<prefix>no-show`. The partner may tell what it found itself and what
    the person said it; what a third professional wrote needs a clause of its own.
    """
    parts = {"back": feedback_categories(level, no_show=False)}
    if no_show:
        parts["no-show"] = frozenset({Category.FB_NO_SHOW})
    return tuple(
        Clause(
            id=prefix + name,
            direction=Direction.BACK,
            recipient=recipient,
            purpose=purpose,
            categories=categories,
            sources=frozenset({"person", f"professional:{recipient.entity}"}),
            valid_from=valid_from,
            valid_until=valid_until,
        )
        for name, categories in parts.items()
    )


def show_recipient(recipient: Recipient) -> dict[str, Any]:
    """Write a recipient as JSON; without a line where it is about all of them."""
    line = {"service_line": recipient.service_line} if recipient.service_line else {}
    return {"entity": recipient.entity, **line}


def show_clause(clause: Clause) -> dict[str, Any]:
    """Write a clause as JSON: lists sorted, times as RFC 3339 UTC."""
    return {
        "id": clause.id,
        "direction": str(clause.direction),
        "recipient": show_recipient(clause.recipient),
        "purpose": str(clause.purpose),
        "categories": sorted(map(str, clause.categories)),
        "sources": sorted(clause.sources),
        "valid_from": show_instant(clause.valid_from),
        "valid_until": show_instant(clause.valid_until),
    }


def read_clause(document: Mapping[str, Any]) -> Clause:
    """Turn a clause of a schema-valid document into a value."""
    recipient = document["recipient"]
    return Clause(
        id=document["id"],
        direction=Direction(document["direction"]),
        # Only a no may leave the line open: it is about all of them then.
        recipient=Recipient(entity=recipient["entity"], service_line=recipient.get("service_line", "")),
        purpose=Purpose(document["purpose"]),
        categories=frozenset(document["categories"]),
        sources=frozenset(document["sources"]),
        valid_from=read_instant(document["valid_from"]),
        valid_until=read_instant(document["valid_until"]),
    )


def release_claims(release: Release) -> dict[str, Any]:
    """What a receipt says of a release: lists sorted, times as RFC 3339 UTC. Who signed it stays in the record."""
    return {
        "professional": release.professional,
        "recipient": release.recipient,
        "categories": sorted(map(str, release.categories)),
        "until": show_instant(release.until),
    }


def show_release(release: Release) -> dict[str, Any]:
    """Write a release as the record keeps it."""
    own = {"declaration": show_declaration(release.declaration)} if release.declaration else {}
    return release_claims(release) | own


def read_release(document: Mapping[str, Any]) -> Release:
    """Turn a release of a schema-valid document into a value."""
    own = document.get("declaration")
    return Release(
        professional=document["professional"],
        recipient=document["recipient"],
        categories=frozenset(document["categories"]),
        until=read_instant(document["until"]),
        declaration=read_declaration(own) if own else None,
    )


def last_instant(clauses: Iterable[Clause]) -> datetime | None:
    """When the last of the clauses ends; None where there is none."""
    return max((clause.valid_until for clause in clauses), default=None)
