"""Garbage collection: files nobody names, uploaded for a transaction that never came, are forgotten a day later.

What lies in the store of blobs is ciphertext. It is named, with its key, in a draft, in an event that was accepted or
waits for its predecessors, or as a paper somebody signed; or it travels beside a packet.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from threading import Event

from exchange.core.referral.referral import Referral
from exchange.core.referral.sheet import KEPT as KEPT_SHEETS
from exchange.core.upload import UPLOAD_KEPT
from exchange.flows.consent.evidence import blobs_of_papers
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import unb64url

_PAGE = 50
_DIGEST = re.compile(r'"([A-Za-z0-9_-]{43})"')


def sweep(*, hub: Hub, stop: Event) -> int:
    """Forget the files of more than a day ago that nothing names, and say how many. Gives up when `stop` is set.

    Raises:
        LogBehind: the database was restored from a backup; what it does not name, the newer one may.
    """
    before = hub.clock.now() - UPLOAD_KEPT
    hub.blobs.forget_halves(before)
    orphans = frozenset(hub.blobs.older(before))
    # Most are named by a packet, and that is quickly asked. A transaction that may write asks for the newer database.
    with hub.store.shared() as tx:
        _count_no_more(tx, before, hub=hub)
        orphans -= tx.referrals.in_packets(orphans)
        if orphans:
            orphans -= blobs_of_papers(tx)
    for named in _everything_named(hub) if orphans else ():
        orphans -= named
        if stop.is_set() or not orphans:
            return 0
    # Looked at again: one that came in once more meanwhile is as good as new.
    gone = [one for one in hub.blobs.older(before) if one in orphans]
    some = (frozenset(gone[start : start + _PAGE]) for start in range(0, len(gone), _PAGE))
    return sum(_forget(one, hub=hub) for one in some)


def forget_sheets(*, hub: Hub) -> int:
    """Forget half-filled sheets that nobody saved for fourteen days, and say how many."""
    with hub.store.shared() as tx:
        return tx.sheets.sweep(hub.clock.now() - KEPT_SHEETS)


def _count_no_more(tx: Tx, before: datetime, *, hub: Hub) -> None:
    """Drop the counts of files that are gone, or never came: whoever put them may have died before they were there."""
    for one in tx.uploads.before(before):
        if hub.blobs.size(one.sha256) is None:
            tx.uploads.drop(one.id)


def _forget(orphans: frozenset[str], *, hub: Hub) -> int:
    """Forget those that no packet names even now, while nobody else writes; say how many."""
    with hub.store.transaction() as tx:
        # A draft that was sent and written anew before it was its turn: what it named, its packet names.
        gone = orphans - tx.referrals.in_packets(orphans)
        for one in gone:
            hub.blobs.remove(one)
        tx.uploads.named(gone)
    return len(gone)


def _everything_named(hub: Hub) -> Iterator[frozenset[str]]:
    after, going = "", True
    while going:
        with hub.store.reading() as tx:
            page = tx.referrals.page(states=(), after=after, limit=_PAGE)
            named = frozenset(digest for one in page for digest in _named(tx, one))
        yield named
        going = len(page) == _PAGE
        after = page[-1].id if page else ""


def _named(tx: Tx, referral: Referral) -> Iterator[str]:
    draft = tx.referrals.draft(referral.id)
    if draft is not None:
        yield from (one.sha256 for one in draft.attachments)
    for event in tx.inbox.of(referral.id):
        # Anything in it that could be a digest: one too many keeps a file, one too few would lose it.
        if event.content:
            yield from _DIGEST.findall(unb64url(event.content.split(".")[1]).decode())
