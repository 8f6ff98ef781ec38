"""Content review of a draft: what the detectors find in it is confirmed by a person, or the draft is not kept.

What stops a text stops it elsewhere: in every free text as it comes, and in every field before it leaves (`permits`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from exchange.core.consent.field import Field, read
from exchange.core.detection.kind import KINDS, VERSION
from exchange.core.detection.warned import OwnFacts, warned_in
from exchange.core.evidence.entry import EntryType
from exchange.core.referral.finding import (
    Confirmed,
    DetectorVerdict,
    Finding,
    FindingsUnconfirmed,
    confirmed,
    raise_if_unconfirmed,
)
from exchange.core.referral.referral import Attachment, Draft, Referral
from exchange.core.vocabulary import Category
from exchange.flows.append_entry import append_entry
from exchange.flows.packet.plan import Form, annotated
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.encoding import digest

_OWN = frozenset({Category.PERSON_IDENTITY, Category.PERSON_CONTACT, Category.PERSON_IDENTIFIER_HEALTH})
"""What is said of the person there is the person's own."""
_OF_OTHERS = frozenset({Category.REPRESENTATIVE, Category.PRIOR_SERVICES})
"""Names of others have their place there."""
_NAMED_THERE = frozenset({"name"})
_SEALED = "sealed-unread"
"""What no detector can look into: somebody says that it is meant to go."""


def read_confirmed(document: Mapping[str, Any]) -> Confirmed:
    """What a document says may stand, of its member `confirmed`."""
    return frozenset((one["kind"], one["pointer"]) for one in document.get("confirmed", ()))


def new_places(attachments: Sequence[Attachment]) -> Mapping[str, str]:
    """Where files stood in the request they came with, by the ids they have now."""
    return {one.id: f"/attachments/{index}" for index, one in enumerate(attachments)}


def reviewed(draft: Draft, form: Form, *, said: Confirmed, by: str, new: Mapping[str, str] | None = None) -> Draft:
    """The draft with the verdict on it as it is now. Of a draft that fits its form.

    What was confirmed before stays so where the same value stands at the same place. `new` are places in the request
    (`/attachments/0`) of files that had no id in it, by those ids.

    Raises:
        FindingsUnconfirmed: it holds what nobody confirmed.
    """
    places = {f"/attachments/{file}": place for file, place in (new or {}).items()}
    meant = {(kind, _kept(pointer, places)) for kind, pointer in said}
    found = tuple(_found(draft, annotated(draft.data, form, sources=draft.sources)))
    try:
        settled = confirmed(found, said=meant, before=draft.verdict, by=by)
    except FindingsUnconfirmed as error:
        shown = [replace(one, pointer=places.get(one.pointer, one.pointer)) for one in error.findings]
        raise_if_unconfirmed(shown)
        raise
    return replace(draft, verdict=DetectorVerdict(version=VERSION, findings=settled))


def note_confirmed(tx: Tx, referral: Referral, draft: Draft, *, before: Draft | None, hub: Hub, at: datetime) -> None:
    """Leave a line in the log for what somebody confirmed just now: who, kinds, places, digests; never a value."""
    known = before.verdict.findings if before and before.verdict else ()
    fresh = [one for one in (draft.verdict.findings if draft.verdict else ()) if one not in known]
    for by in sorted({one.confirmed_by for one in fresh}):
        told = [
            {"kind": one.kind, "pointer": one.pointer, "sha256": one.sha256} for one in fresh if one.confirmed_by == by
        ]
        record = {"referral": referral.id, "by": by, "detectors": VERSION, "findings": told}
        append_entry(tx, EntryType.FINDINGS_CONFIRMED, record, hub=hub, at=at, person=referral.person)


def of_these_detectors(draft: Draft) -> bool:
    """Whether the verdict kept with a draft is of the detectors as they are; each change of a draft makes another."""
    return draft.verdict is not None and draft.verdict.version == VERSION


def _kept(pointer: str, places: Mapping[str, str]) -> str:
    return next((place for place, asked in places.items() if asked == pointer), pointer)


def _found(draft: Draft, fields: Sequence[Field]) -> Iterator[Finding]:
    own = _own(draft, fields)
    for one in fields:
        if one.sealed:
            yield _finding(_SEALED, one.pointer, digest(read(draft.data, one.pointer)["jwe"]))
            continue
        value = None if _OWN.intersection(one.categories) else read(draft.data, one.pointer)
        if not isinstance(value, str):
            continue
        passed = _NAMED_THERE if _OF_OTHERS.intersection(one.categories) else frozenset()
        kinds = [kind for kind in warned_in(value, own=own) if kind not in passed]
        yield from (_finding(kind, one.pointer, digest(value.encode())) for kind in kinds)
    for file in draft.attachments:
        for kind in (*warned_in(_words(file.name), own=own), *file.metadata):
            yield _finding(kind, f"/attachments/{file.id}", file.content_sha256)


def _finding(kind: str, pointer: str, sha256: str) -> Finding:
    return Finding(kind=kind, pointer=pointer, exact=KINDS[kind].exact, sha256=sha256)


def _words(name: str) -> str:
    """A file's name as words: people write them with a line between."""
    return name.rpartition(".")[0].replace("_", " ")


def _own(draft: Draft, fields: Sequence[Field]) -> OwnFacts:
    of_the_person = [one.pointer for one in fields if Category.PERSON_IDENTITY in one.categories and not one.sealed]
    values = [(pointer, value) for pointer in of_the_person if isinstance(value := read(draft.data, pointer), str)]
    born = frozenset(value for pointer, value in values if pointer.endswith("/birth_date"))
    words = {word.casefold() for _, value in values if value not in born for word in value.replace("-", " ").split()}
    whole = {value.casefold() for _, value in values if value not in born}
    return OwnFacts(names=frozenset(words | whole), birth_dates=born)
