"""Compliance rules: what the last nightly review found, with its counts, and whether there was one."""

from collections.abc import Iterator
from datetime import timedelta

from exchange.core.compliance.outcome import Result
from exchange.core.errors import GeleitError
from exchange.core.operations.finding import Grade, HealthFinding
from exchange.core.said import Said
from exchange.flows.compliance.nightly import last_reviewed
from exchange.ports.hub import Hub

_LATE = timedelta(hours=36)
_NONE = Said(
    "noch keine nächtliche Prüfung; geleit serve oder geleit work macht sie ab 2 Uhr",
    "no nightly review yet; geleit serve or geleit work makes it from 2 a.m. on",
)


def check_rules(hub: Hub) -> Iterator[HealthFinding]:
    """Look at the last nightly review; nothing where the database cannot be read, which readiness says."""
    try:
        last = last_reviewed(hub=hub)
    except GeleitError:
        return
    if last is None:
        yield HealthFinding("rules", Grade.OK, _NONE)
        return
    said = list(last.document["rules"].values())
    failed = sum(bool(one[Result.FAIL]) for one in said)
    unknown = sum(bool(one[Result.UNDECIDABLE]) for one in said)
    words = Said(
        f"{failed} Regeln verletzt, {unknown} nicht prüfbar, von {len(said)}: geleit compliance check --last",
        f"{failed} rules failed, {unknown} cannot be checked, of {len(said)}: geleit compliance check --last",
    )
    yield HealthFinding("rules", Grade.WARN if failed else Grade.OK, words)
    if hub.clock.now() - last.recorded_at > _LATE:
        late = Said(
            "die nächtliche Prüfung fiel aus: läuft geleit work?", "no review last night: does geleit work run?"
        )
        yield HealthFinding("rules", Grade.WARN, late)
