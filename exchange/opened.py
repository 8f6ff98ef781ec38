"""Open hub: a hub with what runs it, as the composition root has put it together and the doctor looks at it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Event

from adapters.contract import Adapter
from exchange.config import Config
from exchange.edge.wakeup import Wakeup
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from exchange.ports.witnessed import Witnessed
from exchange.runtime.live_vault import LiveVault
from exchange.runtime.restore_guard import RestoreGuard
from exchange.runtime.row_watch import RowWatch
from exchange.storage.files.witnessed import FileWitnessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """An open hub with what runs it.

    `unguarded` is the same hub without its restore guard: it writes also to a restored database. `hear`
    wakes those who wait for what other processes put into mailboxes, until asked to stop; `row_watch` runs beside its
    worker; `close` gives the connections to its databases back.
    """

    config: Config
    hub: Hub
    unguarded: Hub
    gate: RestoreGuard
    published: PublishedLog
    keys: LiveVault
    wakeup: Wakeup
    row_watch: RowWatch
    adapters: Mapping[str, Adapter]
    hear: Callable[[Event], None]
    close: Callable[[], None]

    @property
    def witnessed(self) -> Witnessed:
        """What this hub remembers of the logs of others that it cosigns."""
        return FileWitnessed(self.config.log / "witnessed")
