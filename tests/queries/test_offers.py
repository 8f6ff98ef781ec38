"""Offers are found by service, place and language; who takes people comes first, who is suspended last."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.partner.partner import Capacity, PartnerStatus
from exchange.core.vocabulary import Service
from exchange.queries.offers import Search, offers
from tests.support.clock import NOON
from tests.support.hubs import CENTRE, OTHER, Bench

LATER = NOON + timedelta(days=30)


@pytest.fixture
def bench():
    return Bench()


def change(bench, entity, **changes: object):
    """Change the first line of a partner, or its standing."""
    standing = changes.pop("standing", PartnerStatus.ACTIVE)
    with bench.store.transaction() as tx:
        partner = tx.partners.get(entity)
        line = replace(partner.lines[0], **changes)
        tx.partners.put(replace(partner, lines=(line, *partner.lines[1:]), standing=standing))


def found(bench, **search: object):
    return [partner.entity for partner, _ in offers(Search(**search), hub=bench.hub)]


def test_all_are_found_where_nothing_is_asked_for(bench):
    assert set(found(bench)) == {CENTRE, OTHER}


def test_by_service(bench):
    change(bench, OTHER, service=Service.DEBT_COUNSELLING)
    assert found(bench, services=(Service.DEBT_COUNSELLING,)) == [OTHER]
    assert found(bench, services=(Service.TRAINING,)) == []


@pytest.mark.parametrize("text", ["altona", " ALTONA ", "Alto"])
def test_by_a_part_of_the_place_however_it_is_written(bench, text):
    change(bench, OTHER, places=("Hamburg-Altona (erfunden)",))
    assert found(bench, text=text) == [OTHER]


def test_by_language_where_who_names_none_speaks_german(bench):
    change(bench, CENTRE, languages=())
    change(bench, OTHER, languages=("ar", "tr"))
    assert (found(bench, language="de"), found(bench, language="tr"), found(bench, language="fr")) == (
        [CENTRE],
        [OTHER],
        [],
    )


def test_who_takes_people_soonest_comes_first_and_who_is_suspended_last(bench):
    change(bench, CENTRE, capacity=Capacity(waiting_weeks=9, accepts_new=True, valid_until=LATER))
    change(bench, OTHER, capacity=Capacity(waiting_weeks=2, accepts_new=True, valid_until=LATER))
    assert found(bench) == [OTHER, CENTRE]
    change(bench, OTHER, capacity=Capacity(waiting_weeks=0, accepts_new=False, valid_until=LATER))
    assert found(bench) == [CENTRE, OTHER]
    change(bench, CENTRE, standing=PartnerStatus.SUSPENDED)
    assert found(bench) == [OTHER, CENTRE]
