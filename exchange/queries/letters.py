"""Read model of letters: to whom those go that are chosen on somebody's list, and which they cannot print alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from exchange.core.staff.seen import SeenList
from exchange.ports.hub import Hub
from exchange.queries.today import name_in


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One letter: the cases of this person that were chosen, their name, and whether the list has all their cases."""

    codes: tuple[str, ...]
    name: str
    whole: bool


def letter_rows(seen: SeenList, codes: Collection[str], *, hub: Hub) -> Sequence[LetterRow]:
    """The letters for the cases of these codes on a page of somebody's list: one a person, in the order of the list."""
    chosen = [one for one in seen.referrals if one.code in codes]
    with hub.store.reading() as tx:
        return [
            LetterRow(
                codes=tuple(one.code or "" for one in chosen if one.person == person),
                name=next((name_in(tx.referrals.draft(one.id)) for one in chosen if one.person == person), ""),
                whole=all(one.owner in seen.owners for one in tx.referrals.of_person(person)),
            )
            for person in dict.fromkeys(one.person for one in chosen)
        ]
