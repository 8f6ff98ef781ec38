"""Acknowledgement: what a partner says, the next event of a thread, signed (protocol section 5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from exchange.core.consent.prohibited import ForbiddenText, forbidden_text
from exchange.core.errors import Malformed
from exchange.core.events.event import STATES, Event, event_claims
from exchange.core.ids import show_instant
from exchange.core.reasons import (
    CancelReason,
    DeclineReason,
    EndReason,
    HoldReason,
    Outcome,
    RedirectReason,
    RetentionLaw,
    WithdrawalResult,
)
from exchange.core.said import Said
from exchange.core.vocabulary import Category, State
from exchange.partner.inbox import Filed
from exchange.partner.session import new_id
from exchange.partner.threads import Draft, Sent, Threads
from keys.encoding import digest
from keys.jwk import Purpose
from keys.objects import EVENT
from keys.ring import Ring
from keys.sign import sign
from keys.strictjson import canonical

_TEXT_LIMIT = 1000
_A_TEXT = Said("--with text=…, 1 bis 1000 Zeichen", "--with text=…, 1 to 1000 characters")
_CATEGORIES = Said(
    "--with categories=…, was eine Antwort bräuchte, zum Beispiel person.communication",
    "--with categories=…, what an answer would need, for example person.communication",
)
_REASONS: Mapping[State, type[StrEnum]] = {
    State.DECLINED: DeclineReason,
    State.REDIRECTED: RedirectReason,
    State.ON_HOLD: HoldReason,
    # From a pause, going on names the reason of the pause (domain section 6); from elsewhere the hub takes none.
    State.IN_SERVICE: HoldReason,
    State.SCHEDULED: HoldReason,
    State.ENDED_EARLY: EndReason,
    State.CANCELLED: CancelReason,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSigner:
    """What a partner signs with: its name, its keys, its hub, its threads, and the time."""

    entity: str
    hub: str
    ring: Ring
    threads: Threads
    now: Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One thing to say. `summary` are its codes, for lists; `version` the one that was seen."""

    name: str
    members: Mapping[str, Any]
    version: int
    cause: str = ""
    jti: str = ""

    @property
    def content_sha256(self) -> str:
        """What makes two sayings the same."""
        return digest(canonical([self.name, dict(self.members), self.version]))


def step_members(
    name: str,
    *,
    reason: str = "",
    outcome: str = "",
    weeks: int | None = None,
    appointment: datetime | None = None,
) -> dict[str, Any]:
    """Write the members of a step; each only where its target state has it (domain section 6).

    Raises:
        Malformed: no partner names this state, or a member is not one of its codes; `pointer` says which.
    """
    if name not in STATES:
        raise Malformed(name, pointer="/name", allowed=tuple(sorted(map(str, STATES))))
    state = State(name)
    members: dict[str, Any] = {}
    if reason:
        members["reason"] = _code(reason, _REASONS.get(state), pointer="/reason")
    if outcome:
        members["outcome"] = _code(outcome, Outcome if state is State.COMPLETED else None, pointer="/outcome")
    if weeks is not None:
        if state is not State.WAITLISTED or not 0 <= weeks <= 520:  # noqa: PLR2004 ten years: a typing error beyond
            raise Malformed("weeks", pointer="/weeks")
        members["weeks"] = weeks
    if appointment is not None:
        if state is not State.SCHEDULED or appointment.tzinfo is None:
            raise Malformed("appointment", pointer="/appointment")
        members["appointment"] = show_instant(appointment)
    return members


def question_members(text: str, *, categories: tuple[str, ...]) -> dict[str, Any]:
    """Write the members of a question and the categories an answer would need.

    Raises:
        Malformed: no text, more than 1000 characters, or no category of ours.
        ForbiddenText: a number or a diagnosis that the hub would refuse.
    """
    if not 0 < len(text.strip()) <= len(text) <= _TEXT_LIMIT:
        raise Malformed("text", pointer="/text").saying(form=_A_TEXT)
    if not categories:
        raise Malformed("categories", pointer="/categories").saying(form=_CATEGORIES)
    refused = forbidden_text({"/text": text})
    if refused is not None:
        raise ForbiddenText(refused.reason, pointer=refused.pointer)
    return {"text": text, "categories": [_code(one, Category, pointer="/categories") for one in categories]}


def withdrawal_members(result: str, *, law: str = "") -> dict[str, Any]:
    """Write the answer to a stop signal: `stopped`, `deleted`, or `kept` with the law that says so (`retention-laws`).

    Raises:
        Malformed: another result, or a law that is missing, without a use, or none of the list.
    """
    code = _code(result, WithdrawalResult, pointer="/result")
    if (code == WithdrawalResult.KEPT) != bool(law):
        raise Malformed("law", pointer="/law")
    return {"result": code} | ({"law": _code(law, RetentionLaw, pointer="/law")} if law else {})


def say(saying: Saying, *, about: Filed, signer: EventSigner) -> Sent:
    """Sign the next event about a packet and store it; nothing is sent yet.

    The same thing is said once: an event of the same `cause`, or of the same content that the hub has not taken yet,
    is returned instead of a second one.
    """
    thread = about.thread

    def make(number: int, prev_sha256: str | None) -> Draft:
        return _signed(saying, about=about, number=number, prev_sha256=prev_sha256, signer=signer)

    def known(sent: Sent) -> bool:
        if sent.packet != about.packet or sent.name != saying.name:
            return False
        if saying.cause:
            return sent.cause == saying.cause
        return sent.delivery != "accepted" and sent.summary.get("content_sha256") == saying.content_sha256

    return signer.threads.append(thread, make=make, known=known)


def _signed(saying: Saying, *, about: Filed, number: int, prev_sha256: str | None, signer: EventSigner) -> Draft:
    at = signer.now()
    jti = saying.jti or new_id(at)
    event = Event(
        name=saying.name,
        issuer=signer.entity,
        audience=about.origin or signer.hub,
        issued_at=at,
        jti=jti,
        time_of_event=at,
        packet=about.packet,
        jwe_sha256=about.jwe_sha256,
        referral=about.referral if about.opened else None,
        packet_sha256=about.packet_sha256 if about.opened else None,
        version=saying.version if about.opened else None,
        seq=number if about.opened else None,
        prev_sha256=prev_sha256 if about.opened else None,
        members=saying.members,
    )
    compact = sign(event_claims(event), kind=EVENT, key=signer.ring.current(Purpose.ACK, at))
    codes = {name: saying.members[name] for name in ("reason", "outcome", "weeks", "result") if name in saying.members}
    summary = {**codes, "at": show_instant(at), "content_sha256": saying.content_sha256}
    return Draft(jti=jti, name=saying.name, packet=about.packet, compact=compact, cause=saying.cause, summary=summary)


def _code(value: str, codes: type[StrEnum] | None, *, pointer: str) -> str:
    allowed = tuple(str(code) for code in codes) if codes else ()
    if value not in allowed:
        raise Malformed("code", pointer=pointer, allowed=allowed)
    return value
