"""Security settings: who may add staff, whether attachments leave without a scan, whether this is a demonstration."""

from collections.abc import Iterator

from exchange.config import Config
from exchange.core.errors import GeleitError
from exchange.core.policy import Policy
from exchange.core.vocabulary import Role, Scan
from exchange.operations.finding import Finding, Result
from exchange.ports.hub import Hub


def check_staff(hub: Hub) -> Iterator[Finding]:
    """Look for somebody who may add staff; nothing where the database cannot be read, which readiness says."""
    try:
        with hub.store.reading() as tx:
            roles = {one.role for one in tx.staff.all()}
    except GeleitError:
        return
    if not roles & {Role.OPERATOR, Role.TEAM_LEAD}:
        yield Finding("staff", Result.WARN, "Niemand darf Personal eintragen / nobody may add staff: geleit staff add")


def check_scans(policy: Policy) -> Iterator[Finding]:
    """Say so where attachments leave that nobody has scanned."""
    if Scan.NOT_SCANNED in policy.scans:
        yield Finding("attachments", Result.WARN, "Ungeprüfte Anhänge sind erlaubt / attachments leave without a scan")


def check_mode(config: Config) -> Iterator[Finding]:
    """Say so where this is a demonstration."""
    if config.demo:
        yield Finding("mode", Result.WARN, "Demo: nie mit echten Daten / never with real data")
