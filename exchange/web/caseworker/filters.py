"""Filter of a list: by place and by how a code begins, in the address; what names a place there says nothing of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from urllib.parse import urlencode

from exchange.core.referral.sought import Sought, read_beginning
from exchange.queries.directory import partners
from exchange.web.foundation.visit import Visit
from keys.encoding import digest

_PLACE, _CODE = "stelle", "nummer"
_LONGEST, _KEY = 20, 12
_NOTHING = Sought(partner="-")
"""What no case is of: a place there is not, or what begins no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What somebody asked for, as they see it again, if it is `on`; `places` they may choose from, by key and name."""

    place: str
    code: str
    sought: Sought
    on: bool
    places: Sequence[tuple[str, str]]

    def address(self, path: str, **more: str) -> str:
        """The address of a page of the list with this filter and more."""
        asked = {**more, _PLACE: self.place, _CODE: self.code}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{path}?{query}" if query else path


def read_filter(visit: Visit) -> Filter:
    """Read the filter in the address of a list."""
    asked = visit.request.query_params
    place, typed = asked.get(_PLACE, "")[:_LONGEST], asked.get(_CODE, "").strip()[:_LONGEST]
    known = {key_of(entity): one for entity, one in partners(hub=visit.hub).items() if one}
    chosen, code = known.get(place), read_beginning(typed)
    there_is_none = code is None or (place and chosen is None)
    return Filter(
        place=place,
        # What begins no code is not shown again: it may be a name.
        code=code or "",
        sought=_NOTHING if there_is_none else Sought(partner=chosen.entity if chosen else "", code=code or ""),
        on=bool(place or typed),
        places=sorted(((key, one.name) for key, one in known.items()), key=itemgetter(1)),
    )


def key_of(entity: str) -> str:
    """What a place is called in addresses: its own may name what it helps with."""
    return digest(entity.encode())[:_KEY]
