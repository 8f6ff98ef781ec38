"""What a migration does with the vault open: each step once, noted, and gone on with wherever it was interrupted."""

from contextlib import contextmanager
from dataclasses import replace

import pytest

from exchange.core.typed_key import PersonAmbiguous
from exchange.core.unavailable import DatabaseUnavailable
from exchange.flows.operations.vault_steps import VAULT_STEPS, pending_vault_steps, skip_vault_steps, take_vault_steps
from tests.flows.operations.of_before import NFC, NFD
from tests.flows.operations.test_respell import AFTER, DONE, references
from tests.support.examples import uid
from tests.support.hubs import Bench


class PowerCut(Exception):
    pass


class Interrupted:
    """A store whose process ends: with so many transactions done, the next one is `half` done or not begun."""

    def __init__(self, store, *, done: int, half: bool) -> None:
        self.store, self.left, self.half, self.reading = store, done, half, store.reading

    @contextmanager
    def transaction(self):
        self.left -= 1
        if self.left < 0 and not self.half:
            raise PowerCut
        with self.store.transaction() as tx:
            yield tx
            if self.left < 0:
                raise PowerCut


def steps(hub):
    return [(one.step, dict(one.counts)) for one in take_vault_steps(hub=hub)]


def test_each_step_is_taken_once_and_noted(before):
    heard = []
    take_vault_steps(hub=before.hub, began=heard.append)
    assert heard == list(VAULT_STEPS)
    assert (steps(before.hub), pending_vault_steps(hub=before.hub)) == ([], ())
    counts = {"references": DONE, "withdrawals": {"recalled": 0, "ended": 0, "unread": 0}}
    assert [(one["step"], one["counts"]) for one in before.leaves("MIGRATED")] == list(counts.items())


@pytest.mark.parametrize("half", [False, True])
@pytest.mark.parametrize("done", [0, 1, 3, 5, 7, 10, 13, 15])
def test_interrupted_anywhere_it_goes_on(before, done, half):
    store = Interrupted(before.store, done=done, half=half)
    with pytest.raises(PowerCut):
        take_vault_steps(hub=replace(before.hub, store=store))
    assert pending_vault_steps(hub=before.hub) == tuple(VAULT_STEPS)
    take_vault_steps(hub=before.hub)
    assert references(before) == AFTER
    assert len(before.leaves("MIGRATED")) == len(VAULT_STEPS)
    with before.store.reading() as tx:
        assert [list(group) for group in tx.people.colliding()] == [[uid(1), uid(2)]]


def test_a_hub_does_nothing_before_its_steps_are_taken(place):
    with pytest.raises(DatabaseUnavailable) as refused:
        place.open(steps=VAULT_STEPS).reading().__enter__()
    assert "geleit migrate" in refused.value.fix_de
    skip_vault_steps(hub=Bench(store=place.open()).hub)
    with place.open(steps=VAULT_STEPS).reading() as tx:
        assert tx.vault_steps.taken() == set(VAULT_STEPS)


def test_after_it_who_collides_waits_and_everybody_else_is_found(before):
    take_vault_steps(hub=before.hub)
    for reference in (NFC, NFD):
        with pytest.raises(PersonAmbiguous):
            before.draft(person={"reference": reference})
    before.a_consent(person="P3")
    assert before.refer(person={"reference": "P3"}).person == uid(5)
