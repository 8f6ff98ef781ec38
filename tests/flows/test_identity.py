"""Nobody is enrolled or registered who could be taken for somebody that is here already."""

from dataclasses import replace

import pytest

from exchange.flows.identity import IdentityTaken, check_configured
from exchange.flows.partner.standing import suspend
from keys.jwk import Purpose
from tests.support.clients import CASES, register
from tests.support.hubs import CENTRE, KIM, ORIGIN, OTHER, Bench, claim, document_of, jwks, key_of

NEW = "https://neu.example"


def refused(attempt):
    with pytest.raises(IdentityTaken) as error:
        attempt()
    return error.value.detail


def test_the_hub_itself_is_no_partner():
    bench = Bench()
    assert refused(lambda: bench.enrol(document_of(ORIGIN))) == ORIGIN
    with bench.store.reading() as tx:
        assert tx.partners.get(ORIGIN) is None


@pytest.mark.parametrize("purpose", [Purpose.FEDERATION, Purpose.OAUTH, Purpose.ACK, Purpose.ENC])
def test_a_key_of_another_partner_is_refused_a_suspended_one_too(purpose):
    bench = Bench()
    document = document_of(NEW, **{f"{purpose.value}_jwks": jwks(key_of(CENTRE, purpose), key_of(NEW, purpose))})
    assert refused(lambda: bench.enrol(document)).startswith(f"{CENTRE}: ")
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    assert refused(lambda: bench.enrol(document)).startswith(f"{CENTRE}: ")


def test_a_key_of_another_partner_is_refused_under_another_purpose_too():
    document = document_of(NEW, ack_jwks=jwks(key_of(OTHER, Purpose.OAUTH)))
    assert refused(lambda: Bench().enrol(document)).startswith(f"{OTHER}: ")


def test_a_key_of_the_hub_is_refused():
    document = document_of(NEW, oauth_jwks=jwks(key_of(ORIGIN, Purpose.OAUTH)))
    assert refused(lambda: Bench().enrol(document)).startswith(f"{ORIGIN}: ")


def test_a_partner_and_a_client_share_no_key():
    bench = Bench()
    register(bench)
    document = document_of(NEW, oauth_jwks=jwks(key_of(CASES, Purpose.OAUTH)))
    assert refused(lambda: bench.enrol(document)).startswith(f"{CASES}: ")


@pytest.mark.parametrize("owner", [ORIGIN, CENTRE, CASES])
def test_a_client_has_no_key_of_the_hub_a_partner_or_another_client(owner):
    bench = Bench()
    register(bench)
    keys = jwks(key_of(owner, Purpose.OAUTH))
    assert refused(lambda: register(bench, short="zweite", keys=keys)).startswith(f"{owner}: ")


def test_who_is_here_may_come_again_with_its_own_keys():
    bench = Bench()
    register(bench)
    assert register(bench).id == CASES
    assert bench.enrol(document_of(CENTRE)).partner.entity == CENTRE


WATCHER = f"{ORIGIN}/clients/waechter"


def configured(bench, who=WATCHER, owner=WATCHER):
    """The hub as it is where `geleit.toml` names a client with the key of an owner."""
    bench.hub = replace(bench.hub, configured={who: frozenset({key_of(owner, Purpose.OAUTH).kid})})
    return bench


def test_a_client_of_the_configuration_shares_no_key_with_who_comes():
    bench = configured(Bench())
    keys = jwks(key_of(WATCHER, Purpose.OAUTH))
    assert refused(lambda: register(bench, keys=keys)).startswith(f"{WATCHER}: ")
    assert refused(lambda: bench.enrol(document_of(NEW, ack_jwks=keys))).startswith(f"{WATCHER}: ")


def test_nobody_comes_under_the_id_of_a_client_of_the_configuration():
    assert refused(lambda: register(configured(Bench(), who=CASES))) == CASES


@pytest.mark.parametrize("owner", [ORIGIN, CENTRE, CASES])
def test_a_client_that_is_written_into_the_configuration_has_no_key_of_who_is_here(owner):
    bench = Bench()
    register(bench)
    hub = configured(bench, owner=owner).hub
    with bench.store.reading() as tx, pytest.raises(IdentityTaken) as error:
        check_configured(tx, hub=hub)
    assert error.value.detail.startswith(f"{owner}: ")


def test_nor_the_id_of_a_registered_client_and_otherwise_nothing_is_wrong_with_it():
    bench = Bench()
    register(bench)
    with bench.store.reading() as tx:
        check_configured(tx, hub=configured(bench).hub)
        with pytest.raises(IdentityTaken):
            check_configured(tx, hub=configured(bench, who=CASES).hub)
