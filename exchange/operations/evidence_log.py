"""Evidence log: whether what was published of it still fits the database, and whether its sequence keeps up."""

from collections.abc import Iterator

from exchange.core.errors import GeleitError
from exchange.core.said import Said
from exchange.flows.evidence.checkpoint import as_unavailable, trouble
from exchange.flows.evidence.sequence import behind
from exchange.operations.finding import Finding, Result
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog


def check_log(hub: Hub, *, published: PublishedLog) -> Iterator[Finding]:
    """Hold the published log against the database; nothing where that cannot be read, which readiness says."""
    try:
        with hub.store.reading() as tx:
            wrong = trouble(tx, published=published, hub=hub)
    except GeleitError:
        return
    if wrong is None:
        yield from _lag(hub)
        return
    error = as_unavailable(wrong)
    yield Finding(f"evidence log: {error.code} ({error.detail})", Result.FAIL, Said(error.fix_de, error.fix_en))


def _lag(hub: Hub) -> Iterator[Finding]:
    late = behind(hub=hub)
    if late is None:
        yield Finding("evidence log", Result.OK)
        return
    words = Said(
        "Das Nachweis-Protokoll kommt nicht nach: Einträge warten auf ihren Platz. Läuft `geleit serve` oder `geleit "
        "work`? Sein Protokoll sagt, was fehlt. Bis dahin bliebe eine zurückgespielte Datenbank unbemerkt.",
        "The evidence log is behind: leaves wait for their place. Does `geleit serve` or `geleit work` run? Its log "
        "says what is wrong. Until then a database that is restored goes unnoticed.",
    )
    seconds = round(late.seconds(hub.clock.now()))
    yield Finding(f"evidence log: {late.count} ({seconds} s)", Result.FAIL, words)
