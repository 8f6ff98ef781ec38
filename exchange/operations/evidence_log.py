"""Evidence log: whether it still fits the database and keeps up, and whether witnesses see it, and others' fit, too."""

from collections.abc import Iterator

from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding
from exchange.core.said import Said
from exchange.flows.evidence.checkpoint import as_unavailable, trouble
from exchange.flows.evidence.sequence import behind
from exchange.flows.federation.cosigned import our_witnesses, size_of
from exchange.flows.federation.witnessed_logs import known_logs
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.witnessed import Witnessed


def check_log(hub: Hub, *, published: PublishedLog) -> Iterator[HealthFinding]:
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
    yield HealthFinding(f"evidence log: {error.code} ({error.detail})", Grade.FAIL, Said(error.fix_de, error.fix_en))


def check_witnesses(hub: Hub, *, published: PublishedLog, witnessed: Witnessed) -> Iterator[HealthFinding]:
    """Say whether enough witnesses have cosigned our log of late, and which logs of others contradict themselves."""
    try:
        yield from _cosigned(hub, published=published)
        yield from _contradicted(hub, witnessed=witnessed)
    except GeleitError:
        # The database cannot be read, which readiness says.
        return


def _cosigned(hub: Hub, *, published: PublishedLog) -> Iterator[HealthFinding]:
    if not our_witnesses(hub):
        return
    log = max(published.numbers(), default=0)
    seen, size = (size_of(note) for note in (published.cosigned(log), published.note(log)))
    words = Said(
        "Noch haben nicht genug Zeugen mitunterschrieben, was seit dem letzten Mal dazukam. Läuft `geleit serve`, "
        "vergeht eine Minute. Bleibt es so, fragen Sie, wen `geleit witness list` ohne neue Unterschrift zeigt.",
        "Not enough witnesses have yet cosigned what came since the last time. Where `geleit serve` runs, this takes a "
        "minute. If it stays so, ask whom `geleit witness list` shows without a new cosignature.",
    )
    if seen == size:
        yield HealthFinding("evidence log: witnesses", Grade.OK)
    else:
        yield HealthFinding(f"evidence log: witnesses ({seen} / {size})", Grade.WARN, words)


def _contradicted(hub: Hub, *, witnessed: Witnessed) -> Iterator[HealthFinding]:
    words = Said(
        "Dieses Protokoll hat nicht allen dasselbe gezeigt. `geleit witness evidence` schreibt beide Prüfpunkte. "
        "Bitte reden Sie mit dem Haus, das es führt, und mit Ihrem Datenschutz.",
        "This log has not shown everybody the same. `geleit witness evidence` writes out both checkpoints; talk to the "
        "house that keeps it, and to your data protection officer.",
    )
    for origin in known_logs(hub):
        if witnessed.forks(origin):
            yield HealthFinding(f"witnessed log: {origin}", Grade.FAIL, words)


def _lag(hub: Hub) -> Iterator[HealthFinding]:
    late = behind(hub=hub)
    if late is None:
        yield HealthFinding("evidence log", Grade.OK)
        return
    words = Said(
        "Das Nachweis-Protokoll kommt nicht nach: Einträge warten auf ihren Platz. Läuft `geleit serve` oder `geleit "
        "work`? Sein Protokoll sagt, was fehlt. Bis dahin bliebe eine zurückgespielte Datenbank unbemerkt.",
        "The evidence log is behind: leaves wait for their place. Does `geleit serve` or `geleit work` run? Its log "
        "says what is wrong. Until then a database that is restored goes unnoticed.",
    )
    seconds = round(late.seconds(hub.clock.now()))
    yield HealthFinding(f"evidence log: {late.count} ({seconds} s)", Grade.FAIL, words)
