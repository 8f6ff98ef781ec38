"""Nobody is enrolled or registered who could be taken for somebody that is here already."""

import pytest

from exchange.flows.identity import IdentityTaken
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
