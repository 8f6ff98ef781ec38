"""References of before get the one spelling; those that collide are marked and stay as they are."""

from exchange.flows.operations.respell import respell
from tests.flows.operations.of_before import NFC, NFD
from tests.support.examples import uid

AFTER = [NFC, NFD, f"{NFC} 8", "P-1 2", "P3", "P-4", "\u200b", "P-5"]
DONE = {"respelled": 4, "kept": 2}


def references(bench):
    with bench.store.reading() as tx:
        return [one.reference for one in tx.people.page(after="", limit=100)]


def marked(bench):
    with bench.store.reading() as tx:
        return [list(group) for group in tx.people.colliding()]


def test_all_but_those_that_collide_get_the_one_spelling(before):
    assert marked(before) == []
    assert respell(hub=before.hub) == DONE
    assert references(before) == AFTER
    assert marked(before) == [[uid(1), uid(2)]]
    with before.store.reading() as tx:
        found = [[one.id for one in tx.people.named(reference)] for reference in ("P-1 2", "P3", "P-5", "P-4")]
    assert found == [[uid(4)], [uid(5)], [uid(8)], [uid(6)]]


def test_a_repeat_changes_nothing(before):
    respell(hub=before.hub)
    assert respell(hub=before.hub) == DONE | {"respelled": 0}
    assert references(before) == AFTER
