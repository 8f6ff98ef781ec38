"""Training record: noted once two people said so; and who may not send or approve for want of one."""

from collections.abc import Iterable
from datetime import datetime

from exchange.core.evidence.entry import EntryType
from exchange.core.staff.change import Change
from exchange.core.staff.staff import Staff, Training
from exchange.core.staff.training import topics_missing
from exchange.flows.append_entry import append_entry
from exchange.ports.hub import Hub
from exchange.ports.store import Tx


def add_training(tx: Tx, change: Change, *, hub: Hub, at: datetime) -> Training:
    """Keep the training of a change, and note it; where nobody confirmed it the record says `founding`."""
    training = Training(
        id=change.id,
        staff=change.staff,
        topic=change.topic,
        valid_from=change.valid_from or at,
        valid_until=change.valid_until or at,
        entered_by=change.entered_by,
        confirmed_by=change.confirmed_by or None,
    )
    tx.staff.add_training(training)
    record = {"staff": training.staff, "topic": training.topic, "by": training.entered_by, "training": training.id}
    also = {"confirmed_by": training.confirmed_by, "founding": training.founding or None}
    append_entry(tx, EntryType.TRAINING_RECORDED, record | also, hub=hub, at=at)
    return training


def missing_training(tx: Tx, people: Iterable[Staff | None], *, categories: Iterable[str], at: datetime) -> str:
    """Who of those who send and approve lacks which training for what leaves, as `anna: addiction`; empty if nobody."""
    leaving = frozenset(categories)
    for one in filter(None, people):
        missing = topics_missing(tx.staff.trainings(one.id), categories=leaving, at=at)
        if missing:
            return f"{one.id}: {', '.join(missing)}"
    return ""
