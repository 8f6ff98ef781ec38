"""Evidence log: whether what was published of it still fits the database, which tells a restored one."""

from collections.abc import Iterator

from exchange.core.errors import GeleitError
from exchange.core.said import Said
from exchange.flows.evidence.checkpoint import as_unavailable, trouble
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
        yield Finding("evidence log", Result.OK)
        return
    error = as_unavailable(wrong)
    yield Finding(f"evidence log: {error.code} ({error.detail})", Result.FAIL, Said(error.fix_de, error.fix_en))
