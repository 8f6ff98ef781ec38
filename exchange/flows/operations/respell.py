"""Reference normalisation: persons of before there was one spelling are kept under it from here on."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from exchange.core.referral.referral import Person
from exchange.core.typed_key import NotAKey, looks_like, read_typed_key
from exchange.ports.hub import Hub
from exchange.ports.store import Tx

PAGE = 200
"""So many persons are looked at in one transaction."""


def respell(*, hub: Hub) -> Mapping[str, int]:
    """Bring the references of all persons to their one spelling, and say how many that changed.

    Persons whose references fall together keep theirs, and are marked: whoever looks for one of them finds both
    (`People.named`, `People.colliding`). Each page is a transaction of its own: interrupted anywhere, a repeat goes on;
    done, a repeat changes nothing.
    """
    # All are found by what they look like before the first is spelled anew: else who comes later would not collide.
    _each_page(_find_by_looks, hub=hub)
    return {"respelled": _each_page(_spell, hub=hub), "kept": _each_page(_spelled_otherwise, hub=hub)}


def _each_page(act: Callable[[Tx, Person], bool], *, hub: Hub) -> int:
    many, after = 0, ""
    while True:
        with hub.store.transaction() as tx:
            page = tx.people.page(after=after, limit=PAGE)
            many += sum(act(tx, person) for person in page)
        if len(page) < PAGE:
            return many
        after = page[-1].id


def _find_by_looks(tx: Tx, person: Person) -> bool:
    if _spelled_otherwise(tx, person):
        tx.people.respell(person)
    return True


def _spell(tx: Tx, person: Person) -> bool:
    try:
        key = read_typed_key(looks_like(person.reference))
    except NotAKey:
        # Nothing can be seen of it: no door takes it, and somebody who knows the case must say what it is.
        return False
    if key == person.reference or len(tx.people.named(key)) > 1:
        return False
    tx.people.respell(replace(person, reference=key))
    return True


def _spelled_otherwise(_: Tx, person: Person) -> bool:
    return looks_like(person.reference) != person.reference
