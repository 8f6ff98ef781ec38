"""Purpose-bound feedback: what a partner sends back, checked against the `back` clauses before anything is stored.

The levels are those of domain section 5.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exchange.core.consent.clause import Clause, Release
from exchange.core.consent.context import DisclosureContext
from exchange.core.consent.field import PROFESSIONAL, Enclosure, Field, fields_of, tokens
from exchange.core.consent.permits import permits
from exchange.core.errors import Malformed
from exchange.core.packet.claims import each, members, text
from exchange.core.packet.manifest import Row, Sheet, check_sheet, read_row
from exchange.core.packet.packet import FileRef
from exchange.core.packet.parse import read_file
from exchange.core.referral.feedback_level import category_of
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import Category, Direction, State

ALWAYS = frozenset({"received", "unreadable", "erased", "withdrawal-answered", str(State.CANCELLED)})
"""Events without a word about the person, the receipt and answers to what the hub asked: no consent is asked."""
EVENT_CATEGORY: Mapping[str, Category] = {
    **{str(state): category for state in State if state not in ALWAYS and (category := category_of(state))},
    # A question comes with its text, and says no more than that the partner has not decided.
    "question": Category.FB_DECISION,
}
"""Which category tells that a step happened. Anything not listed is beyond every level."""
MEMBER_CATEGORY: Mapping[str, Category] = {
    "outcome": Category.FB_OUTCOME,
    "weeks": Category.FB_APPOINTMENT,
    "appointment": Category.FB_APPOINTMENT,
}
"""Members that say more than their step; any other member is of its event's category."""
PAD = "pad"
_MEMBERS = frozenset({"schema", "data", "manifest", "attachments"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A `feedback` event's content: data of a schema, its manifest, its attachments (protocol section 5)."""

    schema: str
    data: Mapping[str, Any] = field(repr=False)
    manifest: tuple[Row, ...]
    attachments: tuple[FileRef, ...]


def read_feedback(content: Mapping[str, Any]) -> Message:
    """Turn the members of a `feedback` event into a value, strictly.

    Raises:
        Malformed: a member is missing, unknown or of the wrong kind.
    """
    found = members(content, _MEMBERS, pointer="", optional=frozenset({PAD}))
    if not isinstance(found["data"], dict):
        raise Malformed("object", pointer="/data")
    return Message(
        schema=text(found["schema"], pointer="/schema"),
        data=found["data"],
        manifest=each(read_row, found["manifest"], pointer="/manifest"),
        attachments=each(read_file, found["attachments"], pointer="/attachments"),
    )


def check_event(
    name: str,
    *,
    content: Mapping[str, Any],
    context: DisclosureContext,
    clauses: Sequence[Clause],
    releases: Sequence[Release],
) -> Verdict:
    """Say whether a business event may come in: the step itself, then each of its members in order.

    `content` is what the event holds besides the members of the thread. The reason is that of `permits`, `pointer`
    the first member beyond, empty for the step itself. Content of a `feedback` event goes to `check_feedback`.
    """
    if name in ALWAYS:
        return Granted()
    category = EVENT_CATEGORY.get(name)
    if category is None:
        return Refused(reason="clause:missing")
    asked = [("", None, category)]
    asked += [
        (pointer, value, MEMBER_CATEGORY.get(tokens(pointer)[0], category)) for pointer, value in fields_of(content)
    ]
    source = PROFESSIONAL + context.recipient.entity
    for pointer, value, of in asked:
        field = Field(pointer=pointer, categories=(str(of),), source=source)
        verdict = permits(field, value=value, context=context, clauses=clauses, releases=releases)
        if not verdict:
            return verdict
    return Granted()


def check_feedback(
    message: Message,
    *,
    fields: Sequence[Field],
    context: DisclosureContext,
    clauses: Sequence[Clause],
    releases: Sequence[Release],
) -> Verdict:
    """Say whether feedback may come in, whole; refused with the pointer of the first field beyond.

    `fields` are the annotations of `message.data`; `clauses` the hub's own record of what this partner may tell, never
    what the partner says of it; `context.at` is the instant of arrival.
    """
    if context.direction != Direction.BACK or context.basis is not None:
        return Refused(reason="manifest:context")

    def permit(field: Field, value: object, named: Sequence[Clause]) -> Verdict:
        return permits(field, value=value, context=context, clauses=named, releases=releases)

    sources = {row.pointer: row.source for row in message.manifest}
    enclosures = [
        Enclosure(id=ref.id, name=ref.name, category=ref.category, source=sources.get(f"attachment:{ref.id}", ""))
        for ref in message.attachments
    ]
    sheet = Sheet(rows=message.manifest, data=message.data, fields=fields, enclosures=enclosures, clauses=clauses)
    return check_sheet(sheet, permit=permit)


def check_narrower(
    message: Message, *, context: DisclosureContext, clauses: Sequence[Clause], releases: Sequence[Release]
) -> Verdict:
    """Say whether a newer yes lets the same come back: its clauses are others than those the manifest names."""
    for row in message.manifest:
        field = Field(pointer=row.pointer, categories=row.categories, source=row.source, sealed=row.sealed)
        verdict = permits(field, value=None, context=context, clauses=clauses, releases=releases)
        if not verdict:
            return verdict
    return Granted()
