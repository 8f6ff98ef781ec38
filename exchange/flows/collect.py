"""A partner empties its mailbox: what it has stored is gone from it, what waits is offered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from exchange.core.errors import NotAnId
from exchange.core.ids import read_uuid
from exchange.flows.undelivered import give_up
from exchange.ports.hub import Hub

_CODE_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Collected:
    """What is offered now: SETs by their id, in order; `more` says that there may be more."""

    sets: tuple[tuple[str, str], ...]
    more: bool


def collect(partner: str, *, limit: int, acks: Iterable[str], errors: Mapping[str, str], hub: Hub) -> Collected:
    """Take note of what the partner has stored or could not take, and offer what waits: prio 0 first, then oldest.

    What is not acknowledged is offered again after 60 s. A look that changes nothing writes nothing.
    """
    at = hub.clock.now()
    # What is no id of ours was never offered.
    acks = tuple(filter(_is_id, acks))
    errors = {jti: _code(code) or "unknown" for jti, code in errors.items() if _is_id(jti)}
    if not acks and not errors:
        with hub.store.reading() as tx:
            if not tx.outbox.waiting(partner):
                return Collected((), more=False)
    with hub.store.shared() as tx:
        tx.outbox.taken(partner, acks, at=at)
        for refused in tx.outbox.refused(partner, errors, at=at):
            give_up(tx, refused, hub=hub, at=at)
        offered = tx.outbox.offer(partner, at=at, limit=limit) if limit else ()
    sets = tuple((one.jti, one.set_jws) for one in offered)
    return Collected(sets, more=bool(sets) and len(sets) == limit)


def _is_id(text: str) -> bool:
    try:
        return bool(read_uuid(text))
    except NotAnId:
        return False


def _code(code: str) -> str:
    # Error codes are a closed list of short words; what a partner makes of them is cut to one.
    return "".join(sign for sign in code if sign.isascii() and (sign.isalnum() or sign in "-_"))[:_CODE_LENGTH]
