"""Readiness: what health pages ask, said as findings with the remedy of each error."""

from collections.abc import Iterator

from exchange.core.operations.finding import Grade, HealthFinding, after
from exchange.core.said import NOTHING, Said
from exchange.edge.http.problem import as_error
from exchange.flows.operations.ready import examine
from exchange.ports.hub import Hub


def check_readiness(hub: Hub) -> Iterator[HealthFinding]:
    """Look at database, keys and disk as the hub needs them right now."""
    for one in examine(hub=hub):
        error = as_error(one.error) if one.error else None
        fix = after(f"{error.code} {error.detail}: ", Said(error.fix_de, error.fix_en)) if error else NOTHING
        yield HealthFinding(one.check, Grade.FAIL if error else Grade.OK, fix)
