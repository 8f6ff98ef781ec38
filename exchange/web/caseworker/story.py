"""Timeline: what happened to a case, in sentences, newest first; what comes next stands on top."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from exchange.core.calendar import BERLIN
from exchange.core.delivery.messages import ACCEPTED, InboxMessage
from exchange.core.ids import show_instant
from exchange.core.referral.referral import HistoryLine
from exchange.core.referral.work_item import WorkItem
from exchange.core.text.dates import Language
from exchange.core.vocabulary import Actor, State
from exchange.queries.facts import content_of
from exchange.queries.referrals import View
from exchange.web.foundation.wording import say, short_day, word

REASONS: Mapping[State, str] = {
    State.DECLINED: "decline-reasons",
    State.REDIRECTED: "redirect-reasons",
    State.ON_HOLD: "hold-reasons",
    State.ENDED_EARLY: "end-reasons",
    State.CANCELLED: "cancel-reasons",
    State.CANCELLATION_REQUESTED: "cancel-reasons",
}
"""The list of codes that a step's reason is of, by the state it leads to."""
_BEFORE = frozenset({State.DRAFT, State.AWAITING_CONSENT, State.RELEASED, State.SENT})
_AT_HOME, _FETCHED, _RECEIVED, _ANSWERED = range(4)
_ITEMS = frozenset(WorkItem)
_TOLD = ("received", "unreadable", "question", "feedback", "withdrawal-answered")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that happened: when (as a day, and as an instant for programs), and the sentence; `mark` is its dot."""

    day: str
    at: str
    text: str
    mark: str = ""


def story(view: View, *, names: Mapping[str, str], language: Language) -> list[Line]:
    """What happened, newest first. `names` are those of staff and partners by their ids; who has none is not named."""
    # What happened at one instant is told in the order in which it goes: sent, fetched, received, answered.
    happened = [
        (one.at, _AT_HOME if one.target in _BEFORE else _ANSWERED, _step(one, view, names, language))
        for one in view.history
    ]
    happened += [(one.at, _FETCHED, say("steps.handed-over", language=language)) for one in view.disclosures[:1]]
    happened += [
        (one.received_at, _RECEIVED if one.name == "received" else _ANSWERED, _event(one, language))
        for one in view.events
    ]
    past = sorted((one for one in happened if one[2]), key=lambda one: one[:2])[::-1]
    lines = [_line(at, text, language, mark="" if number else "now") for number, (at, _, text) in enumerate(past)]
    return [*_next(view, language), *lines]


def _next(view: View, language: Language) -> Iterator[Line]:
    referral = view.referral
    if referral.next_at and referral.next_reason:
        listed = "work-items" if referral.next_reason in _ITEMS else "deadline-kinds"
        what = word(listed, referral.next_reason, language)
        yield _line(referral.next_at, say("steps.next", language=language, what=what), language, mark="next")


def _line(at: datetime, text: str, language: Language, *, mark: str) -> Line:
    return Line(day=short_day(at.astimezone(BERLIN).date(), language), at=show_instant(at), text=text, mark=mark)


def _step(line: HistoryLine, view: View, names: Mapping[str, str], language: Language) -> str:
    if line.target is State.CLARIFICATION_REQUESTED and not line.channel and view.events:
        # The question itself stands there, with its words.
        return ""
    who = names.get(line.who, "") if line.by is not Actor.PARTNER or line.channel else ""
    said = [say(f"steps.{line.target.value}", language=language)]
    if line.channel:
        spoken = line.said_by or say("steps.somebody", language=language)
        said.append(say(f"steps.by.{line.channel}", language=language, who=spoken))
    if line.words:
        said.append(f"„{line.words}“")
    if line.reason and line.target in REASONS:
        said.append(say("steps.reason", language=language, why=word(REASONS[line.target], line.reason, language)))
    if line.outcome:
        said.append(say("steps.outcome", language=language, what=word("outcomes", line.outcome, language)))
    if line.appointment:
        when = line.appointment.astimezone(BERLIN)
        day = short_day(when.date(), language)
        said.append(say("steps.appointment", language=language, day=day, time=f"{when:%H:%M}"))
    if line.weeks:
        said.append(say("steps.weeks", language=language, weeks=line.weeks))
    return " ".join([*said, *([f"({who})"] if who else [])])


def _event(event: InboxMessage, language: Language) -> str:
    if event.name not in _TOLD:
        return ""
    if event.verdict != ACCEPTED:
        return say("steps.event.refused", language=language) if event.name in {"question", "feedback"} else ""
    said = say(f"steps.event.{event.name}", language=language)
    words = question_of(event) if event.name == "question" else ""
    return f"{said} {words}".strip()


def question_of(event: InboxMessage) -> str:
    """The words of a question; none for who sees metadata only."""
    return str(content_of(event).get("text", "")) if event.content else ""
