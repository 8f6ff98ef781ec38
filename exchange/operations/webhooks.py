"""Webhook failures: which partners' webhooks need people, and what to do about each."""

from collections.abc import Iterator, Mapping

from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.partner.webhook import NEEDS_PEOPLE, Health
from exchange.core.said import Said
from exchange.flows.partner.webhook import view_webhooks
from exchange.ports.hub import Hub

MEANING: Mapping[Health, Said] = {
    Health.UNTRIED: Said("noch nie aufgerufen", "never called yet"),
    Health.WORKING: Said("antwortet", "answers"),
    Health.FAILING: Said("antwortet nicht, wird weiter versucht", "does not answer, is tried on"),
    Health.TELL_TECHNICAL: Said(
        "antwortet seit einem Tag nicht: bitte die Technik der Stelle anschreiben",
        "no answer for a day: write to those who run it",
    ),
    Health.TELL_BUSINESS: Said("antwortet seit drei Tagen nicht: bitte anrufen", "no answer for three days: call them"),
    Health.ASKED_TO_STOP: Said(
        "will keine Rückrufe mehr (410): bitte klären, dann ohne `hook` neu aufnehmen",
        "wants no more calls (410): ask them, then enrol without `hook`",
    ),
}
"""What each health of a webhook means, and what to do."""


def check_webhooks(hub: Hub) -> Iterator[HealthFinding]:
    """Look at every webhook; nothing where none needs people."""
    for one in view_webhooks(hub=hub):
        if one.health in NEEDS_PEOPLE:
            whom = one.hook.technical if one.health is Health.TELL_TECHNICAL else one.hook.business
            do = after(f"{one.state.error}: ", MEANING[one.health], f" {whom}" if whom else "")
            yield HealthFinding(f"hook {one.partner.entity}", Grade.WARN, do)
