"""Service search: what partners offer, by service, place, language; who takes people first, then the shortest wait."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from exchange.core.partner.partner import Partner, PartnerStatus, ServiceLine
from exchange.core.vocabulary import Service
from exchange.ports.hub import Hub
from exchange.queries.directory import partners

Offer = tuple[Partner, ServiceLine]
UNSAID = ("de",)
"""The languages of a line that names none."""
_UNKNOWN = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; what is empty does not matter.

    `text` is a part of the name of a place, of the partner, or of the offer; `language` a tag of BCP 47.
    """

    services: Collection[Service] = ()
    text: str = ""
    language: str = ""


def offers(search: Search, *, hub: Hub) -> Sequence[Offer]:
    """Every service line that fits, with its partner; those of suspended partners last."""
    return sorted(_fitting(search, hub), key=_order)


def _fitting(search: Search, hub: Hub) -> Iterator[Offer]:
    for partner in partners(hub=hub).values():
        for line in partner.lines if partner else ():
            if partner and _fits(search, partner, line):
                yield partner, line


def _fits(search: Search, partner: Partner, line: ServiceLine) -> bool:
    wanted = search.text.casefold().strip()
    return (
        (not search.services or line.service in search.services)
        and search.language in {"", *(line.languages or UNSAID)}
        and any(wanted in one.casefold() for one in (*line.places, partner.name, line.title))
    )


def _order(offer: Offer) -> tuple[bool, bool, int, str, str]:
    partner, line = offer
    declared = line.capacity
    return (
        partner.standing is not PartnerStatus.ACTIVE,
        not (declared and declared.accepts_new),
        declared.waiting_weeks if declared else _UNKNOWN,
        partner.name,
        line.id,
    )
