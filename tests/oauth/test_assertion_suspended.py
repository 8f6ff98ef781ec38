"""A client that is suspended is told so when it proves who it is; to everybody else it is nobody."""

from dataclasses import replace

import pytest

from exchange.core.partner.partner import PartnerStatus
from tests.support.oauth_world import AT, ME, OTHER, World, key_of

SUSPENDED = "This client is suspended here"


def described(answer):
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    return answer.json()["error_description"]


@pytest.fixture
def world():
    world = World()
    with world.store.transaction() as tx:
        tx.partners.put(replace(tx.partners.get(ME), standing=PartnerStatus.SUSPENDED))
    return world


def test_it_is_told_so_and_gets_no_token(world):
    assert SUSPENDED in described(world.ask())


def test_whoever_cannot_sign_for_it_learns_nothing(world):
    forged = world.assertion(key=key_of(OTHER))
    late = world.assertion(iat=AT - 200, exp=AT - 150)
    assert SUSPENDED not in described(world.ask(client_assertion=forged))
    assert SUSPENDED not in described(world.ask(client_assertion=late))
