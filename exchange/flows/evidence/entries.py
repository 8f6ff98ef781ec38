"""Log entries: the leaves of one stretch of a log, as they were signed or not at all."""

from collections.abc import Sequence

from exchange.core.errors import NotFound
from exchange.core.evidence.merkle import leaf_hash
from exchange.core.evidence.tiles import Tile
from exchange.core.unavailable import LogDamaged
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog


def entries_of(tile: Tile, *, log: int, published: PublishedLog, hub: Hub) -> Sequence[bytes]:
    """The leaves below one tile of level 0.

    Raises:
        NotFound: the database has no such log.
        LogDamaged: a leaf is missing, or is not the one that was signed.
    """
    with hub.store.reading() as tx:
        first = next((start.first for start in tx.log.starts() if start.number == log), None)
        if first is None:
            raise NotFound
        leaves = [leaf for _, leaf in tx.log.leaves(start=first + tile.start, limit=tile.width)]
    if b"".join(map(leaf_hash, leaves)) != published.hashes(log, 0, tile.start, tile.width):
        raise LogDamaged(tile.path)
    return leaves
