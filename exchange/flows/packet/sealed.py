"""Sealed parts (JWE) on their way: held against the partner they go to as it is now, whenever a draft is looked at."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from exchange.core.consent.field import Field, read
from exchange.core.partner.partner import Partner
from exchange.core.partner.sealed_part import SealedPartUnfit, unfit_for


def check_sealed(
    data: Mapping[str, Any],
    fields: Sequence[Field],
    *,
    to: Partner,
    place: Callable[[str], str] = lambda pointer: pointer,
) -> None:
    """Refuse a part that the partner could not open. `place` says where a field stands in what somebody wrote.

    Raises:
        SealedPartUnfit: naming the part, and why: it is for another partner, for a key that is no more, or not whole.
    """
    for one in fields:
        why = unfit_for(read(data, one.pointer), to) if one.sealed else None
        if why is not None:
            raise SealedPartUnfit(why, pointer="/data" + place(one.pointer))
