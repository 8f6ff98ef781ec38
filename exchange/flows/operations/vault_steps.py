"""Data migration: what `geleit migrate` does beyond the tables, for which the keys of the vault are needed.

A step brings what a hub of before holds to what this program expects. It may be interrupted anywhere and is run again
from its beginning; done, it is noted, and a hub does nothing else while one is missing (`storage.store`).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from exchange.core.evidence.entry import EntryType
from exchange.flows.append_entry import append_entry
from exchange.flows.consent.earlier_withdrawals import recall_withdrawals
from exchange.flows.operations.respell import respell
from exchange.ports.hub import Hub


class _Step(Protocol):
    def __call__(self, *, hub: Hub) -> Mapping[str, int]:
        """Do it, a page a transaction, and say how much of what was done: counts by name."""


VAULT_STEPS: Mapping[str, _Step] = MappingProxyType({"references": respell, "withdrawals": recall_withdrawals})
"""Every step by its name, in the order in which they are taken. A name is never used again."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step that was taken now, and how much of what it did."""

    step: str
    counts: Mapping[str, int]


def take_vault_steps(*, hub: Hub, began: Callable[[str], None] = lambda _: None) -> Sequence[StepTaken]:
    """Take the steps that were not taken yet, and note each in the log; `began` hears of each before it begins."""
    return tuple(_take(name, hub=hub, began=began) for name in pending_vault_steps(hub=hub))


def pending_vault_steps(*, hub: Hub) -> Sequence[str]:
    """Name the steps that were not taken yet."""
    with hub.store.reading() as tx:
        taken = tx.vault_steps.taken()
    return tuple(name for name in VAULT_STEPS if name not in taken)


def skip_vault_steps(*, hub: Hub) -> None:
    """Note that a hub which has nothing yet needs none of them."""
    with hub.store.transaction() as tx:
        for name in VAULT_STEPS:
            tx.vault_steps.take(name, at=hub.clock.now())


def _take(name: str, *, hub: Hub, began: Callable[[str], None]) -> StepTaken:
    began(name)
    counts, at = VAULT_STEPS[name](hub=hub), hub.clock.now()
    with hub.store.transaction() as tx:
        if tx.vault_steps.take(name, at=at):
            append_entry(tx, EntryType.MIGRATED, {"step": name, "counts": dict(counts)}, hub=hub, at=at)
    return StepTaken(name, counts)
