"""Requested step: what an event asks for, whoever brings it: the partner's machine, a caseworker on the telephone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import schemas
from exchange.core.calendar import plausible
from exchange.core.errors import NotAnId
from exchange.core.events.feedback import PAD
from exchange.core.ids import read_instant
from exchange.core.referral.state_machine import Transition
from exchange.core.verdict import Refused
from exchange.core.vocabulary import Actor, Category, State

QUESTION = "question"


def malformed(event: str, members: Mapping[str, Any]) -> Refused | None:
    """Refuse what the published form of the event does not foresee: it would be stored with the rest."""
    problems = problems_of(event, members)
    return Refused("malformed", pointer=problems[0].pointer) if problems else None


def problems_of(event: str, members: Mapping[str, Any]) -> tuple[schemas.Problem, ...]:
    """What is wrong with an event's members by its published form; places are within the event."""
    found = schemas.validate("event", {event: dict(members)})
    return tuple(replace(one, pointer=one.pointer.removeprefix(f"/{event}")) for one in found)


def said(event: str, members: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of an event tells something of the person: all but the padding and the names of what is asked for."""
    silent = {PAD, "categories"} if event == QUESTION else {PAD}
    return {name: value for name, value in members.items() if name not in silent}


def step_of(event: str, members: Mapping[str, Any], *, at: datetime) -> Transition | Refused:
    """The step a well-formed business event asks for: its name is the state, a question is one more."""
    if event == QUESTION:
        asked = frozenset(map(Category, members["categories"]))
        return Transition(to=State.CLARIFICATION_REQUESTED, by=Actor.PARTNER, at=at, categories=asked)
    try:
        appointment = read_instant(members["appointment"]) if "appointment" in members else None
    except NotAnId:
        return Refused("malformed", pointer="/appointment")
    if appointment and not plausible(appointment, at=at):
        return Refused("malformed", pointer="/appointment")
    return Transition(
        to=State(event),
        by=Actor.PARTNER,
        at=at,
        reason=members.get("reason", ""),
        outcome=members.get("outcome", ""),
        weeks=members.get("weeks"),
        appointment=appointment,
    )
