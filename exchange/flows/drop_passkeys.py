"""End of passkeys: whatever takes one away writes its leaf here, in the transaction in which it happens."""

from collections.abc import Iterable
from datetime import datetime

from exchange.core.evidence.entry import EntryType
from exchange.core.session.passkey import Passkey
from exchange.flows.append_entry import append_entry
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def drop_passkeys(tx: Tx, passkeys: Iterable[Passkey], *, by: str, hub: Hub, at: datetime) -> None:
    """Take these away; `by` is who does, a staff id."""
    for one in passkeys:
        tx.passkeys.drop(one.id)
        append_entry(tx, EntryType.PASSKEY_REMOVED, {"staff": one.staff, "passkey": one.id, "by": by}, hub=hub, at=at)
