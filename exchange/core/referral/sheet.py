"""Half-filled sheet: what somebody has begun to write of a new referral, before it fits a form and is a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from exchange.core.errors import StaleVersion
from exchange.core.said import Said

KEPT = timedelta(days=14)
"""So long a sheet is kept that nobody writes on."""
MOST_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfSheet:
    """A sheet of one owner about one person. `content` is any JSON object; `writes` counts how often it was saved."""

    id: str
    person: str
    owner: str
    writes: int
    saved_at: datetime
    content: Mapping[str, Any]

    def ends_at(self) -> datetime:
        """When it is forgotten."""
        return self.saved_at + KEPT


class SheetChanged(StaleVersion):
    """This form was saved in another window since you opened it."""

    code = "SENDER_SHEET_CHANGED"
    de = "Dieses Formular wurde inzwischen in einem anderen Fenster gespeichert."
    fix_de = "Sehen Sie unten, was dort steht, und speichern Sie noch einmal. Ihre Eingaben stehen noch hier."
    fix_en = "See below what stands there, and save once more. What you typed is still here."


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    """The JSON Pointers at which two contents differ, the outermost that tell them apart."""
    return tuple(_changed(before, after, ""))


def raise_if_changed(sheet: HalfSheet, *, seen: int, wish: Mapping[str, Any]) -> None:
    """Let pass who saw the last saving.

    Raises:
        SheetChanged: somebody saved since; `allowed` are the places where it differs from what they wish to save.
    """
    if sheet.writes != seen:
        places = tuple(changed(sheet.content, wish))
        what = Said(f"Verschieden: {', '.join(places)}.", f"Different: {', '.join(places)}.") if places else Said()
        raise SheetChanged(sheet.id, pointer="/writes", allowed=places).saying(what=what)


def _changed(before: Any, after: Any, at: str) -> Sequence[str]:
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return () if before == after else (at,)
    names = dict.fromkeys((*before, *after))
    return [one for name in names for one in _changed(before.get(name), after.get(name), f"{at}/{name}")]
