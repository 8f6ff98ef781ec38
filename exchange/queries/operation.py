"""Operation overview: what waits to be carried out, by partner, the ways it goes, the log, the keys; of no person."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from exchange.core.delivery.messages import Queue
from exchange.core.partner.partner import PartnerStatus
from exchange.ports.hub import Hub
from exchange.queries.directory import partners
from keys.errors import KeysError
from keys.jwk import Purpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One adapter: how many active partners it leads to, and whether they fetch what is theirs themselves."""

    adapter: str
    partners: int
    pulled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """How a hub is doing.

    `queues` are those of partners that something is on its way to, with the partner's name beside it (its entity id
    where it has none that can be shown), the longest waiting first. `leaves` have their place in the evidence log and
    `waiting` do not yet. `keys` says until when the present key of each purpose holds; `room` is free disk in bytes.
    """

    queues: Sequence[tuple[str, Queue]]
    ways: Sequence[Way]
    leaves: int
    waiting: int
    keys: Sequence[tuple[Purpose, datetime]]
    room: int


def operation(*, hub: Hub) -> Operation:
    """Look at what an operator looks at."""
    everybody = {entity: one for entity, one in partners(hub=hub).items() if one}
    with hub.store.reading() as tx:
        queues, leaves, backlog = tx.outbox.queues(), tx.log.placed(), tx.log.backlog()
    active = Counter(one.adapter for one in everybody.values() if one.standing is PartnerStatus.ACTIVE)
    names = {entity: one.name for entity, one in everybody.items()}
    now = hub.clock.now()
    return Operation(
        queues=[(names.get(one.partner, one.partner), one) for one in sorted(queues, key=_longest_first(now))],
        ways=[
            Way(adapter=name, partners=active[name], pulled=name in hub.pulled)
            for name in sorted({*active, *hub.channels, *hub.pulled})
        ],
        leaves=leaves,
        waiting=backlog.count,
        keys=_keys(hub, now),
        room=hub.blobs.free(),
    )


def _longest_first(now: datetime) -> Callable[[Queue], datetime]:
    return lambda one: one.oldest or now


def _keys(hub: Hub, at: datetime) -> Sequence[tuple[Purpose, datetime]]:
    """Those there are; which are missing the health check says."""
    found = []
    for purpose in Purpose:
        try:
            found.append((purpose, hub.ring.current(purpose, at).public.exp))
        except KeysError:
            continue
    return found
