"""Plain-text view: how a referral is shown to a person, one honest sentence, its history, its disclosures."""

from exchange.core.ids import show_instant
from exchange.ports.hub import Hub
from exchange.queries.referrals import View, sentence_of

DISTURBED = "Partner technisch gestört – bitte anrufen. / The partner's system does not answer: please call them."


def text_of(view: View, *, hub: Hub) -> str:
    """Everything about one referral, for a person."""
    referral = view.referral
    partner = view.partner.name if view.partner else referral.partner
    lines = [
        f"{referral.id}  →  {partner} · {referral.service_line}",
        f"  {sentence_of(view, hub=hub, language='de')}",
        f"  {sentence_of(view, hub=hub, language='en')}",
        *([f"  ! {DISTURBED}"] if view.disturbed else []),
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
