"""Staff look-up: a member of staff by the id somebody typed, in whichever spelling."""

import unicodedata

from exchange.core.staff.staff import Staff
from exchange.core.typed_key import looks_like
from exchange.ports.store import Tx


def staff_named(tx: Tx, typed: str) -> Staff | None:
    """Find a member of staff; who was added before ids had one spelling is found under theirs.

    As typed comes first: of two accounts of before whose ids look alike, each stays its owner's.
    """
    key = looks_like(typed)
    spellings = dict.fromkeys((typed, key, unicodedata.normalize("NFD", key)))
    return next((found for spelling in spellings if (found := tx.staff.get(spelling))), None)


def taken(tx: Tx, key: str) -> bool:
    """Say whether an account goes by an id that looks like this one."""
    return any(looks_like(one.id) == key for one in tx.staff.all())
