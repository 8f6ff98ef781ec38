"""Health check of an installation, the doctor: every check there is, in the order in which it is shown."""

from collections.abc import Iterator

from exchange.core.operations.finding import HealthFinding
from exchange.opened import Opened
from exchange.operations.break_glass import check_break_glass
from exchange.operations.evidence_log import check_log, check_witnesses
from exchange.operations.files import check_room, check_vault_file
from exchange.operations.keys import check_keys
from exchange.operations.readiness import check_readiness
from exchange.operations.recipients import check_recipients
from exchange.operations.references import check_references
from exchange.operations.rows import check_rows
from exchange.operations.rules import check_rules
from exchange.operations.settings import check_mode, check_scans, check_staff
from exchange.operations.texts import check_texts
from exchange.operations.webhooks import check_webhooks


def examine_opened(opened: Opened) -> Iterator[HealthFinding]:
    """Look at all of an open hub, such as one that runs. Its database is written to as readiness needs it."""
    yield from check_readiness(opened.unguarded)
    yield from check_staff(opened.hub)
    yield from check_references(opened.unguarded)
    yield from check_recipients(opened.hub)
    yield from check_break_glass(opened.hub)
    yield from check_log(opened.hub, published=opened.published)
    yield from check_witnesses(opened.hub, published=opened.published, witnessed=opened.witnessed)
    yield from check_rows(opened.hub)
    yield from check_keys(opened.hub)
    yield from check_vault_file(opened.config.vault)
    yield from check_room(opened.hub)
    yield from check_webhooks(opened.hub)
    yield from check_texts(opened.hub)
    yield from check_scans(opened.hub.policy)
    yield from check_rules(opened.hub)
    yield from check_mode(opened.config)
