"""Idempotency key: what a client asks is done once; its answer is kept in the transaction of the effects.

The four cases of draft-ietf-httpapi-idempotency-key-header, section 2.6: a new key is worked on; the same key with the
same call is answered as before; with another call it is refused; while the first is still running so is the second.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from exchange.core.staff.caller import StillRunning
from exchange.core.staff.idempotency import StoredResponse
from exchange.flows.staff.access import take_up
from exchange.flows.staff.authenticate import Principal
from exchange.ports.hub import Hub
from exchange.ports.store import Answer, Tx

KEPT = timedelta(hours=48)
"""How long a key and its answer are kept, at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One call of a client under a key of its choice; `fingerprint` is the digest of all that the call says."""

    client: str
    key: str
    fingerprint: str


class Within:
    """A store inside one transaction: flows that open their own take part in it, and end with it."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """The transaction that is under way."""
        yield self._tx

    shared = transaction

    def attempt(self, work: Callable[[Tx], Answer]) -> Answer:
        """The same as a part of it: whoever began it may have to do all of it again."""
        return work(self._tx)

    @contextmanager
    def reading(self) -> Iterator[Tx]:
        """What the transaction under way sees, its own writes included."""
        yield self._tx


def answered(ask: Ask, *, hub: Hub) -> StoredResponse | None:
    """What the call was answered before; None if it was not.

    Raises:
        KeyReused: the key was used for another call.
    """
    with hub.store.reading() as tx:
        return tx.replies.kept(ask.client, ask.key, fingerprint=ask.fingerprint)


def once(ask: Ask, verb: Callable[[Hub], StoredResponse], *, hub: Hub) -> StoredResponse:
    """Let `verb` act through its client, on a hub whose transactions are all this one; a repeat does nothing.

    What the verb raises undoes everything, the key included: a call that was refused may be made again.

    Raises:
        KeyReused: the key was used for another call.
        StillRunning: the first call under the key has no answer yet.
    """
    until = hub.clock.now() + KEPT

    def work(tx: Tx) -> StoredResponse:
        # A row of this very transaction: a crash leaves neither key nor effect, and who comes with the same key
        # meanwhile waits here for the commit (DECISIONS 37).
        if tx.replies.begin(ask.client, ask.key, fingerprint=ask.fingerprint, until=until):
            reply = verb(replace(hub, store=Within(tx), through=ask.client))
            tx.replies.keep(ask.client, ask.key, reply)
            return reply
        kept = tx.replies.kept(ask.client, ask.key, fingerprint=ask.fingerprint)
        if kept is None:
            raise StillRunning
        return kept

    return hub.store.attempt(work)


def as_seen(
    referral_id: str, act: Callable[[Hub], Answer], *, seen: Collection[int], by: Principal, hub: Hub
) -> Answer:
    """Let somebody act on a case of theirs in the state they saw it: both in one transaction.

    Raises:
        StaleVersion: it was written since they saw it; nothing was done.
        Whatever `act` and `flows.staff.access.take_up` raise; nothing was done then either.
    """

    def work(tx: Tx) -> Answer:
        inside = replace(hub, store=Within(tx))
        take_up(referral_id, seen=seen, by=by, hub=inside)
        return act(inside)

    return hub.store.attempt(work)
