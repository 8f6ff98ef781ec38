"""Data minimisation: what consent covers goes into a packet, what it does not stays out and is named.

Domain section 5; Art. 5(1)(c) GDPR.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from exchange.core.consent.clause import Clause, Release
from exchange.core.consent.context import Claimed, DisclosureContext
from exchange.core.consent.field import ATTACHMENT, Enclosure, Field, Pruned, without
from exchange.core.consent.permits import Permits
from exchange.core.packet.manifest import CONSENT, Row, ambiguous, as_annotated, mismatch, placed, row_of
from exchange.core.verdict import Granted, Refused
from exchange.core.vocabulary import Direction, PacketKind

NEVER_EMPTY = frozenset({PacketKind.REQUEST, PacketKind.ENQUIRY})


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An optional field or attachment that stays here. `pointer` is its place in the draft."""

    pointer: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What may leave. `moved` maps each place in the draft to its place in `data`, where array items went before it."""

    data: Mapping[str, Any] = field(repr=False)
    manifest: tuple[Row, ...]
    left_out: tuple[LeftOut, ...]
    moved: Mapping[str, str]

    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Nothing may leave: every required field that is not covered, or what else is wrong. Falsy."""

    refusals: tuple[Refused, ...]

    def __bool__(self) -> Literal[False]:
        return False


def build(
    data: Mapping[str, Any],
    *,
    fields: Sequence[Field],
    enclosures: Sequence[Enclosure],
    context: DisclosureContext,
    clauses: Sequence[Clause],
    releases: Sequence[Release],
    kind: PacketKind,
) -> Built | Stopped:
    """Build the data and manifest of a packet.

    `fields` annotate every field of `data` exactly once, each with its source; `clauses` are this recipient's
    (`clauses_for`). An uncovered optional field is left out, an uncovered required one stops, and so does a request or
    enquiry with nothing in it. What is built passes `check` at the same instant; the schema must be asked again,
    because a container that became empty is gone.
    """
    values = placed(data, enclosures)
    asked = [*fields, *(enclosure.field for enclosure in enclosures)]
    wrong = _unfit(values, asked=asked, context=context, clauses=clauses)
    if wrong:
        return Stopped(refusals=wrong)
    permits = Permits(context=context, releases=releases)
    verdicts = [(field, permits(field, values[field.pointer], clauses)) for field in asked]
    refusals = {field.pointer: verdict for field, verdict in verdicts if isinstance(verdict, Refused)}
    stopping = _stopping(asked, refusals, kind=kind)
    if stopping:
        return Stopped(refusals=stopping)
    gone = [pointer for pointer in refusals if not pointer.startswith(ATTACHMENT)]
    pruned = (
        without(data, gone) if gone else Pruned(data=data, moved={field.pointer: field.pointer for field in fields})
    )
    basis = CONSENT if context.basis is None else str(context.basis.power)
    rows = (
        row_of(_moved(field, pruned.moved), clauses=verdict.detail, basis=basis)
        for field, verdict in verdicts
        if isinstance(verdict, Granted)
    )
    left_out = tuple(LeftOut(pointer=pointer, reason=refused.reason) for pointer, refused in refusals.items())
    return Built(data=pruned.data, manifest=tuple(rows), left_out=left_out, moved=pruned.moved)


def _stopping(asked: Sequence[Field], refusals: Mapping[str, Refused], *, kind: PacketKind) -> tuple[Refused, ...]:
    """What of the refusals stops the whole: a required field, or that nothing is left of a first packet."""
    required = tuple(refusals[field.pointer] for field in asked if field.required and field.pointer in refusals)
    if required:
        return required
    if len(refusals) == len(asked) and kind in NEVER_EMPTY:
        return (*refusals.values(), Refused(reason="manifest:empty"))
    return ()


def _moved(field: Field, moved: Mapping[str, str]) -> Field:
    pointer = moved.get(field.pointer, field.pointer)
    return field if pointer == field.pointer else replace(field, pointer=pointer)


def _unfit(
    values: Mapping[str, Any], *, asked: Sequence[Field], context: DisclosureContext, clauses: Sequence[Clause]
) -> tuple[Refused, ...]:
    """What stops a build before any field is asked."""
    if context.direction != Direction.OUT:
        return (Refused(reason="manifest:context"),)
    if isinstance(context.basis, Claimed):
        # Who sends must hold the justification itself; only who receives may take another's word for it.
        return (Refused(reason="clause:justification"),)
    refusals = (mismatch(values, (field.pointer for field in asked), detail="unannotated"), ambiguous(clauses))
    found = tuple(refused for refused in refusals if refused is not None)
    if found:
        return found
    contradicted = ((field, as_annotated(field, values[field.pointer])) for field in asked)
    return tuple(Refused(reason=f"manifest:{what}", pointer=field.pointer) for field, what in contradicted if what)
