"""Passkeys: those of members of staff, by their device's name for them."""

from collections.abc import Sequence
from typing import Protocol

from exchange.core.session.passkey import Passkey


class Passkeys(Protocol):
    """Passkeys. One that is not what was written here raises RowDiffers wherever somebody would act on it."""

    def add(self, passkey: Passkey) -> None:
        """Keep one. Conflict if its id or its credential is taken. Only in `Store.transaction`."""

    def of_credential(self, credential: str) -> Passkey | None:
        """Look up by the name its device finds it by."""

    def of(self, staff_id: str) -> Sequence[Passkey]:
        """Those of one member of staff, oldest first, whatever was done to them."""

    def used(self, passkey: Passkey) -> None:
        """Keep how far its counter is. Only in `Store.transaction`."""

    def drop(self, passkey_id: str) -> None:
        """Forget one. Only in `Store.transaction`."""
