"""Erasure on a stop signal: what was received is destroyed, and the hub hears what became of it.

Domain section 5 says what is owed.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from exchange.core.events.event import Event
from exchange.partner import files
from exchange.partner.acknowledge import Saying, say, withdrawal_members
from exchange.partner.context import PartnerContext
from exchange.partner.hub_events import WITHDRAWN
from exchange.partner.inbox import Filed, Stage


def stop(event: Event, *, context: PartnerContext) -> Filed:
    """Destroy what is kept of a packet and of every other packet of its referral, then answer.

    The answer is `stopped` where nothing had been opened, else `deleted`. Files that `open --to` wrote are deleted
    too; where one of them was moved or changed nobody here can say that it is gone, so the answer is left to a
    person (`Partner.answer_withdrawal`).

    Order matters: destroyed first, answered then, noted last. A crash in between repeats the rest, not the answer.
    """
    filed = context.inbox.get(event.packet) or _unheard_of(event, context=context)
    gone = [_destroy(one, context=context) for one in _of_one_referral(filed, event, context=context)]
    if all(gone):
        _answer(filed, event.name, context=context)
    for one in _of_one_referral(filed, event, context=context):
        context.inbox.put(_stopped(one, event.name, context=context))
    return context.inbox.need(filed.packet)


def _of_one_referral(filed: Filed, event: Event, *, context: PartnerContext) -> Iterator[Filed]:
    yield filed
    referral = filed.referral or event.referral
    if referral:
        yield from [one for one in context.inbox.all() if one.referral == referral and one.packet != filed.packet]


def _unheard_of(event: Event, *, context: PartnerContext) -> Filed:
    """The signal overtook the packet: it is remembered, so that the packet is never fetched."""
    return Filed(packet=event.packet, stage=Stage.ANNOUNCED, jwe_sha256=event.jwe_sha256, announced_at=context.now())


def _destroy(filed: Filed, *, context: PartnerContext) -> bool:
    """Destroy content, unsent words and exported files; say whether all of it is known to be gone."""
    context.threads.drop_unsent(filed.thread)
    context.inbox.forget_content(filed.packet)
    gone = [_delete_export(Path(path), expected) for path, expected in filed.exports]
    return all(gone)


def _delete_export(path: Path, expected: str) -> bool:
    """Delete a file we wrote; one that was moved or changed is not ours to judge."""
    try:
        if not expected:
            return not path.exists()  # announced, and then never written
        if files.digest_of(path) != expected:
            return False
        files.remove(path)
    except OSError:
        return False
    return True


def _answer(filed: Filed, name: str, *, context: PartnerContext) -> None:
    saying = Saying(
        name="withdrawal-answered",
        members=withdrawal_members("deleted" if filed.opened else "stopped"),
        version=filed.version,
        cause=f"{name}:{filed.packet}",
    )
    say(saying, about=filed, signer=context.signer)


def _stopped(filed: Filed, name: str, *, context: PartnerContext) -> Filed:
    reason = WITHDRAWN if WITHDRAWN in {name, filed.reason} and filed.stage is Stage.STOPPED else name
    at = filed.stopped_at or context.now()
    return replace(filed, stage=Stage.STOPPED, reason=reason, stopped_at=at)
