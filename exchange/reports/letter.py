"""Right of access (Art. 15 GDPR) on paper: the person's ledger as a letter that says all of it in plain sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import schemas
from exchange.core.calendar import day_of
from exchange.core.errors import Refusal
from exchange.core.rights.address import Addressee
from exchange.core.rights.line import LineKind
from exchange.core.said import Said
from exchange.core.text.dates import Language, full
from exchange.core.vocabulary import Category
from exchange.queries.ledger import PersonLedger
from exchange.reports import letter_text as texts
from exchange.reports.document import LARGE, NORMAL, Block, Code, Document, Heading, Item, Items, Text, Window
from exchange.reports.wording import spoken

_BACK, _NOBODYS = "fb.", Category.ENQUIRY
"""Categories of the way back, and the one that is about nobody."""
EXPLAINED = "/datenschutz"
"""The hub's page for anybody that says what happens to data here."""


class LetterIncomplete(Refusal):
    """This person has cases that are not yours: your letter would leave things out."""

    code = "SENDER_LETTER_INCOMPLETE"
    status = 403
    de = "Diese Person hat Fälle, die nicht Ihre sind. Ihr Brief wäre nicht vollständig."
    fix_de = "Bitten Sie die Teamleitung, den Brief zu drucken."
    fix_en = "Ask your team lead to print the letter."


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWish:
    """How a letter is wanted. `sender` is the house, which names no service; `origin` is the hub's public address."""

    language: Language
    large: bool
    sender: str
    origin: str
    made_at: datetime


def letter(ledger: PersonLedger, *, to: Addressee, wish: LetterWish, attached: Mapping[str, Any]) -> Document:
    """Write the letter, with whom it goes to in the window.

    Raises:
        LetterIncomplete: whoever looked saw only some of the person's cases; what is missing cannot be said.
    """
    if not ledger.whole:
        raise LetterIncomplete
    return Document(
        title=_in(texts.TITLE, wish),
        sender=wish.sender,
        language=wish.language,
        made_at=wish.made_at,
        points=LARGE if wish.large else NORMAL,
        blocks=list(_blocks(ledger, wish)),
        attached=attached,
        window=_window(to, wish),
    )


def _window(to: Addressee, wish: LetterWish) -> Window:
    country = [schemas.countries()[to.country][wish.language].upper()] if to.country else []
    lines = [*to.lines, *country]
    return Window(wish.sender if to.names_sender else "", lines, _in(texts.BY_HAND, wish))


def _blocks(ledger: PersonLedger, wish: LetterWish) -> Iterator[Block]:
    yield Text(wish.sender)
    yield Text(_in(texts.REFERENCE, wish).format(reference=ledger.reference))
    yield Text(_in(texts.FOR_YOU, wish).format(day=full(day_of(wish.made_at), wish.language)))
    if ledger.unreadable:
        yield Text(_in(texts.UNREADABLE, wish).format(count=ledger.unreadable))
    for heading, kinds in texts.SECTIONS.items():
        yield Heading(_in(heading, wish))
        yield from _told(ledger, kinds, wish)
    yield from _kept_here(ledger, wish)
    for question, answers in texts.RIGHTS.items():
        yield Heading(_in(question, wish))
        yield Items([Item(_in(one, wish)) for one in answers])
    yield Heading(_in(texts.READ_ON, wish))
    yield Text(_in(texts.READ_ON_SAYS, wish))
    address = wish.origin + EXPLAINED
    yield Code(address, _in(texts.CODE_SAYS, wish).format(address=address))
    yield Text(address)
    yield Heading(_in(texts.WORDS_HEADING, wish))
    yield Items([Item(_in(meaning, wish), lead=_in(word, wish)) for word, meaning in texts.WORDS])


def _told(ledger: PersonLedger, kinds: frozenset[LineKind], wish: LetterWish) -> Iterator[Block]:
    lines = [one for one in ledger.told if one.line.kind in kinds]
    if not lines:
        yield Text(_in(texts.NOTHING_YET, wish))
        return
    yield Items([Item(_in(one.says, wish), lead=f"{full(day_of(one.line.at), wish.language)}:") for one in lines])


def _kept_here(ledger: PersonLedger, wish: LetterWish) -> Iterator[Block]:
    sent = {code for one in ledger.told if one.line.kind is LineKind.SENT for code in one.line.categories}
    words = schemas.codes()["categories"]
    kept = [code for code in words if code not in sent and code != _NOBODYS and not code.startswith(_BACK)]
    yield Heading(_in(texts.KEPT_HERE, wish))
    yield Text(_in(texts.KEPT_HERE_SAYS, wish))
    yield Items([Item(words[code][wish.language]) for code in kept])


def _in(said: Said, wish: LetterWish) -> str:
    return spoken(said, wish.language)
