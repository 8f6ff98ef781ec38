"""Texts of consents: whether any was released, what waits for its release, and where the DPO's advice is missing."""

from collections.abc import Iterator

from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.said import Said
from exchange.flows.consent.texts.known import texts_in
from exchange.ports.hub import Hub

_NONE = Said(
    "Kein Text ist freigegeben. Welcher unterschrieben wurde, wird darum nicht geprüft (geleit text add, text release)",
    "No text is released, so nobody checks which one was signed (geleit text add, text release)",
)
_WAITS = Said("Warten auf die Freigabe (geleit text release):", "Wait for their release (geleit text release):")
_ADVICE = Said(
    "Ohne Rat zum Datenschutz (geleit text release --advice-on):",
    "Without the DPO's advice (geleit text release --advice-on):",
)


def check_texts(hub: Hub) -> Iterator[HealthFinding]:
    """Say what is missing of the texts people sign; readiness says what cannot be read."""
    try:
        with hub.store.reading() as tx:
            texts = texts_in(tx, at=hub.clock.now())
    except GeleitError:
        return
    released = [one.released for one in texts if one.released]
    if not released:
        yield HealthFinding("consent texts", Grade.WARN, _NONE)
    waits = sorted({one.newest.subject for one in texts if not one.is_released})
    if waits:
        yield HealthFinding("consent texts", Grade.WARN, after("", _WAITS, f" {', '.join(waits)}"))
    unadvised = sorted({one.subject for one in released if "advice" not in one.document})
    if unadvised:
        yield HealthFinding("consent texts", Grade.WARN, after("", _ADVICE, f" {', '.join(unadvised)}"))
