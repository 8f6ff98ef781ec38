"""Who calls too often is told so before anything costly is done for it, and nobody else notices."""

import asyncio
from threading import Thread

import pytest

from exchange.core.rate_limit import Limits, RateLimit
from exchange.edge.http.rate_limits import Counted, network
from tests.support.clock import FixedClock
from tests.support.hubs import CENTRE, OTHER, Bench
from tests.support.office import Office, TickingClock, code
from tests.support.serving import timed

SPENT = (429, "SENDER_QUOTA_EXCEEDED")
CALLS = 5


def office(**limits: object):
    """A hub in which no time passes, so that no call is given back."""
    return Office(bench=Bench(clock=FixedClock()), limits=Limits(client_calls=CALLS, **limits))


@pytest.fixture
def clients():
    here = office()
    return here.client(CENTRE), here.client(OTHER)


def test_a_client_has_its_calls_and_not_one_more(clients):
    flooding, _ = clients
    # Fetching its token was the first.
    assert [flooding.get("/directory").status_code for _ in range(CALLS)] == [200] * (CALLS - 1) + [429]


def test_the_refusal_says_when_to_come_again_and_the_others_go_on(clients):
    flooding, other = clients
    answers = [flooding.get("/directory") for _ in range(CALLS)]
    assert code(answers[-1]) == SPENT
    assert answers[-1].json()["retryable"] == "same-ids"
    assert answers[-1].headers["retry-after"] == "12"
    assert answers[-1].headers["ratelimit"] == '"client";r=0;t=12'
    assert other.get("/directory").status_code == 200


def test_every_answer_to_a_client_says_what_is_left(clients):
    answer = clients[0].get("/directory")
    assert answer.headers["ratelimit-policy"] == '"client";q=5;w=60'
    assert answer.headers["ratelimit"] == '"client";r=3;t=12'


def test_a_call_that_was_refused_for_its_quota_does_not_use_up_its_proof(clients):
    flooding, _ = clients
    for _ in range(CALLS - 1):
        flooding.get("/directory")
    headers = flooding.headers("GET", "/directory")
    assert code(flooding.office.send("GET", "/directory", headers=headers)) == SPENT
    flooding.office.bench.clock.advance(seconds=12)
    assert flooding.office.send("GET", "/directory", headers=headers).status_code == 200


def test_fetching_tokens_is_counted_too():
    here = office()
    for _ in range(CALLS):
        client = here.client()
    asked = here.send("POST", "/oauth/token", data=client._form("directory.read"),
                      headers={"DPoP": client._proof("POST", "/oauth/token")})  # fmt: skip
    assert code(asked) == SPENT


def test_a_forged_token_does_not_spend_the_clients_calls(clients):
    flooding, _ = clients
    forged = flooding.token[:-8] + "AAAAAAAA"
    for _ in range(3 * CALLS):
        headers = flooding.headers("GET", "/directory") | {"Authorization": f"DPoP {forged}"}
        assert flooding.office.send("GET", "/directory", headers=headers).status_code == 401
    assert flooding.get("/directory").headers["ratelimit"].startswith('"client";r=3')


def test_a_client_that_goes_on_is_refused_before_its_proof_is_looked_at_until_a_call_is_given_back(clients):
    flooding, _ = clients
    for _ in range(CALLS):
        flooding.get("/directory")
    careless = {"Authorization": f"DPoP {flooding.token}", "DPoP": "no proof"}
    assert code(flooding.office.send("GET", "/directory", headers=careless)) == SPENT
    flooding.office.bench.clock.advance(seconds=12)
    assert flooding.office.send("GET", "/directory", headers=careless).status_code == 401
    assert flooding.get("/directory").status_code == 200


def spent(clock):
    """A client in a hub of this clock that has no calls left, and what it goes on sending."""
    here = Office(bench=Bench(clock=clock), limits=Limits(client_calls=CALLS))
    client = here.client()
    for _ in range(CALLS):
        client.get("/directory")
    return here, {"Authorization": f"DPoP {client.token}"}


def at_once(here, headers, count):
    async def send():
        return await asyncio.gather(*(here.sending("GET", "/directory", headers=headers) for _ in range(count)))

    return asyncio.run(send())


def test_who_goes_on_is_refused_at_a_pace_of_ours_and_not_of_its_own():
    here, headers = spent(TickingClock())
    assert timed(lambda: at_once(here, headers, 11)) > 0.2


def test_where_too_many_refusals_wait_the_connection_is_closed_at_once():
    here, headers = spent(TickingClock())
    # Two seconds of refusals wait, 20 a second; whoever comes then does not.
    answers = at_once(here, headers, 130)
    assert {code(one) for one in answers} == {SPENT}
    assert sum(one.headers.get("connection") == "close" for one in answers) in range(1, 90)


def test_an_address_that_sends_garbage_is_shut_out_for_a_while():
    here = office(address_calls=3, shared_addresses=frozenset())
    answers = [here.send("GET", "/directory", headers={"Authorization": "DPoP x.y.z"}) for _ in range(4)]
    assert [one.status_code for one in answers] == [401, 401, 401, 429]
    assert code(answers[-1]) == (429, "SENDER_ADDRESS_QUOTA_EXCEEDED")
    assert (answers[-1].headers["connection"], answers[-1].headers["retry-after"]) == ("close", "20")
    here.bench.clock.advance(seconds=20)
    assert here.send("GET", "/livez").status_code == 200


def test_calls_with_a_token_are_not_counted_for_the_address():
    here = office(address_calls=3, shared_addresses=frozenset())
    client = here.client()
    assert [client.get("/directory").status_code for _ in range(CALLS - 1)] == [200] * (CALLS - 1)
    assert here.send("GET", "/livez").status_code == 200


def test_an_address_many_come_from_is_not_counted():
    here = office(address_calls=3)
    assert {here.send("GET", "/livez").status_code for _ in range(10)} == {200}


def test_an_ipv6_caller_is_known_by_its_network_and_a_mapped_one_by_its_ipv4_address():
    assert network("2001:db8:1:2:3::4") == network("2001:db8:1:2:ffff::") != network("2001:db8:1:3::4")
    assert network("::ffff:192.0.2.1") == network("192.0.2.1") == "192.0.2.1"
    assert network("") == ""


def test_ever_new_addresses_do_not_fill_the_memory():
    counted = Counted(RateLimit(name="address", calls=2), most=100)
    for number in range(1000):
        counted.take(str(number), at=0.0)
    assert len(counted._whole_at) <= 100


class Meanwhile(float):
    """An instant that lets another call in while it is being looked at."""

    def __gt__(self, other):
        self.beside.start()
        # It ends at once where nothing holds it up; where something does, that it goes on later is what is asked for.
        self.beside.join(0.2)
        return float(self) > other


def test_of_two_calls_at_the_same_instant_both_are_counted():
    counted, at = Counted(RateLimit(name="client", calls=2)), Meanwhile(0.0)
    at.beside = Thread(target=counted.take, args=("a",), kwargs={"at": 0.0})
    counted.take("a", at=at)
    at.beside.join()
    assert counted.look("a", at=0.0).wait


def test_who_is_quiet_for_a_window_is_forgotten_before_anybody_who_is_not():
    counted = Counted(RateLimit(name="address", calls=2), most=3)
    for at, who in ((0.0, "a"), (0.0, "b"), (50.0, "loud"), (50.0, "loud"), (60.0, "c")):
        counted.take(who, at=at)
    assert counted.look("loud", at=60.0).left == 0
