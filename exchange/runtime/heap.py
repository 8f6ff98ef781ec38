"""Heap of the C library (mallopt(3), malloc_trim(3)): what Python has given back goes back to the system.

glibc gives a thread that finds all arenas in use one of its own, up to eight for each core, and keeps in each what
was freed there. A hub's threads take turns in Python anyway, so all share one. It also learns from the largest block
that was ever freed how much to keep at hand: after one packet of some megabytes, twice as much for good.
"""

import ctypes

_ARENA_MAX, _TRIM_THRESHOLD = -8, -1
_ARENAS, _AT_HAND = 1, 2 * 1024 * 1024
"""Arenas; bytes that are kept at the end of each."""


def keep_small() -> None:
    """Bound the arenas of this process, and give back what starting has left over. Another library does as it does."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt") and hasattr(library, "malloc_trim"):
        library.mallopt(_ARENA_MAX, _ARENAS)
        library.mallopt(_TRIM_THRESHOLD, _AT_HAND)
        library.malloc_trim(0)
