"""Mailbox: what adapters deposit into, for partners that fetch."""

from exchange.ports.store import Store
from exchange.ports.world import Clock


class DepositingMailbox:
    """The mailbox adapters deposit into: the store's outbox."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def deposit(self, parcel_id: str) -> None:
        """Make the parcel part of what its partner's next poll returns."""
        with self._store.shared() as tx:
            tx.outbox.deposit(parcel_id, at=self._clock.now())
