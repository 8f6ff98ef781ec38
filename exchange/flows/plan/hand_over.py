"""Handing plans over: a plan goes to whoever takes a case of its person over from who saw to it."""

from dataclasses import replace

from exchange.ports.store import Tx


def plan_follows_case(tx: Tx, person_id: str, *, left: str, to: str) -> None:
    """Give the plans of a person that were `left`'s to see to to somebody else."""
    for one in tx.plans.of(person_id):
        if one.is_open and one.owner == left:
            tx.plans.put(replace(one, owner=to))


def plans_follow(tx: Tx, *, left: str, to: str) -> None:
    """Give every plan that goes on of a colleague who left to somebody else, also of persons without an open case."""
    for one in tx.plans.open_of(left):
        tx.plans.put(replace(one, owner=to))
