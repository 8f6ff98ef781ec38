"""Heap of the C library (mallopt(3), malloc_trim(3)): what Python has given back goes back to the system.

glibc gives a thread that finds all arenas in use one of its own, up to eight for each core, and keeps in each what
was freed there. A hub's threads take turns in Python anyway, so two are enough.
"""

import ctypes

_ARENA_MAX = -8
_ARENAS = 2


def keep_small() -> None:
    """Bound the arenas of this process, and give back what starting has left over. Another library does as it does."""
    library = ctypes.CDLL(None)
    if hasattr(library, "mallopt") and hasattr(library, "malloc_trim"):
        library.mallopt(_ARENA_MAX, _ARENAS)
        library.malloc_trim(0)
