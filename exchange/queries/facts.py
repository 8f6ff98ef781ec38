"""Read model for programs: facts of a referral for scripts and other systems, without a name or a reason in lists."""

from typing import Any

from exchange.core.delivery.messages import ACCEPTED, InboxMessage
from exchange.core.ids import show_instant
from exchange.core.referral.referral import Draft, HistoryLine, Referral
from exchange.core.referral.work_item import reason_listed
from exchange.core.text.dates import Language
from exchange.ports.hub import Hub
from exchange.queries.referrals import View, sentence_of
from keys.encoding import unb64url
from keys.strictjson import loads

LANGUAGES: tuple[Language, ...] = ("de", "en")
_TALK = frozenset({"question", "feedback"})
_THREAD = frozenset({"jwe_sha256", "packet_sha256", "version", "seq", "prev_sha256"})


def line_of(referral: Referral) -> dict[str, Any]:
    """One line of a list: no name, no diagnosis, no reason."""
    return {
        "referral": referral.id,
        "code": referral.code,
        "partner": referral.partner,
        "service_line": referral.service_line,
        "state": referral.state.value,
        "version": referral.version,
        "delivery": referral.delivery.value if referral.delivery else None,
        "owner": referral.owner,
        "next_at": show_instant(referral.next_at) if referral.next_at else None,
        "next_reason": referral.next_reason or None,
        "listed_at": show_instant(referral.listed_at) if referral.listed_at else None,
        "listed_for": reason_listed(referral) or None,
    }


def said(view: View, *, hub: Hub) -> dict[str, Any]:
    """Everything about one referral, for scripts."""
    consent = view.consent.status.value if view.consent else None
    return line_of(view.referral) | {
        "consent": consent,
        "packet": view.referral.packet,
        "partner_disturbed": view.disturbed,
        "given_back": _given_back(view.draft),
        "sentence": {language: sentence_of(view, hub=hub, language=language) for language in LANGUAGES},
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


def feedback_of(view: View) -> list[dict[str, Any]]:
    """What the partner said that the person lets it say: questions and feedback, oldest first."""
    return [
        {"at": show_instant(one.received_at), "event": one.name, "content": content_of(one)}
        for one in view.events
        if one.verdict == ACCEPTED and one.name in _TALK and one.content
    ]


def content_of(incoming: InboxMessage) -> dict[str, Any]:
    """What an event says: the members of its body without those of its thread, of feedback its data."""
    content = body_of(incoming)
    data: dict[str, Any] = content["data"] if incoming.name == "feedback" else content
    return data


def body_of(incoming: InboxMessage) -> dict[str, Any]:
    """The members of an event's body, without those of its thread."""
    claims: dict[str, Any] = loads(unb64url(incoming.content.split(".")[1]))
    body: dict[str, Any] = next(iter(claims["events"].values()))
    return {name: value for name, value in body.items() if name not in _THREAD}


def _given_back(draft: Draft | None) -> dict[str, str] | None:
    said = draft.given_back if draft else None
    return {"by": said.by, "at": show_instant(said.at), "word": said.word} if said else None


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
        "channel": line.channel,
        "said_by": line.said_by,
        "said_at": show_instant(line.said_at) if line.said_at else None,
        "words": line.words,
    }
    return {name: value for name, value in step.items() if value not in ("", None)}
