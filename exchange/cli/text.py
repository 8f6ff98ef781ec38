"""Plain-text view: how a referral is shown to a person: one honest sentence, its history, who got what, what next."""

from collections.abc import Iterable, Mapping

from exchange.cli.terminal.language import either, tongue
from exchange.cli.terminal.words import NOTHING, last_day, moment, word
from exchange.core.consent.disclosure import Disclosure
from exchange.core.referral.referral import HistoryLine, Referral
from exchange.core.referral.work_item import WorkItem
from exchange.flows.refusals import day_of_consent
from exchange.ports.hub import Hub
from exchange.queries.directory import names_of
from exchange.queries.referrals import View, sentence_of

REASONS = {
    "declined": "decline-reasons",
    "redirected": "redirect-reasons",
    "on-hold": "hold-reasons",
    "ended-early": "end-reasons",
    "cancelled": "cancel-reasons",
    "cancellation-requested": "cancel-reasons",
}
"""The list a step's reason is of, by the state it leads to."""


def text_of(view: View, *, hub: Hub) -> str:
    """Everything about one referral, for a person, in the language spoken."""
    referral = view.referral
    partner = view.partner.name if view.partner else referral.partner
    disturbed = either(
        "Partner technisch gestört – bitte anrufen.", "The partner's system does not answer: please call them."
    )
    return "\n".join(
        [
            f"{name_of(referral)} · {partner} · {referral.service_line}",
            f"  {sentence_of(view, hub=hub, language=tongue())}",
            *([f"  ! {disturbed}"] if view.disturbed else []),
            *_given_back(view),
            *_facts(view),
            *_block(either("Verlauf", "History"), map(_step, view.history)),
            *_block(
                either("Wer was bekommen hat", "Who got what"), (_disclosure(one, view) for one in view.disclosures)
            ),
        ]
    )


def _given_back(view: View) -> list[str]:
    said = view.draft.given_back if view.draft else None
    if said is None:
        return []
    return [either(f"  ! {said.by} hat zurückgegeben: {said.word}", f"  ! {said.by} has given it back: {said.word}")]


def short_of(referral: Referral, *, hub: Hub) -> str:
    """How a referral stands now, for whoever has just done something to it."""
    partner = names_of([referral.partner], hub=hub).get(referral.partner, referral.partner)
    head = f"{name_of(referral)} · {partner} · {referral.service_line}"
    return "\n".join([head, *_padded(_standing(referral) | {either("Zuständig", "Owner"): referral.owner})])


def name_of(referral: Referral) -> str:
    """What people call a referral by."""
    return referral.code or referral.id


def waits_for(code: str) -> str:
    """What something waits for, in words: a work item, or what is due."""
    return word("work-items" if code in list(WorkItem) else "deadline-kinds", code)


def _facts(view: View) -> list[str]:
    referral = view.referral
    steps = ", ".join(word("states", one.value) for one in view.next_steps) or NOTHING
    lines = {
        **_standing(referral),
        either("Einwilligung", "Consent"): _consent(view),
        either("Möglich", "Possible"): steps,
        either("Zuständig", "Owner"): referral.owner,
    }
    return _padded(lines)


def _standing(referral: Referral) -> dict[str, str]:
    due = f"{waits_for(referral.next_reason)}, {either('bis', 'by')} {last_day(referral.next_at)}"
    return {
        either("Stand", "State"): word("states", referral.state.value),
        either("Zustellung", "Delivery"): word("delivery", referral.delivery.value if referral.delivery else None),
        either("Als Nächstes", "Next"): due if referral.next_at else NOTHING,
    }


def _padded(lines: Mapping[str, str]) -> list[str]:
    return [f"  {head + ':':14}{said}" for head, said in lines.items()]


def _consent(view: View) -> str:
    if view.consent is None:
        return NOTHING
    said = either(*day_of_consent(view.consent)) or word("consent-status", view.consent.status.value)
    return f"{said} ({view.consent.id})"


def _block(head: str, lines: Iterable[str]) -> list[str]:
    return [f"  {head}:", *([f"    {line}" for line in lines] or [f"    {NOTHING}"])]


def _step(line: HistoryLine) -> str:
    by = word("actors", line.by.value)
    # Staff and partners have names of their own; a person's step is signed by nobody.
    who = f"{by}: {line.who}" if line.who else by
    why = word(REASONS[line.target.value], line.reason) if line.reason and line.target.value in REASONS else ""
    outcome = word("outcomes", line.outcome) if line.outcome else ""
    told = f" ({'; '.join(filter(None, (who, why, outcome)))})"
    return f"{moment(line.at)}  {word('states', line.origin.value)} → {word('states', line.target.value)}{told}"


def _disclosure(line: Disclosure, view: View) -> str:
    partner = view.partner
    recipient = partner.name if partner and partner.entity == line.recipient else line.recipient
    return f"{moment(line.at)}  {recipient}: {', '.join(word('categories', one.value) for one in line.categories)}"
