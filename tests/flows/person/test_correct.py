"""A mistyped reference is corrected by who has the case; nobody is renamed into somebody else."""

import pytest

from exchange.core.errors import Forbidden, NotFound
from exchange.core.typed_key import NotAKey
from exchange.flows.person.correct import ReferenceTaken, correct_reference
from tests.support.hubs import ALEX, DPO, KIM, OPS, Bench, claim, refer_document

P1 = refer_document()["person"]["reference"]


def corrects(bench, named=P1, right="P-1010", who=KIM):
    return correct_reference(named, reference=right, by=claim(who), hub=bench.hub)


def test_the_person_is_found_by_the_right_one_and_no_longer_by_the_other():
    bench = Bench()
    case = bench.sent()
    assert corrects(bench, right="  P-1010 ").reference == "P-1010"
    with bench.store.reading() as tx:
        assert tx.people.named(P1) == ()
        assert [one.id for one in tx.people.named("P-1010")] == [case.person]
    (leaf,) = bench.leaves("REFERENCE_CORRECTED")
    assert leaf.items() >= {"person": case.person, "by": KIM}.items()
    assert P1 not in str(leaf)
    assert bench.draft(person={"reference": "P-1010"}, to="https://andere.example").person == case.person


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"right": "P-2"}, ReferenceTaken),
        ({"right": " "}, NotAKey),
        ({"who": ALEX}, NotFound),
        ({"who": DPO}, Forbidden),
        ({"who": OPS}, Forbidden),
        ({"named": "niemand"}, NotFound),
    ],
)
def test_what_is_not_theirs_or_somebody_elses_is_left_alone(changes, refused):
    bench = Bench()
    bench.sent()
    bench.a_consent(person="P-2")
    with pytest.raises(refused):
        corrects(bench, **changes)
    assert bench.leaves("REFERENCE_CORRECTED") == []


def test_another_spelling_of_ones_own_reference_is_no_other_person():
    bench = Bench()
    bench.sent()
    assert corrects(bench, right=f"{P1} ").reference == P1
