"""A consent is withdrawn by whatever people call it by, where only one can be meant; else the choices are named."""

import pytest

from exchange.core.errors import NotFound
from exchange.core.text.explained import explained
from exchange.core.vocabulary import ConsentStatus, State
from exchange.flows.consent.named import ConsentAmbiguous
from tests.support.hubs import ALEX, CENTRE, OTHER, Bench, refer_document

REFERENCE = refer_document()["person"]["reference"]


def withdrawn(bench, named, **who: object):
    return bench.withdraw(named, **who).consent


@pytest.fixture
def sent():
    bench = Bench()
    return bench, bench.sent()


@pytest.mark.parametrize("name", ["code", "small", "id", "reference"])
def test_a_case_or_a_reference_names_the_one_consent_there_is(sent, name):
    bench, referral = sent
    named = {"code": referral.code, "small": referral.code.lower(), "id": referral.id, "reference": REFERENCE}[name]
    done = bench.withdraw(named)
    assert (done.consent.id, done.consent.status) == (referral.consent, ConsentStatus.WITHDRAWN)
    assert [one.state for one in done.ended] == [State.CONSENT_WITHDRAWN]


def test_of_several_none_is_chosen_and_each_is_said_with_its_day_and_its_partner():
    bench = Bench()
    first, second = bench.a_consent(), bench.a_consent(to=OTHER)
    with pytest.raises(ConsentAmbiguous) as caught:
        bench.withdraw(REFERENCE)
    said = explained(caught.value)
    assert set(caught.value.allowed) == {first.id, second.id}
    for text in said.form:
        assert [one for one in (first.id, second.id, CENTRE, OTHER) if one not in text] == []
    assert REFERENCE not in f"{said}{caught.value}"
    assert withdrawn(bench, REFERENCE, recipient=OTHER).id == second.id


def test_one_that_was_withdrawn_gives_way_to_the_one_that_stands():
    bench = Bench()
    first = bench.a_consent()
    bench.withdraw(first.id)
    assert bench.withdraw(REFERENCE).ended == ()
    second = bench.a_consent(to=OTHER)
    assert withdrawn(bench, REFERENCE).id == second.id


@pytest.mark.parametrize("named", ["code", "reference"])
def test_who_has_nothing_to_do_with_it_learns_nothing(sent, named):
    bench, referral = sent
    name = referral.code if named == "code" else REFERENCE
    with pytest.raises(NotFound) as caught:
        bench.withdraw(name, by=ALEX)
    assert REFERENCE not in f"{explained(caught.value)}{caught.value}"
    assert bench.now(referral).state is State.SENT
