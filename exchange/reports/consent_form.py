"""Consent form on paper: the words of a version, as they were released, with lines to be signed on.

Consent and release from secrecy are two declarations (§ 203 StGB; Art. 7(2) GDPR), each with a signature of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from exchange.reports.document import LARGE, NORMAL, Block, Document, Heading, Item, Items, Signature, Text

SIGNED_HERE = "Ort, Datum, Unterschrift"
"""The last line of every shipped text: what stands there is a line to be signed on."""
_LABELS = ("Ort, Datum", "Unterschrift")
_POINT = "- "


def consent_form(
    texts: Sequence[str], *, sender: str, made_at: datetime, attached: Mapping[str, Any], large: bool
) -> Document:
    """Set texts on one paper, word for word: the consent, and the release that stands beside it."""
    blocks = [block for words in texts for block in _blocks(words)]
    title, _, _ = texts[0].partition("\n")
    return Document(
        title=title,
        sender=sender,
        language="de",
        made_at=made_at,
        blocks=blocks,
        attached=attached,
        points=LARGE if large else NORMAL,
    )


def _blocks(words: str) -> Iterator[Block]:
    head, *lines = words.rstrip("\n").split("\n")
    yield Heading(head)
    said: list[str] = []
    points: list[Item] = []
    for line in [*lines, ""]:
        if said and (not line or line.startswith(_POINT) or line == SIGNED_HERE):
            yield Text(" ".join(said))
            said = []
        if points and not line.startswith(_POINT):
            yield Items(points)
            points = []
        if line.startswith(_POINT):
            points.append(Item(line.removeprefix(_POINT)))
        elif line == SIGNED_HERE:
            yield Signature(_LABELS)
        elif line:
            said.append(line)
