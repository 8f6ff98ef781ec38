"""Replay protection within the transaction: a proof is used up with what its caller does, or, where refused, after it.

One transaction less for every call; and no proof is durable without its effect, nor an effect without its proof.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import replace

from exchange.core.errors import GeleitError, Unavailable
from exchange.edge.auth.access import Caller
from exchange.edge.http.errors import InvalidProof, Unauthenticated
from exchange.edge.http.retry import run_again
from exchange.ports.hub import Hub
from exchange.ports.store import Answer, Tx


class AuthenticatingStore:
    """The port `Store`, whose first transaction that writes also lets the caller in."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self._store = caller.hub.store
        self._inside = False

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """A transaction of the store behind; Unauthenticated or InvalidProof if the caller may not enter."""
        with self._entered(self._store.transaction()) as tx:
            yield tx

    @contextmanager
    def shared(self) -> Iterator[Tx]:
        """The same beside others."""
        with self._entered(self._store.shared()) as tx:
            yield tx

    def attempt(self, work: Callable[[Tx], Answer]) -> Answer:
        """The same as an attempt."""

        def entered(tx: Tx) -> Answer:
            self._let_in(tx)
            return work(tx)

        answer = self._store.attempt(entered)
        self._inside = True
        return answer

    def reading(self) -> AbstractContextManager[Tx]:
        """A view for reading; what is seen in it is shown to nobody before the caller is in."""
        return self._store.reading()

    def settle(self) -> None:
        """Let the caller in now, if nothing it did has."""
        if not self._inside:
            self.caller.consume_proof_alone()
            self._inside = True

    @contextmanager
    def _entered(self, begun: AbstractContextManager[Tx]) -> Iterator[Tx]:
        with begun as tx:
            self._let_in(tx)
            yield tx
        # Only what is durable counts: undone, the proof would be as good as new.
        self._inside = True

    def _let_in(self, tx: Tx) -> None:
        if not self._inside:
            self.caller.consume_proof(tx)


@asynccontextmanager
async def consume_on_refusal(caller: Caller) -> AsyncIterator[None]:
    """What is looked at before anything is done: what is refused there uses the proof up, too.

    Raises:
        Unauthenticated, InvalidProof: it may not enter. Else whatever was refused, once the proof is used up.
    """
    try:
        yield
    except GeleitError:
        await run_again(caller.consume_proof_alone)
        raise


async def run_authenticated(work: Callable[[Hub], Answer], *, caller: Caller) -> Answer:
    """Do what a caller asks on a hub whose first transaction lets it in, in a thread, a few times if need be.

    Raises:
        Unauthenticated, InvalidProof: it may not enter; nothing was done.
        Unavailable: something is not there for now; if nothing was done, the proof is as good as new.
        GeleitError: whatever else `work` raises, once the proof is used up all the same.
    """
    # One for all tries: a caller that is in is in, though what followed was undone.
    return await run_again(_done, work, AuthenticatingStore(caller))


def _done(work: Callable[[Hub], Answer], store: AuthenticatingStore) -> Answer:
    try:
        answer = work(replace(store.caller.hub, store=store))
    except (Unauthenticated, InvalidProof, Unavailable):
        # Used up beside what was undone, a proof could not be shown again when that is tried once more.
        raise
    except GeleitError:
        store.settle()
        raise
    store.settle()
    return answer
