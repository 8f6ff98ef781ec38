"""What a partner's document says is read once; whether it is the one that was written, each time."""

import pytest

from exchange.core.evidence.row import RowDiffers
from exchange.core.partner.partner import PartnerStatus
from tests.support.examples import CENTRE, a_partner
from tests.support.places import DATABASES, PLACES


@pytest.fixture(params=DATABASES)
def place(request):
    place = PLACES[request.param](request)
    with place.open().transaction() as tx:
        tx.partners.put(a_partner())
    yield place
    place.close()


def known(store):
    with store.reading() as tx:
        return tx.partners.get(CENTRE)


def test_the_same_document_is_the_same_partner_to_every_transaction(place):
    store = place.open()
    assert known(store) == a_partner()
    assert known(store) is known(store)


def test_a_partner_that_was_changed_is_another_at_once(place):
    store, other = place.open(), place.open()
    before = known(store)
    with other.transaction() as tx:
        tx.partners.put(a_partner(standing=PartnerStatus.SUSPENDED))
    assert (before.standing, known(store).standing) == (PartnerStatus.ACTIVE, PartnerStatus.SUSPENDED)


@pytest.mark.parametrize(
    "change",
    [
        "document = '{}'",
        "document = 'null'",
        "document = (SELECT replace(CAST(document AS TEXT), 'active', 'suspended'))",
        "seal = NULL",
    ],
)
def test_of_a_document_that_was_read_before_row_and_mac_are_asked_again(place, change):
    store = place.open()
    known(store)
    cast = "::json" if place.dialect != "sqlite" and "SELECT" in change else ""
    assert place.change(f"UPDATE partner SET {change}{cast}") == 1  # noqa: S608 words of ours
    with pytest.raises(RowDiffers):
        known(store)


def test_a_document_of_another_partner_is_not_this_ones(place):
    store = place.open()
    elsewhere = "https://elsewhere.example"
    with store.transaction() as tx:
        tx.partners.put(a_partner(elsewhere))
    known(store)
    place.change(f"UPDATE partner SET document = (SELECT document FROM partner WHERE entity = '{elsewhere}')")  # noqa: S608
    with pytest.raises(RowDiffers):
        known(store)
