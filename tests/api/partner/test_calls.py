"""Who may make which call of protocol section 4, and the whole way of a referral through them."""

import pytest

from exchange.flows.partner.standing import suspend
from tests.support.hubs import CENTRE, KIM, claim
from tests.support.office import CALLS, NOTHING, code, sent


def test_a_partner_finds_fetches_and_answers(office, partner):
    voice = office.bench.voice(sent(office))
    (offered,) = partner.poll().json()["sets"].values()
    packet = office.bench.heard(offered)["packet_id"]
    assert partner.get(f"/packets/{packet}").status_code == 200
    assert partner.push(voice.signed("received")).status_code == 202
    assert partner.push(voice.signed("under-review")).status_code == 202
    assert partner.get(f"/referrals/{voice.referral.id}").json()["state"] == "under-review"


ALL = {scope for *_, scope in CALLS}


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_needs_its_own_scope(office, method, path, scope):
    partner = office.client(scope=" ".join(sorted(ALL - {scope})))
    assert code(partner.call(method, path)) == (403, "SENDER_INSUFFICIENT_SCOPE")


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_needs_a_token_and_its_proof(office, method, path, scope):
    partner = office.client(scope=scope)
    assert office.send(method, path).status_code == 401
    assert office.send(method, path, headers={"Authorization": f"Bearer {partner.token}"}).status_code == 401
    stolen = {"Authorization": f"DPoP {partner.token}"}
    assert code(office.send(method, path, headers=stolen)) == (401, "SENDER_INVALID_DPOP_PROOF")


@pytest.mark.parametrize(("method", "path", "scope"), CALLS)
def test_each_call_ends_with_the_partners_standing(office, method, path, scope):
    partner = office.client(scope=scope)
    suspend(CENTRE, by=claim(KIM), hub=office.bench.hub)
    assert partner.call(method, path).status_code == 401


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "TRACE"])
@pytest.mark.parametrize("path", ["/sets", "/sets/poll", "/capacity", "/directory", "/livez", f"/packets/{NOTHING}"])
def test_another_method_is_named_as_such(partner, method, path):
    assert code(partner.call(method, path)) == (405, "SENDER_METHOD_NOT_ALLOWED")


def test_an_address_that_is_none_is_not_there(partner):
    assert code(partner.get("/weather")) == (404, "HUB_NOT_FOUND")
