"""Disclosure preview: what leaves, what stays and why, in names people know; told of what a packet is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from exchange.core.consent.field import ATTACHMENT
from exchange.core.packet.build import Built, Stopped
from exchange.core.packet.leave_out import LEFT_OUT
from exchange.core.referral.referral import Draft
from exchange.core.verdict import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A field by its place in the draft, or a file by its name and id. `reason` is why it stays or stops."""

    pointer: str
    name: str
    file: str = ""
    categories: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would leave now, what stays, and what stops the whole: then nothing leaves.

    `digest` is that of the packet it would be (`flows.packet.digest`); empty where none was worked out.
    """

    leaves: tuple[Item, ...]
    stays: tuple[Item, ...]
    stops: tuple[Item, ...]
    digest: str = ""

    @property
    def goes(self) -> bool:
        """Whether consent lets it go as it is, and nothing stays that nobody said may stay."""
        return not self.stops and all(one.reason == LEFT_OUT for one in self.stays)


def preview(built: Built | Stopped, draft: Draft, *, unfit: Sequence[Refused]) -> Preview:
    """Tell what was built of a draft, with its files by their names.

    `unfit` says where what is left does not fit the form any more.
    """
    names = {ATTACHMENT + one.id: one.name for one in draft.attachments}
    refusals = built.refusals if isinstance(built, Stopped) else unfit
    if isinstance(built, Stopped) or unfit:
        return Preview(
            leaves=(), stays=(), stops=tuple(_item(one.pointer, names, reason=one.reason) for one in refusals)
        )
    origin = {now: before for before, now in built.moved.items()}
    leaves = (_item(origin.get(row.pointer, row.pointer), names, categories=row.categories) for row in built.manifest)
    stays = (_item(one.pointer, names, reason=one.reason) for one in built.left_out)
    return Preview(leaves=tuple(leaves), stays=tuple(stays), stops=())


def _item(pointer: str, names: Mapping[str, str], *, categories: tuple[str, ...] = (), reason: str = "") -> Item:
    file = pointer.removeprefix(ATTACHMENT) if pointer in names else ""
    return Item(pointer=pointer, name=names.get(pointer, pointer), file=file, categories=categories, reason=reason)
