"""Inclusion and consistency proofs, and their Merkle tree: roots and paths, from hashes that lie on levels.

The tree and the paths are RFC 6962 section 2.1, the checks RFC 9162 sections 2.1.3.2 and 2.1.4.2.

Level L holds the hash of every complete subtree of 256^L leaves, in order; on level 0 these are the leaves' own
(c2sp.org/tlog-tiles). A tree of a million leaves is thus three rows of hashes, and a proof reads a few dozen of them.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence

HASH_BYTES = 32
HEIGHT = 8
"""How many levels of the binary tree one level of tiles stands for (c2sp.org/tlog-tiles)."""
WIDTH = 1 << HEIGHT
"""How many hashes of one level make one hash of the next."""
EMPTY = hashlib.sha256(b"").digest()
"""The root of a tree without leaves (RFC 6962 section 2.1)."""
Read = Callable[[int, int, int], bytes]
"""`read(level, start, count)`: hashes of a level, one after the other; fewer where there are fewer."""


class HashMissing(Exception):
    """A hash that the tree needs is not there."""


def leaf_hash(leaf: bytes) -> bytes:
    """Hash a leaf."""
    # The prefix parts leaves from nodes: without it a node could be shown as a leaf (second preimage).
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbours into the node above them."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(hashes: bytes) -> bytes:
    """Hash 2^k neighbours up to the one node above all of them."""
    row = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    while len(row) > 1:
        row = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=True)]
    return row[0]


def grown(read: Read, *, size: int, leaves: bytes) -> Sequence[bytes]:
    """What each level gains, from 0 up, when a tree of `size` leaves gains more; `leaves` are their hashes in a row."""
    gained: list[bytes] = []
    while leaves:
        started = size % WIDTH
        row = _hashes(read, len(gained), size - started, started) + leaves
        gained.append(leaves)
        full = WIDTH * HASH_BYTES
        leaves = b"".join(fold(row[at : at + full]) for at in range(0, len(row) - full + 1, full))
        size //= WIDTH
    return gained


class Levels:
    """The levels of a tree in memory, 32 bytes for each leaf and a little more."""

    def __init__(self) -> None:
        self.rows: list[bytearray] = []
        self.size = 0

    def read(self, level: int, start: int, count: int) -> bytes:
        """Read hashes, as `Read` has it."""
        row = self.rows[level] if level < len(self.rows) else b""
        return bytes(row[start * HASH_BYTES : (start + count) * HASH_BYTES])

    def add(self, leaves: bytes) -> None:
        """Let the tree grow by leaves whose hashes are given in a row."""
        for level, gained in enumerate(grown(self.read, size=self.size, leaves=leaves)):
            if level == len(self.rows):
                self.rows.append(bytearray())
            self.rows[level] += gained
        self.size += len(leaves) // HASH_BYTES

    @property
    def root(self) -> bytes:
        """The Merkle tree hash."""
        return root(self.read, size=self.size)


def root(read: Read, *, size: int) -> bytes:
    """The Merkle tree hash of the first `size` leaves."""
    return _span(read, 0, size) if size else EMPTY


def inclusion(read: Read, *, index: int, size: int) -> Sequence[bytes]:
    """The audit path of a leaf, its own sibling first (RFC 6962 section 2.1.1)."""
    start, end, path = 0, size, list[bytes]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_span(read, middle, end))
            end = middle
        else:
            path.append(_span(read, start, middle))
            start = middle
    return path[::-1]


def consistency(read: Read, *, old: int, new: int) -> Sequence[bytes]:
    """The proof that a tree of `old` leaves is the beginning of one of `new` (RFC 6962 section 2.1.2)."""
    start, end, path = 0, new, list[bytes]()
    while 0 < old < end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_span(read, middle, end))
            end = middle
        else:
            path.append(_span(read, start, middle))
            start = middle
    # Whoever asks knows the root of the old tree; where it is a subtree of the new one it need not be said again.
    return (path if start == 0 else [*path, _span(read, start, end)])[::-1]


def root_of_inclusion(leaf: bytes, *, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf's hash and its audit path lead to; None if the path has not the length it must have.

    The algorithm of RFC 9162 section 2.1.3.2.
    """
    lefts = _lefts(index, size - 1, len(path)) if 0 <= index < size else None
    if lefts is None:
        return None
    for sibling, left in zip(path, lefts, strict=True):
        leaf = node_hash(sibling, leaf) if left else node_hash(leaf, sibling)
    return leaf


def is_beginning(*, old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Say whether a consistency proof holds between two trees, each given by its size and its root.

    The algorithm of RFC 9162 section 2.1.4.2.
    """
    (size, first), (larger, second) = old, new
    if not 0 < size < larger:
        return not path and (size == 0 or old == new)
    steps = [first, *path] if size & size - 1 == 0 else list(path)
    place, last = size - 1, larger - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    lefts = _lefts(place, last, len(steps) - 1)
    if lefts is None:
        return False
    before = after = steps[0]
    for sibling, left in zip(steps[1:], lefts, strict=True):
        before = node_hash(sibling, before) if left else before
        after = node_hash(sibling, after) if left else node_hash(after, sibling)
    return (before, after) == (first, second)


def _lefts(place: int, last: int, steps: int) -> Sequence[bool] | None:
    """For each step up from a place, whether its sibling stands on the left; None if that many do not end at the top.

    `last` is the last place on the level where the path begins.
    """
    lefts = []
    for _ in range(steps):
        if last == 0:
            return None
        lefts.append(bool(place & 1) or place == last)
        while lefts[-1] and place and not place & 1:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return lefts if last == 0 else None


def _span(read: Read, start: int, end: int) -> bytes:
    """The hash over leaves `start` to `end`, a range as the recursion of RFC 6962 makes it."""
    whole = list(_complete(read, start, end))
    above = whole.pop()
    while whole:
        above = node_hash(whole.pop(), above)
    return above


def _complete(read: Read, start: int, end: int) -> Iterator[bytes]:
    """The complete subtrees that cover a range, the largest first."""
    while start < end:
        height = (end - start).bit_length() - 1
        level, rest = divmod(height, HEIGHT)
        yield fold(_hashes(read, level, start >> level * HEIGHT, 1 << rest))
        start += 1 << height


def _hashes(read: Read, level: int, start: int, count: int) -> bytes:
    found = read(level, start, count) if count else b""
    if len(found) != count * HASH_BYTES:
        raise HashMissing(f"{level}:{start}+{count}")
    return found


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
