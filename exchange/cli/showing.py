"""How a referral is shown: facts for scripts, and for people one honest sentence, its history, its disclosures."""

from datetime import datetime
from typing import Any

from exchange.core.calendar import Calendar, Land
from exchange.core.daywords import Language
from exchange.core.ids import show_instant
from exchange.core.letters import Incoming
from exchange.core.matter import HistoryLine, Referral
from exchange.core.sentence import Dates, sentence
from exchange.flows.overview import View
from exchange.flows.receive import ACCEPTED
from keys.encoding import unb64url
from keys.strictjson import loads

_TALK = frozenset({"question", "feedback"})
_THREAD = frozenset({"jwe_sha256", "packet_sha256", "version", "seq", "prev_sha256"})


def line_of(referral: Referral) -> dict[str, Any]:
    """One line of a list: no name, no diagnosis, no reason."""
    return {
        "referral": referral.id,
        "partner": referral.partner,
        "service_line": referral.service_line,
        "state": referral.state.value,
        "version": referral.version,
        "delivery": referral.delivery.value if referral.delivery else None,
        "owner": referral.owner,
        "next_at": show_instant(referral.next_at) if referral.next_at else None,
        "next_reason": referral.next_reason or None,
    }


def said(view: View, *, at: datetime) -> dict[str, Any]:
    """Everything about one referral, for scripts."""
    consent = view.consent.status.value if view.consent else None
    return line_of(view.referral) | {
        "consent": consent,
        "sentence": {language: sentence_of(view, at=at, language=language) for language in ("de", "en")},
        "next_steps": [state.value for state in view.next_steps],
        "history": [_step(line) for line in view.history],
        "events": [{"event": one.name, "verdict": one.verdict, "seq": one.seq} for one in view.events],
        "disclosures": [
            {
                "at": show_instant(line.at),
                "recipient": line.recipient,
                "categories": [category.value for category in line.categories],
                "purpose": line.purpose.value,
                "basis": line.basis,
            }
            for line in view.disclosures
        ],
    }


def sentence_of(view: View, *, at: datetime, language: Language) -> str:
    """The one honest sentence for all three axes."""
    calendar, referral = Calendar(Land.BERLIN), view.referral
    dates = Dates(
        today=calendar.day(at),
        moved=calendar.day(referral.state_since),
        appointment=calendar.day(referral.appointment) if referral.appointment else None,
        reminder=calendar.day(referral.next_at) if referral.next_at else None,
    )
    return sentence(
        referral.state,
        delivery=referral.delivery,
        consent=view.consent.status if view.consent else None,
        dates=dates,
        feedback_level=referral.feedback_level,
        language=language,
    )


def text_of(view: View, *, at: datetime) -> str:
    """Everything about one referral, for a person."""
    referral = view.referral
    partner = view.partner.name if view.partner else referral.partner
    lines = [
        f"{referral.id}  →  {partner} · {referral.service_line}",
        f"  {sentence_of(view, at=at, language='de')}",
        f"  {sentence_of(view, at=at, language='en')}",
        f"  {_axes(view)}",
        f"  Möglich/possible: {', '.join(state.value for state in view.next_steps) or '–'}",
        "  Verlauf/history:",
    ]
    lines += [
        f"    {show_instant(one.at)}  {one.origin.value} → {one.target.value}  ({one.by.value})" for one in view.history
    ]
    lines.append("  Weitergaben/disclosures:")
    lines += [
        f"    {show_instant(one.at)}  {one.recipient}: {', '.join(category.value for category in one.categories)}"
        for one in view.disclosures
    ]
    return "\n".join(lines if view.disclosures else [*lines, "    –"])


def _axes(view: View) -> str:
    delivery = view.referral.delivery.value if view.referral.delivery else "–"
    consent = view.consent.status.value if view.consent else "–"
    return f"Stand/state {view.referral.state.value} · Zustellung/delivery {delivery} · Einwilligung/consent {consent}"


def feedback_of(view: View) -> list[dict[str, Any]]:
    """What the partner said that the person lets it say: questions and feedback, oldest first."""
    return [
        {"at": show_instant(one.received_at), "event": one.name, "content": _content(one)}
        for one in view.events
        if one.verdict == ACCEPTED and one.name in _TALK
    ]


def _content(incoming: Incoming) -> dict[str, Any]:
    claims: dict[str, Any] = loads(unb64url(incoming.content.split(".")[1]))
    body: dict[str, Any] = next(iter(claims["events"].values()))
    content = {name: value for name, value in body.items() if name not in _THREAD}
    return content["data"] if incoming.name == "feedback" else content


def _step(line: HistoryLine) -> dict[str, Any]:
    step = {
        "at": show_instant(line.at),
        "from": line.origin.value,
        "to": line.target.value,
        "by": line.by.value,
        "who": line.who,
        "version": line.version,
        "reason": line.reason,
        "outcome": line.outcome,
        "weeks": line.weeks,
        "appointment": show_instant(line.appointment) if line.appointment else None,
    }
    return {name: value for name, value in step.items() if value not in ("", None)}
