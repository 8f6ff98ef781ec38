"""What every store promises of persons, one by one, by reference and in pages."""

import unicodedata

from tests.support.clock import NOON
from tests.support.examples import a_person, uid

NFC = "JC-Müller 7"
NFD = unicodedata.normalize("NFD", NFC)


def add(store, *references: str):
    with store.transaction() as tx:
        for number, reference in enumerate(references, 1):
            tx.people.add(a_person(number, reference=reference))


def ids(people):
    return [one.id for one in people]


def test_persons_come_in_pages_and_can_be_spelled_anew(place):
    add(place.open(), "P-1", "P-2", "P-3")
    with place.open().transaction() as tx:
        tx.people.respell(a_person(2, reference="P-zwei"))
    with place.open().reading() as tx:
        assert ids(tx.people.page(after="", limit=2)) == [uid(1), uid(2)]
        assert ids(tx.people.page(after=uid(2), limit=2)) == [uid(3)]
        assert (tx.people.named("P-2"), ids(tx.people.named("P-zwei"))) == ((), [uid(2)])
        assert tx.people.get(uid(2)).reference == "P-zwei"


def test_a_person_is_found_however_the_reference_is_spelled(place):
    add(place.open(), NFD)
    with place.open().reading() as tx:
        for typed in (NFC, NFD, f" {NFC}", "JC-Müller\u00a07", "JC-\u200bMüller  7"):
            assert ids(tx.people.named(typed)) == [uid(1)]
        assert tx.people.named("JC-Müller 8") == ()
        assert tx.people.get(uid(1)).reference == NFD


def test_those_who_cannot_be_told_apart_are_all_found_and_named_in_groups(place):
    add(place.open(), NFC, "P-1", NFD, "P-2", "P-2 ", " P-2")
    with place.open().reading() as tx:
        assert set(ids(tx.people.named(NFC))) == {uid(1), uid(3)}
        assert [list(tx.people.doubles(uid(number))) for number in (1, 2, 5, 9)] == [[uid(3)], [], [uid(4), uid(6)], []]
        assert [list(group) for group in tx.people.colliding()] == [[uid(1), uid(3)], [uid(4), uid(5), uid(6)]]


def test_who_was_erased_collides_with_nobody(place):
    if not hasattr(place, "person_keys"):
        return
    add(place.open(), NFC, NFD)
    place.person_keys().destroy(uid(1))
    with place.open().reading() as tx:
        assert tx.people.colliding() == list(tx.people.doubles(uid(2))) == []
        assert ids(tx.people.page(after="", limit=1)) == ids(tx.people.named(NFC)) == [uid(2)]


def test_a_step_is_taken_once(place):
    with place.open().transaction() as tx:
        assert tx.vault_steps.take("one", at=NOON)
        assert not tx.vault_steps.take("one", at=NOON.replace(year=2030))
        assert tx.vault_steps.take("two", at=NOON)
    with place.open().reading() as tx:
        assert tx.vault_steps.taken() == {"one", "two"}
