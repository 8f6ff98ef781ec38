"""A hub of before references had one spelling: each person is found by the reference just as it was typed."""

import unicodedata

from exchange.core.evidence.row import row_name
from keys.rest import keyed_hash
from tests.support.examples import a_person, uid
from tests.support.hubs import Bench
from tests.support.places import INDEX_KEY

NFC = "JC-Müller 7"
NFD = unicodedata.normalize("NFD", NFC)
BEFORE = (NFC, NFD, f"{NFD} 8", " P-1  2", "P\u200b3", "P-4", "\u200b", "P-5 ")


def bench_of_before(place, *references: str) -> Bench:
    bench = Bench(store=place.open())
    with bench.store.transaction() as tx:
        for number, reference in enumerate(references, 1):
            tx.people.add(a_person(number, reference=reference))
    for number, reference in enumerate(references, 1):
        known_by = keyed_hash(INDEX_KEY, reference)
        place.change(f"UPDATE person SET reference_hash = '{known_by}' WHERE id = '{uid(number)}'")  # noqa: S608 of our own making
    with bench.store.transaction() as tx:
        # The step that brings MACs takes rows as they are; so they were before it.
        for number in range(1, len(references) + 1):
            tx.rows.restate(row_name("person", uid(number)))
    return bench
