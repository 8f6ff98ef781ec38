"""Circumstances of a consent: who interpreted, who judged that the person can decide, what a guardian's power rests on.

They are part of the record since N2 of the annex of rules; older records have none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from exchange.core.consent.signature import Signer, SignerRole
from exchange.core.ids import read_instant, show_instant


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityJudgement:
    """Who judged whether the person can understand and decide this, when, and the digest of their note (base64url)."""

    by: str
    at: datetime
    note_sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardianship:
    """What a guardian's power rests on: the digest of the court's paper; whether consent is reserved (§ 1825 BGB)."""

    court_sha256: str
    reservation_1825: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """All of them; what is not known is empty. `shown_at` is when the words were first shown."""

    shown_at: datetime | None = None
    interpreter: str = ""
    capacity: CapacityJudgement | None = None
    guardian: Guardianship | None = None


def unfit(known: Circumstances, signers: Sequence[Signer], *, at: datetime) -> tuple[str, str]:
    """What of them does not fit the signatures, and where: shown too late, judged later than now, nobody's guardian."""
    first = min((signer.signed_at for signer in signers), default=at)
    if known.shown_at is not None and known.shown_at > first:
        return "shown", "/shown_at"
    if known.capacity is not None and known.capacity.at > at:
        return "capacity", "/capacity/at"
    if known.guardian is not None and SignerRole.GUARDIAN not in {signer.role for signer in signers}:
        return "guardian-paper", "/guardian"
    return "", ""


def read_circumstances(document: Mapping[str, Any]) -> Circumstances:
    """Read them out of a schema-valid consent; what is missing there is not known."""
    capacity, guardian, shown_at = (document.get(name) for name in ("capacity", "guardian", "shown_at"))
    return Circumstances(
        shown_at=read_instant(shown_at) if shown_at else None,
        interpreter=document.get("interpreter", ""),
        capacity=_capacity(capacity) if capacity else None,
        guardian=_guardianship(guardian) if guardian else None,
    )


def show_circumstances(known: Circumstances) -> dict[str, Any]:
    """Write them as members of a consent; what is not known is left out, so that older records stay what they were."""
    shown: dict[str, Any] = {}
    if known.shown_at:
        shown["shown_at"] = show_instant(known.shown_at)
    if known.interpreter:
        shown["interpreter"] = known.interpreter
    if known.capacity:
        note = {"note_sha256": known.capacity.note_sha256} if known.capacity.note_sha256 else {}
        shown["capacity"] = {"by": known.capacity.by, "at": show_instant(known.capacity.at), **note}
    if known.guardian:
        shown["guardian"] = {
            "court_sha256": known.guardian.court_sha256,
            "reservation_1825": known.guardian.reservation_1825,
        }
    return shown


def _capacity(document: Mapping[str, Any]) -> CapacityJudgement:
    return CapacityJudgement(
        by=document["by"], at=read_instant(document["at"]), note_sha256=document.get("note_sha256", "")
    )


def _guardianship(document: Mapping[str, Any]) -> Guardianship:
    return Guardianship(court_sha256=document["court_sha256"], reservation_1825=document.get("reservation_1825", False))
