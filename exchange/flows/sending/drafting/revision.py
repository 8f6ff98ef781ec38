"""JSON Merge Patch (RFC 7396): what changes of what was sent, a small document on the data, with its sources."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from exchange.core.consent.provenance import relabelled
from exchange.core.errors import SchemaInvalid
from exchange.core.referral.finding import Confirmed
from exchange.core.referral.referral import Draft
from exchange.core.vocabulary import PacketKind
from exchange.flows.documents import read_document
from exchange.flows.sending.drafting.review import read_confirmed
from schemas.profile import merge

_DOCUMENT_LIMIT = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """`{"data": …, "sources": …}`: what is new, and where the new values come from.

    `leave_out` names what else stays here on purpose, beside what stayed before; `confirmed` are kinds and places of
    findings that a person looked at and lets stand.
    """

    data: Mapping[str, Any]
    sources: Mapping[str, str]
    leave_out: tuple[str, ...] = ()
    confirmed: Confirmed = ()


def read_revision(document: bytes) -> Revision:
    """Read the document (schema `answer`).

    Raises:
        Malformed, SchemaInvalid, TooLarge: it is not one.
    """
    read = read_document(document, schema="answer", limit=_DOCUMENT_LIMIT)
    return Revision(
        data=read["data"],
        sources=read.get("sources", {}),
        leave_out=tuple(read.get("leave_out", ())),
        confirmed=read_confirmed(read),
    )


def revised(draft: Draft, revision: Revision, *, packet: str) -> Draft:
    """The draft with what is new, for a packet of its own; files stay with the packet they were sealed to.

    Raises:
        SchemaInvalid: what is left is no object, or a value stays and is said to come from somebody else.
    """
    data = merge(draft.data, revision.data)
    if not isinstance(data, dict):
        raise SchemaInvalid(pointer="/data")
    changed = replace(
        draft,
        packet=packet,
        data=data,
        sources={**draft.sources, **revision.sources},
        attachments=(),
        leave_out=tuple(dict.fromkeys((*draft.leave_out, *revision.leave_out))),
    )
    raise_if_relabelled(draft, changed)
    return changed


def raise_if_relabelled(before: Draft, after: Draft) -> None:
    """Refuse to relabel a value that stays: who wrote it is part of what the person and the second pair of eyes saw.

    Raises:
        SchemaInvalid: `detail` is `source`, `pointer` the place of the value.
    """
    place = relabelled(before.data, after.data, old=before.sources, new=after.sources)
    if place is not None:
        raise SchemaInvalid("source", pointer=f"/data{place}")


def in_full(draft: Draft, revision: Revision, *, packet: str) -> Draft:
    """The draft of the referral itself, after an enquiry that named nobody: nothing of that one's form stays."""
    return replace(
        draft,
        packet=packet,
        data=revision.data,
        sources=revision.sources,
        attachments=(),
        kind=PacketKind.REQUEST,
        leave_out=revision.leave_out,
    )
