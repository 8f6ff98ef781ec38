"""Deliberate omission: what somebody says is to stay here, by its name, and what stays though nobody said so.

Whatever is in a draft somebody put there. What consent does not cover stops the whole, until they say it may stay.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from exchange.core.consent.field import ATTACHMENT, Enclosure, Field, covers, without
from exchange.core.errors import NotCovered, Refusal
from exchange.core.packet.build import Built, LeftOut, Stopped
from exchange.core.packet.file_name import read_file_name
from exchange.core.packet.media import AttachmentRefused

LEFT_OUT = "left-out"
"""The reason of what stays because somebody said so."""


class StaysBehind(NotCovered):
    """Something you put into the draft cannot go."""

    code = "SENDER_STAYS_BEHIND"
    de = "Etwas, das im Entwurf steht, kann nicht mitgehen."
    fix_de = (
        "Sprechen Sie mit der Person, oder sagen Sie, dass es hier bleibt: --leave-out NAME, in der Schnittstelle "
        "`leave_out`. Nichts wurde gesendet."
    )
    fix_en = (
        "Talk to the person, or say that it stays here: --leave-out NAME, `leave_out` in the API. Nothing was sent."
    )

    def __init__(
        self,
        detail: str = "",
        *,
        pointer: str = "",
        allowed: tuple[str, ...] = (),
        stays: tuple[tuple[str, str], ...] = (),
    ) -> None:
        super().__init__(detail, pointer=pointer, allowed=allowed)
        # Names of files are for who wrote the draft: shown on their terminal, in no problem and in no log.
        self.stays = stays


class NothingOfThisName(Refusal):
    """What is to stay here is not in the draft: there is no file and no place of this name."""

    code = "SENDER_NOTHING_OF_THIS_NAME"
    de = "Was hier bleiben soll, steht nicht im Entwurf: Es gibt keine Datei und keine Stelle dieses Namens."
    fix_de = "Nennen Sie den Namen einer angehängten Datei oder eine Stelle wie /note. `--check` zeigt, was es gibt."
    fix_en = "Name an attached file or a place such as /note. `--check` shows what there is."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft without what stays on purpose. `origin` maps each place in `data` to its place in the draft."""

    data: Any = field(repr=False)
    fields: tuple[Field, ...]
    enclosures: tuple[Enclosure, ...]
    stays: tuple[Field, ...]
    origin: Mapping[str, str]


def keep_back(data: Any, *, fields: Sequence[Field], enclosures: Sequence[Enclosure], names: Iterable[str]) -> Kept:
    """Take what is named out of a draft; a name that nothing goes by takes out nothing."""
    gone = {place for name in names for place in places_of(name, fields=fields, enclosures=enclosures)}
    if not gone:
        origin = {one.pointer: one.pointer for one in fields}
        return Kept(data=data, fields=tuple(fields), enclosures=tuple(enclosures), stays=(), origin=origin)
    pruned = without(data, [one.pointer for one in fields if one.pointer in gone])
    files = tuple(one for one in enclosures if one.field.pointer not in gone)
    everything = [*fields, *(one.field for one in enclosures)]
    return Kept(
        data=pruned.data,
        fields=tuple(replace(one, pointer=pruned.moved[one.pointer]) for one in fields if one.pointer not in gone),
        enclosures=files,
        stays=tuple(one for one in everything if one.pointer in gone),
        origin={now: before for before, now in pruned.moved.items()},
    )


def places_of(name: str, *, fields: Sequence[Field], enclosures: Sequence[Enclosure]) -> frozenset[str]:
    """Every place that goes by a name: a file's name or id, or a JSON Pointer with all below it."""
    if name.startswith("/"):
        return frozenset(one.pointer for one in fields if covers(name, one.pointer))
    try:
        sought = {name, read_file_name(name)}
    except AttachmentRefused:
        return frozenset()
    return frozenset(one.field.pointer for one in enclosures if {one.id, one.name} & sought)


def completed(built: Built | Stopped, kept: Kept) -> Built | Stopped:
    """What was built of the rest, told of the whole draft: what stayed on purpose is named too, at its place there.

    Where the form needs what is to stay, whoever asks the form again finds that out.
    """
    if isinstance(built, Stopped):
        told = (replace(one, pointer=kept.origin.get(one.pointer, one.pointer)) for one in built.refusals)
        return Stopped(refusals=tuple(told))
    stayed = (replace(one, pointer=kept.origin.get(one.pointer, one.pointer)) for one in built.left_out)
    meant = (LeftOut(pointer=one.pointer, reason=LEFT_OUT) for one in kept.stays)
    moved = {kept.origin[place]: now for place, now in built.moved.items()}
    return replace(built, left_out=(*stayed, *meant), moved=moved)


def raise_if_unsaid(built: Built, *, files: Mapping[str, str]) -> None:
    """Stop where something stays that nobody said may stay; `files` are the names of the draft's files by their ids.

    Raises:
        StaysBehind: the first place and its reason; `allowed` names all of them as `leave_out` takes them.
    """
    unsaid = unsaid_of(built)
    if unsaid:
        ids = tuple(one.pointer.removeprefix(ATTACHMENT) for one in unsaid)
        stays = tuple((files.get(id_, id_), one.reason) for id_, one in zip(ids, unsaid, strict=True))
        raise StaysBehind(unsaid[0].reason, pointer=place_in_draft(unsaid[0].pointer), allowed=ids, stays=stays)


def unsaid_of(built: Built) -> tuple[LeftOut, ...]:
    """What stays though nobody said it may."""
    return tuple(one for one in built.left_out if one.reason != LEFT_OUT)


def place_in_draft(pointer: str) -> str:
    """The place as a document names it: a file lies under `/attachments/<id>`."""
    return f"/attachments/{pointer.removeprefix(ATTACHMENT)}" if pointer.startswith(ATTACHMENT) else pointer
