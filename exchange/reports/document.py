"""Document model: what a printed paper says, block by block, before it has a form; plain text, never markup."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from exchange.core.text.dates import Language

HOUSE = "Jobcenter"
"""The sender where the configuration gives the house no name."""
NORMAL, LARGE = 11, 14
"""Sizes of print, in points; 14 is that of large print for people who see badly."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; a screen reader jumps from one to the next."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list; `lead` stands before it in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a row of headings; `widths` are the columns' shares of the page, equal ones where there are none."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Lines to be signed on, each with what belongs there beneath it."""

    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code (ISO/IEC 18004) of an address or a code; `says` is read aloud in its place."""

    content: str
    says: str


@dataclass(frozen=True, slots=True)
class Window:
    """The window of an envelope (DIN 5008, form B): the sender in small print, empty for none, and the lines.

    Without lines there is room to write them by hand beneath `by_hand`.
    """

    sender: str
    lines: Sequence[str]
    by_hand: str


@dataclass(frozen=True, slots=True)
class NextPaper:
    """Another paper begins, on a sheet of its own, its pages counted from one."""

    title: str
    window: Window | None


Block = Heading | Text | Items | Table | Signature | Code | NextPaper


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A paper. `sender` is its author, `attached` the same for programs: it lies in the file as `geleit.json`.

    `points` is the size of print. `made_at` is the only instant in the file, so one paper is made twice alike.
    """

    title: str
    sender: str
    language: Language
    made_at: datetime
    blocks: Sequence[Block]
    attached: Mapping[str, Any]
    points: int = NORMAL
    window: Window | None = None


def bound(papers: Sequence[Document]) -> Document:
    """Bind papers into one, to be printed at once: each begins on a sheet of its own. There is at least one."""
    first, *others = papers
    following = (block for one in others for block in (NextPaper(one.title, one.window), *one.blocks))
    return replace(first, blocks=[*first.blocks, *following], attached={"papers": [one.attached for one in papers]})
