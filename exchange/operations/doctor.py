"""Health check of an installation, the doctor: every check there is, in the order in which it is shown."""

from collections.abc import Iterator, Sequence
from threading import Lock

from exchange.core.errors import GeleitError
from exchange.core.operations.finding import HealthFinding
from exchange.opened import Opened
from exchange.operations.break_glass import check_break_glass
from exchange.operations.evidence_log import check_log, check_witnesses
from exchange.operations.files import check_backup, check_room, check_vault_file
from exchange.operations.keys import check_keys
from exchange.operations.readiness import check_readiness
from exchange.operations.recipients import check_recipients
from exchange.operations.references import check_references
from exchange.operations.rows import check_rows, check_watched_rows
from exchange.operations.rules import check_rules
from exchange.operations.settings import check_mode, check_scans, check_staff
from exchange.operations.texts import check_texts
from exchange.operations.webhooks import check_webhooks

KEPT_SECONDS = 10.0


def examine_opened(opened: Opened) -> Iterator[HealthFinding]:
    """Look at all of an open hub. Its database is written to as readiness needs it."""
    yield from _before_rows(opened)
    yield from check_rows(opened.hub)
    yield from _after_rows(opened)


class RunningHealth:
    """Looks at a hub that runs, for a page: at most every ten seconds, whoever asks and however many.

    The rows that decide it does not compare anew; it says what the watch beside the worker knows of them.
    """

    def __init__(self, opened: Opened) -> None:
        self._opened, self._turn = opened, Lock()
        self._found: Sequence[HealthFinding] = ()
        self._until = 0.0

    def __call__(self) -> Sequence[HealthFinding]:
        """What was found; whoever asks while another looks gets what that one finds."""
        opened = self._opened
        with self._turn:
            now = opened.hub.clock.monotonic()
            if now >= self._until:
                watched = check_watched_rows(opened.row_watch.differing)
                self._found = (*_as_far(_before_rows(opened)), *watched, *_as_far(_after_rows(opened)))
                self._until = now + KEPT_SECONDS
            return self._found


def _as_far(found: Iterator[HealthFinding]) -> Iterator[HealthFinding]:
    """What can be found; that the database is away, readiness has said by then, or says with the next look."""
    try:
        yield from found
    except GeleitError:
        return


def _before_rows(opened: Opened) -> Iterator[HealthFinding]:
    yield from check_readiness(opened.unguarded)
    yield from check_staff(opened.hub)
    yield from check_references(opened.unguarded)
    yield from check_recipients(opened.hub)
    yield from check_break_glass(opened.hub)
    yield from check_log(opened.hub, published=opened.published)
    yield from check_witnesses(opened.hub, published=opened.published, witnessed=opened.witnessed)


def _after_rows(opened: Opened) -> Iterator[HealthFinding]:
    yield from check_keys(opened.hub)
    yield from check_vault_file(opened.config.vault)
    yield from check_room(opened.hub)
    yield from check_backup(opened.config, now=opened.hub.clock.now())
    yield from check_webhooks(opened.hub)
    yield from check_texts(opened.hub)
    yield from check_scans(opened.hub.policy)
    yield from check_rules(opened.hub)
    yield from check_mode(opened.config)
