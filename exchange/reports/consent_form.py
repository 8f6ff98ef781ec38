"""Consent form on paper: the words of a version, as they were released, with lines to be signed on.

Consent and release from secrecy are two declarations (§ 203 StGB; Art. 7(2) GDPR), each with a signature of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from exchange.reports.document import LARGE, NORMAL, Block, Code, Document, Heading, Item, Items, Signature, Text

TITLE = "Bogen zum Unterschreiben"
SIGNED_HERE = "Ort, Datum, Unterschrift"
"""The last line of every shipped text: what stands there is a line to be signed on."""
SIGNED_LINES = frozenset({SIGNED_HERE, "Place, date, signature"})
"""That line in every language: a reading aid goes without, for nobody signs it."""
KNOWN_BY = "Bogen zu {code}"
CODE_SAYS = "Bild zum Einlesen: {code}"
_LABELS = ("Ort, Datum", "Unterschrift")
_POINT = "- "


def consent_form(
    texts: Sequence[str], *, sender: str, made_at: datetime, attached: Mapping[str, Any], large: bool, code: str = ""
) -> Document:
    """Set texts on one paper, word for word: the consent, and the release that stands beside it.

    `code` is that of the draft it was made for: it stands at the end, to be read and to be scanned, so that whoever
    has the signed paper finds the case. It says nothing of the person.
    """
    blocks = [block for words in texts for block in _blocks(words)]
    if code:
        blocks += [Code(code, CODE_SAYS.format(code=code)), Text(KNOWN_BY.format(code=code))]
    return Document(
        title=TITLE,
        sender=sender,
        language="de",
        made_at=made_at,
        blocks=blocks,
        attached=attached,
        points=LARGE if large else NORMAL,
    )


def _blocks(words: str) -> Iterator[Block]:
    """Each line is a paragraph, those with a dash before them are the points of a list."""
    head, *lines = words.rstrip("\n").split("\n")
    yield Heading(head)
    points: list[Item] = []
    for line in [*lines, ""]:
        if line.startswith(_POINT):
            points.append(Item(line.removeprefix(_POINT)))
            continue
        if points:
            yield Items(points)
            points = []
        if line:
            yield Signature(_LABELS) if line == SIGNED_HERE else Text(line)
