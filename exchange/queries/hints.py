"""Wording hints: how to write of a person in everyday words, by topic, and for what a detector found."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import schemas
from exchange.core.consent.prohibited import ForbiddenText
from exchange.core.errors import GeleitError, NotFound
from exchange.core.referral.finding import FindingsUnconfirmed
from exchange.core.said import NOTHING, Said, one_of
from exchange.core.text.explained import Explained


def topics() -> Mapping[str, Said]:
    """Every topic and what it is called."""
    return {name: _said(one["title"]) for name, one in schemas.hints().items()}


def hint(topic: str) -> tuple[Said, Sequence[tuple[Said, Said]]]:
    """The rule of a topic, and examples: what not to write, and what to write instead.

    Raises:
        NotFound: there is no such topic.
    """
    found = schemas.hints().get(topic)
    if found is None:
        raise NotFound(topic).saying(form=one_of(schemas.hints(), typed=topic))
    return _said(found["rule"]), [(_said(one["not"]), _said(one["but"])) for one in found["instead"]]


def hinted(told: Explained, error: GeleitError) -> Explained:
    """What people are told of an error, with how to say it instead where a detector found something in their words."""
    topic = topic_of(error)
    more = Said(f" Mehr: geleit hint {topic}.", f" More: geleit hint {topic}.")
    return _with(told, topic, more)


def hinted_remotely(told: Explained, error: GeleitError) -> Explained:
    """The same for who called the API and has no command line of ours."""
    return _with(told, topic_of(error), NOTHING)


def topic_of(error: GeleitError) -> str:
    """The topic of what a detector found; empty for any other error."""
    if not isinstance(error, ForbiddenText | FindingsUnconfirmed):
        return ""
    kind = error.detail.partition(":")[2]
    return next((topic for topic, one in schemas.hints().items() if kind in one["kinds"]), "")


def _with(told: Explained, topic: str, more: Said) -> Explained:
    if not topic:
        return told
    rule = _said(schemas.hints()[topic]["rule"])
    return replace(told, do=Said(f"{told.do.de} {rule.de}{more.de}", f"{told.do.en} {rule.en}{more.en}"))


def _said(words: Mapping[str, Any]) -> Said:
    return Said(words["de"], words["en"])
