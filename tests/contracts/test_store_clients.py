"""What every store promises of registered clients and of the answers they were given."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from exchange.core.partner.partner import PartnerStatus
from exchange.core.staff.caller import KeyReused
from exchange.core.staff.client import RegisteredClient
from exchange.core.staff.idempotency import StoredResponse
from tests.support.clock import NOON
from tests.support.examples import LATER, a_draft, a_referral, uid

CLIENT = "https://hub.example/clients/fallakte"
REPLY = StoredResponse(status=201, headers={"ETag": '"1"'}, body=b"{}")


def a_client(name=CLIENT, **changes: object):
    people = {"registered_by": "ops", "approved_by": "lea", "registered_at": NOON}
    known = {"id": name, "name": "Fallakte", "jwks": {"keys": []}, "standing": PartnerStatus.ACTIVE}
    return RegisteredClient(**known | people | changes)


def begin(store, fingerprint="f"):
    with store.transaction() as tx:
        return tx.replies.begin(CLIENT, "k", fingerprint=fingerprint, until=LATER)


def kept(store, fingerprint="f", key="k"):
    with store.reading() as tx:
        return tx.replies.kept(CLIENT, key, fingerprint=fingerprint)


def test_a_client_is_found_as_it_was_put_last(place):
    with place.open().transaction() as tx:
        tx.clients.put(a_client())
        tx.clients.put(replace(a_client(), standing=PartnerStatus.SUSPENDED))
    with place.open().reading() as tx:
        assert tx.clients.get(CLIENT) == a_client(standing=PartnerStatus.SUSPENDED)
        assert tx.clients.get("https://hub.example/clients/other") is None


def test_clients_come_in_order_of_id(store):
    with store.transaction() as tx:
        for name in ("b", "a", "c"):
            tx.clients.put(a_client(name))
        assert [one.id for one in tx.clients.all()] == ["a", "b", "c"]


def test_a_key_is_free_then_claimed_then_answered(place):
    assert kept(place.open()) is None
    assert begin(place.open())
    assert kept(place.open()) is None
    with place.open().transaction() as tx:
        tx.replies.keep(CLIENT, "k", REPLY)
    assert not begin(place.open())
    assert kept(place.open()) == REPLY


def test_a_key_belongs_to_one_call(store):
    begin(store)
    assert kept(store, key="other") is None
    with pytest.raises(KeyReused):
        kept(store, fingerprint="g")


def test_exactly_one_of_ten_at_once_claims_a_key(place):
    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(begin, [place.open() for _ in range(10)])) == [False] * 9 + [True]


def test_answers_are_forgotten_when_their_time_is_over(store):
    begin(store)
    with store.transaction() as tx:
        tx.replies.forget(LATER)
    assert not begin(store)
    with store.transaction() as tx:
        tx.replies.forget(LATER.replace(year=LATER.year + 1))
    assert begin(store)


def test_a_page_may_be_of_one_owner_only(matter):
    with matter.transaction() as tx:
        tx.referrals.add(a_referral(2, owner="lea"), a_draft())
        tx.referrals.add(a_referral(3, owner="lea"), a_draft())
        assert [one.id for one in tx.referrals.page(states=(), after="", limit=9, owner="lea")] == [uid(2), uid(3)]
        assert [one.id for one in tx.referrals.page(states=["sent"], after="", limit=9, owner="lea")] == []
