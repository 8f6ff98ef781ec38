"""Consent forms (templates): the words a person signs for one service, and the record made of a signed one.

The words are those of a version (`core/consent/texts/shipped.py`) with the person's choices in their places, so what
was signed can be worked out from the record of those choices. They name no person, no date of signing, and nothing that
only the person could say.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import schemas
from exchange.core.consent.clause import Recipient, feedback_categories
from exchange.core.consent.texts.paper import MONTHS, Choice
from exchange.core.consent.texts.shipped import filled
from exchange.core.consent.texts.template import Words
from exchange.core.errors import PartnerUnknown, SchemaInvalid
from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.core.vocabulary import Category, Purpose, Service
from exchange.flows.partner.standing import partners
from exchange.ports.hub import Hub

_KNOWN = frozenset(map(str, Category))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Who offers the service of a template, on which line."""

    partner: Partner
    line: ServiceLine

    @property
    def recipient(self) -> Recipient:
        """The same as a consent names it."""
        return Recipient(entity=self.partner.entity, service_line=self.line.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWish:
    """What the person chose of a template; without categories those of the template."""

    level: int
    no_show: bool
    categories: tuple[str, ...] = ()
    until: date | None = None
    released: bool = False


def offer_of(template: Service, *, partner: str, line: str, hub: Hub) -> Offer:
    """Find who offers the service; which one must be said where several do.

    Raises:
        PartnerUnknown: nobody does, or not this one; `allowed` names who does where it was not said.
    """
    found = [
        Offer(partner=one, line=each)
        for one in partners(hub=hub)
        for each in one.lines
        if one.standing is PartnerStatus.ACTIVE and each.service is template
        if partner in ("", one.entity) and line in ("", each.id)
    ]
    if len(found) != 1:
        raise PartnerUnknown(template.value, allowed=tuple(f"{one.partner.entity} {one.line.id}" for one in found))
    return found[0]


def choice_of(template: Service, *, wish: PaperWish, offer: Offer) -> Choice:
    """What a signed form of this template allows.

    Raises:
        SchemaInvalid: a category is none of the list.
    """
    example = schemas.example(template.value)
    usual = {
        str(category) for one in schemas.annotate(offer.line.schema, example["data"]) for category in one.categories
    }
    chosen = frozenset(wish.categories or usual)
    if chosen - _KNOWN:
        raise SchemaInvalid(", ".join(sorted(chosen - _KNOWN)), pointer="/clauses/0/categories")
    return Choice(
        recipient=offer.recipient,
        purpose=Purpose(example["purpose"]),
        categories=chosen,
        level=wish.level,
        no_show=wish.no_show,
        until=wish.until,
        released=wish.released,
    )


def words_of(text: Words, choice: Choice, *, offer: Offer, hub: Hub, language: str = "de") -> str:
    """The words of a text as the person reads them before they sign; what they chose in German, or in English."""
    return filled(text.words, _places(choice, offer=offer, hub=hub, language=language))


def _places(choice: Choice, *, offer: Offer, hub: Hub, language: str) -> Mapping[str, str]:
    """What the places of the words say."""
    back = feedback_categories(choice.level, no_show=choice.no_show)
    return {
        "hub": hub.origin,
        "categories": _listed(choice.categories, language=language),
        "recipient": f"{offer.partner.name} ({offer.partner.entity})",
        "line": offer.line.title,
        "purpose": _word("purposes", choice.purpose, language=language),
        "until": _until(choice.until, language=language),
        "level": str(choice.level),
        "back": _listed(back, language=language),
    }


def _until(day: date | None, *, language: str) -> str:
    if language == "de":
        return f"bis zum {day:%d.%m.%Y}" if day else f"{MONTHS} Monate ab der Unterschrift"
    return f"until {day.isoformat()}" if day else f"for {MONTHS} months from the signature"


def _listed(categories: Iterable[str], *, language: str) -> str:
    return "\n".join(f"- {_word('categories', one, language=language)}" for one in sorted(map(str, categories)))


def _word(listed: str, code: str, *, language: str) -> str:
    words: Mapping[str, Any] = schemas.codes()[listed][str(code)]
    return str(words["de" if language == "de" else "en"])
