"""Manifest: one row per field, saying which category and clause let it leave (protocol section 2)."""

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, NamedTuple

from exchange.core.consent.clause import Clause
from exchange.core.consent.field import LONGEST_KEPT, Enclosure, Field, fields_of, is_sealed
from exchange.core.errors import Malformed
from exchange.core.packet.claims import code, each, members, text, texts
from exchange.core.verdict import Granted, Refused, Verdict
from exchange.core.vocabulary import Necessity, Power

CONSENT = "consent"
_TERMS = ("category", "clause", "necessity", "basis", "source")
_MEMBERS = frozenset({"pointer", *_TERMS})
Permit = Callable[[Field, object, Sequence[Clause]], Verdict]


class Row(NamedTuple):
    """One row. `categories` and `clauses` have equal length; `clauses` is empty on a statutory basis.

    A row of a sealed part writes both as arrays, any other row as one code each, and no clause as null. A packet has
    as many rows as fields, and a named tuple is made in a third of the time of a frozen dataclass.
    """

    pointer: str
    categories: tuple[str, ...]
    clauses: tuple[str, ...]
    sealed: bool
    necessity: Necessity
    basis: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a check compares: rows, the data and attachments they speak for, its annotations, the clauses they name."""

    rows: tuple[Row, ...]
    data: Mapping[str, Any] = dataclasses.field(repr=False)
    fields: Sequence[Field]
    enclosures: Sequence[Enclosure] = dataclasses.field(repr=False)
    clauses: Sequence[Clause]
    basis: str = CONSENT


def row_of(field: Field, *, clauses: tuple[str, ...], basis: str) -> Row:
    """Write the row of a field that may leave."""
    necessity = Necessity.REQUIRED if field.required else Necessity.OPTIONAL
    return Row(field.pointer, _plain(field.categories), clauses, field.sealed, necessity, basis, field.source)


def show_row(row: Row) -> dict[str, Any]:
    """Write a row as JSON."""
    return {
        "pointer": row.pointer,
        "category": list(row.categories) if row.sealed else row.categories[0],
        "clause": list(row.clauses) if row.sealed else next(iter(row.clauses), None),
        "necessity": str(row.necessity),
        "basis": row.basis,
        "source": row.source,
    }


def read_row(value: object, pointer: str) -> Row:
    """Read a row strictly; `pointer` is its place in the claims.

    Raises:
        Malformed: a member is missing, unknown or of the wrong kind, or the arrays differ in length.
    """
    found = members(value, _MEMBERS, pointer=pointer)
    try:
        return Row(text(found["pointer"], pointer=""), *_terms(tuple(map(found.__getitem__, _TERMS))))
    except (Malformed, TypeError, _NotKept):
        # Something is wrong, and has to be named with its place; or it is a sealed part, whose arrays have no hash.
        return _read_row(found, pointer)


class _NotKept(Exception):
    """This is too long to be kept."""


def read_basis(name: str) -> str:
    """Return `name` if it is `consent` or a statutory power. Raises ValueError otherwise."""
    return name if name == CONSENT else str(Power(name))


# What a row says beside its place is a few codes and ids, the same in most rows of a packet.
@lru_cache(maxsize=1024)
def _terms(said: tuple[object, ...]) -> tuple[Any, ...]:
    if any(len(one) > LONGEST_KEPT for one in said if isinstance(one, str)):
        raise _NotKept
    return _read_row({"pointer": "/", **dict(zip(_TERMS, said, strict=True))}, "")[1:]


@lru_cache(maxsize=256)
def _plain(categories: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(str, categories))


def _read_row(found: Mapping[str, Any], pointer: str) -> Row:
    category, named = found["category"], found["clause"]
    sealed = isinstance(category, list)
    if sealed:
        categories = texts(category, pointer=f"{pointer}/category")
        clauses = _same_length(named, categories, pointer=f"{pointer}/clause")
    else:
        categories = (text(category, pointer=f"{pointer}/category"),)
        clauses = () if named is None else (text(named, pointer=f"{pointer}/clause"),)
    return Row(
        pointer=text(found["pointer"], pointer=f"{pointer}/pointer"),
        categories=categories,
        clauses=clauses,
        sealed=sealed,
        necessity=code(Necessity, found["necessity"], pointer=f"{pointer}/necessity"),
        basis=code(read_basis, found["basis"], pointer=f"{pointer}/basis"),
        source=text(found["source"], pointer=f"{pointer}/source"),
    )


def check_sheet(sheet: Sheet, *, permit: Permit) -> Verdict:
    """Say whether every field has exactly one row, every row its field, and each is permitted by the clause it names.

    `permit` judges a field of one category with the one clause its row names, or with none on a statutory basis. The
    first field in document order that fails refuses the whole: reasons are `manifest:` and one of twice, unannotated,
    unlisted, no-leaf, category, source, basis, clause; or what `permit` says.
    """
    values = placed(sheet.data, sheet.enclosures)
    annotated = [*sheet.fields, *(enclosure.field for enclosure in sheet.enclosures)]
    refusals = (
        mismatch(values, (field.pointer for field in annotated), detail="unannotated"),
        mismatch(values, (row.pointer for row in sheet.rows), detail="unlisted"),
        ambiguous(sheet.clauses),
    )
    for refused in refusals:
        if refused is not None:  # a refusal is falsy
            return refused
    rows = {row.pointer: row for row in sheet.rows}
    compare = _Comparison(sheet, permit)
    for field in annotated:
        verdict = compare(rows[field.pointer], field, values[field.pointer])
        if not verdict:
            return verdict
    return Granted()


def placed(data: object, enclosures: Sequence[Enclosure]) -> dict[str, Any]:
    """Every field and attachment by its pointer, in document order."""
    return dict(fields_of(data)) | {enclosure.field.pointer: enclosure.name for enclosure in enclosures}


def mismatch(values: Mapping[str, Any], pointers: Iterable[str], *, detail: str) -> Refused | None:
    """Refuse unless `pointers` names every place of `values` exactly once and no other; `detail` is for the unnamed."""
    listed = list(pointers)
    if len(listed) == len(values) and values.keys() == set(listed):
        return None
    counted = Counter(listed)
    for pointer in values:
        if pointer not in counted:
            return Refused(reason=f"manifest:{detail}", pointer=pointer)
    for pointer, times in counted.items():
        if pointer not in values or times > 1:
            return Refused(reason="manifest:twice" if times > 1 else "manifest:no-leaf", pointer=pointer)
    return None


def as_annotated(field: Field, value: object) -> str:
    """Name what of a field's annotation its value contradicts; empty where they agree."""
    if field.sealed != (isinstance(value, dict) and is_sealed(value)):
        return "category"
    if isinstance(value, dict) and field.sealed:
        if tuple(value["categories"]) != field.categories:
            return "category"
        return "" if value["provenance"] == field.source else "source"
    return "" if len(field.categories) == 1 else "category"


def ambiguous(clauses: Sequence[Clause]) -> Refused | None:
    """Refuse clauses two of which have the same id: a row would not say which one it means."""
    if len({clause.id for clause in clauses}) != len(clauses):
        return Refused(reason="manifest:clause")
    return None


class _Comparison:
    """Holds each field against its row, and asks whether it is permitted.

    Where a readable field agreed with its row, others of its kind agree with rows that say the same, and only `permit`
    is asked for them, with the clauses that were found then.
    """

    def __init__(self, sheet: Sheet, permit: Permit) -> None:
        self._basis, self._permit = sheet.basis, permit
        self._named = {clause.id: (clause,) for clause in sheet.clauses}
        self._agreed: dict[tuple[object, ...], tuple[Clause, ...]] = {}

    def __call__(self, row: Row, annotated: Field, value: object) -> Verdict:
        field = annotated if annotated.source == row.source else replace(annotated, source=row.source)
        alike = (field.kind, row[1:])
        # An object as a value may be a sealed part; only a closer look can tell.
        clauses = None if isinstance(value, dict) else self._agreed.get(alike)
        if clauses is not None:
            return self._permit(field, value, clauses)
        verdict = self._closely(row, field, value)
        if verdict and not field.sealed:
            self._agreed[alike] = self._named[row.clauses[0]] if row.clauses else ()
        return verdict

    def _closely(self, row: Row, field: Field, value: object) -> Verdict:
        wrong = _contradicted(row, field=field, value=value, basis=self._basis)
        if wrong:
            return Refused(reason=f"manifest:{wrong}", pointer=field.pointer)
        return _ask(row, field=field, value=value, named=self._named, permit=self._permit)


def _contradicted(row: Row, *, field: Field, value: object, basis: str) -> str:
    """Name what of a row its field, the value or the basis of the whole contradicts; empty where they agree."""
    if row.categories != field.categories or row.sealed != field.sealed:
        return "category"
    if row.basis != basis:
        return "basis"
    if len(row.clauses) != (len(row.categories) if basis == CONSENT else 0):
        return "clause"
    return as_annotated(field, value)


def _ask(row: Row, *, field: Field, value: object, named: Mapping[str, tuple[Clause]], permit: Permit) -> Verdict:
    """Ask for each category with the clause named for it, and with no other; on a statutory basis with none at all."""
    if row.basis != CONSENT:
        return permit(field, value, ())
    for category, clause_id in zip(row.categories, row.clauses, strict=True):
        if clause_id not in named:
            return Refused(reason="manifest:clause", pointer=field.pointer)
        alone = field if len(field.categories) == 1 else replace(field, categories=(category,))
        verdict = permit(alone, value, named[clause_id])
        if not verdict:
            return verdict
    return Granted()


def _same_length(value: object, categories: tuple[str, ...], *, pointer: str) -> tuple[str, ...]:
    named = each(_clause_id, value, pointer=pointer)
    if len(named) != len(categories):
        raise Malformed("unequal-length", pointer=pointer)
    return named


def _clause_id(value: object, pointer: str) -> str:
    return text(value, pointer=pointer)
