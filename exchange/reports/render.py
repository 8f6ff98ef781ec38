"""PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): a document becomes a file that is read in decades, and read aloud.

Names may hold anything people are called. What is written reaches the form as data, so nothing in it is obeyed; a
character our fonts cannot show is printed as a box, and the paper says so. Nothing is read beside this folder, nothing
is written, no network is used.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exchange.core.characters import unreadable
from exchange.core.errors import GeleitError, Refusal
from exchange.core.said import Said
from exchange.reports.document import Block, Code, Document, Text
from exchange.reports.glyphs import FONTS, covered
from exchange.reports.qr import drawn
from exchange.reports.wording import spoken

if TYPE_CHECKING:
    import typst

ROOM = Path(__file__).parent
MOST_LINES, LONGEST, MOST_TEXT = 10_000, 8_000, 4_000_000
"""Points, rows and paragraphs of one paper; characters of one text; characters of all."""
BOX = "\u25a1"
_PLAIN = frozenset("\n\t")
_PAGE = {"de": ("Seite", "von"), "en": ("Page", "of")}
_ATTACHED = Said("Derselbe Inhalt als Daten (JSON)", "The same content as data (JSON)")
_BOXED = Said(
    f"Manche Zeichen können wir nicht drucken. Dort steht {BOX}. In der angehängten Datei stehen sie richtig.",
    f"Some characters we cannot print. {BOX} stands in their place. The attached file has them right.",
)


class ReportTooLong(Refusal):
    """This is more than one paper can hold."""

    code = "SENDER_REPORT_TOO_LONG"
    de = "Das ist mehr, als auf ein Papier passt."
    fix_de = "Bitte wählen Sie einen kürzeren Zeitraum, oder nehmen Sie die Daten mit --json."
    fix_en = "Choose a shorter period, or take the data with --json."


class ReportNotMade(GeleitError):
    """The paper could not be made. Nothing was written."""

    code = "HUB_REPORT_NOT_MADE"
    de = "Das Papier konnte nicht gedruckt werden. Es wurde nichts geschrieben."
    fix_de = "Bitte nehmen Sie die Daten mit --json, und melden Sie den Fehler dem Betrieb."
    fix_en = "Take the data with --json, and tell your operator."


@dataclass(frozen=True, slots=True)
class Rendered:
    """A PDF file, and the characters of the document that our fonts cannot show."""

    pdf: bytes
    unprintable: frozenset[str]


def render(document: Document) -> Rendered:
    """Make the file of a document.

    Raises:
        ReportTooLong: it has more lines, or more text, than one paper can hold.
        ReportNotMade: the typesetter refused it.
    """
    window = asdict(document.window) if document.window else {}
    texts = list(_texts([document.title, document.sender, window, *(_plain(one) for one in document.blocks)]))
    _check_size(document, texts)
    missing = frozenset(one for text in texts for one in text if _missing(one))
    blocks = [*document.blocks, Text(spoken(_BOXED, document.language))] if missing else document.blocks
    page, of = _PAGE[document.language]
    paper = {
        "title": document.title,
        "sender": document.sender,
        "language": document.language,
        "points": document.points,
        "page": page,
        "of": of,
        "attached": spoken(_ATTACHED, document.language),
        "window": window or None,
        "blocks": [_plain(one) | _picture(one) for one in blocks],
    }
    return Rendered(_typeset(document, paper=_boxed(paper)), missing)


def _typeset(document: Document, *, paper: Any) -> bytes:
    # It takes 7 MB, which a hub that prints nothing has no use for.
    import typst  # noqa: PLC0415

    # Packages are looked for in a folder that is not there: what a form imports lies beside it, or nowhere.
    nowhere = ROOM / "packages"
    compiler = typst.Compiler(
        ROOM / "document.typ",
        root=ROOM,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )
    attached = json.dumps(document.attached, ensure_ascii=False, indent=1, sort_keys=True)
    try:
        pdf = compiler.compile(
            format="pdf",
            sys_inputs={"paper": json.dumps(paper), "attached": attached},
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(document.made_at.timestamp()),
        )
    except typst.TypstError as error:
        # What it says quotes the text, which is personal.
        raise ReportNotMade from error
    if not isinstance(pdf, bytes):
        raise ReportNotMade
    return pdf


@cache
def _fonts() -> "typst.Fonts":
    import typst  # noqa: PLC0415

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _plain(block: Block) -> dict[str, Any]:
    return {"kind": type(block).__name__.lower(), **asdict(block)}


def _picture(block: Block) -> dict[str, str]:
    return {"svg": drawn(block.content)} if isinstance(block, Code) else {}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, Sequence):
        for one in value:
            yield from _texts(one)


def _check_size(document: Document, texts: Sequence[str]) -> None:
    lines = sum(len(getattr(one, "items", ())) + len(getattr(one, "rows", ())) + 1 for one in document.blocks)
    lengths = [len(one) for one in texts]
    if lines > MOST_LINES or max(lengths, default=0) > LONGEST or sum(lengths) > MOST_TEXT:
        raise ReportTooLong


def _missing(character: str) -> bool:
    return character not in _PLAIN and (unreadable(character) or ord(character) not in covered())


def _boxed(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(BOX if _missing(one) else one for one in value)
    if isinstance(value, Mapping):
        return {name: _boxed(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_boxed(one) for one in value]
    return value
