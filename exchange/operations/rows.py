"""Row integrity: which rows of the database are not those that were written, and how two people end it."""

from collections.abc import Iterator

import schemas
from exchange.core.errors import GeleitError
from exchange.core.said import Said
from exchange.flows.evidence.compare import compare_rows
from exchange.operations.finding import Finding, Result, after
from exchange.ports.hub import Hub


def check_rows(hub: Hub) -> Iterator[Finding]:
    """Compare every row that decides with the log; nothing where that cannot be read, which readiness says."""
    try:
        with hub.store.reading() as tx:
            found, _ = compare_rows(tx)
    except GeleitError:
        return
    if not found:
        yield Finding("rows", Result.OK)
    for one in found:
        said = schemas.codes()["row-faults"][one.fault]
        words = Said(f"{said['de']}; zu zweit", f"{said['en']}; by two people")
        do = after("", words, f": geleit log restate DIR {one.name}")
        yield Finding(f"row {one.name}: {one.fault}", Result.FAIL, do)
