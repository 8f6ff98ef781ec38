"""A receiver that is down, and back: nothing is lost, it is spared, and people are told."""

import json
from contextlib import contextmanager
from dataclasses import replace

import pytest

from adapters.contract import AdapterContext
from adapters.webhook.adapter import Webhook
from exchange.core.partner.webhook import Health
from exchange.core.vocabulary import Delivery
from exchange.flows.partner.webhook import PAGE, view_webhooks
from exchange.flows.partner.webhook_call import failing_webhooks, lease_calls, try_webhook
from tests.flows.partner.receiver import Box, call, hooked, standing, wait_for
from tests.support import servers
from tests.support.hubs import CENTRE, Bench, document_of
from tests.support.places import PLACES
from tests.support.servers import serving

# --- a receiver that is down, and back


@pytest.mark.parametrize("name", PLACES)
def test_a_hook_that_is_down_loses_nothing_and_is_called_again_until_it_answers(request, server, receiver, name):
    place = PLACES[name](request)
    bench = hooked(server, Bench(store=place.open()))
    receiver.status = b"503 Away"
    referral = bench.sent()
    assert [(state.error, state.failures) for state in call(bench)] == [("status-503", 1)]
    assert bench.now(referral).delivery is Delivery.SENDING
    assert wait_for(bench, seconds=20) == []
    assert [state.failures for state in wait_for(bench, seconds=20)] == [2]
    receiver.status = b"200 OK"
    assert [state.failures for state in wait_for(bench, minutes=7)] == [0]
    # One id for one thing, however often it is said.
    assert len({headers["webhook-id"] for _, headers, _ in server.requests}) == 1
    # And it says since when, not when it is said.
    assert len({json.loads(body)["timestamp"] for *_, body in server.requests}) == 1
    assert [one["name"] for one in bench.mail()] == ["packet-available"]
    place.close()


def test_a_hook_that_is_down_is_spared_whatever_comes(server, receiver, bench):
    receiver.status = b"503 Away"
    voice = bench.voice(bench.sent())
    call(bench)
    voice.fetch()
    voice.says("received")
    bench.withdraw(voice.referral.consent)
    bench.worker.once()
    assert (call(bench), len(server.requests)) == ([], 1)


def test_who_asks_for_patience_is_spared_for_so_long(receiver, bench):
    receiver.status, receiver.headers = b"503 Away", b"Retry-After: 7200\r\n"
    bench.sent()
    call(bench)
    assert (wait_for(bench, minutes=119), len(wait_for(bench, minutes=1))) == ([], 1)


def test_a_pause_begins_when_the_call_ends():
    def slow(server, sock):
        bench.clock.advance(seconds=15)
        servers.answering(b"503 Away")(server, sock)

    with serving(slow) as server:
        bench = hooked(server)
        bench.sent()
        assert [state.failed_at for state in call(bench)] == [bench.clock.now()]


def test_a_success_is_dated_when_the_call_ends():
    def slow(server, sock):
        bench.clock.advance(seconds=15)
        servers.answering()(server, sock)

    with serving(slow) as server:
        bench = hooked(server)
        assert try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub) is None
        assert standing(bench).state.succeeded_at == bench.clock.now()


def test_what_the_hook_missed_is_fetched_all_the_same(server, receiver, bench):
    receiver.status = b"500 Oh"
    bench.sent()
    call(bench)
    assert [one["name"] for one in bench.mail()] == ["packet-available"]
    assert [(state.owed, state.failures) for state in wait_for(bench, minutes=1)] == [("", 1)]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("behave", "code"),
    [(servers.hanging, "timeout"), (servers.dripping_headers, "timeout"), (servers.hanging_up, "unreachable"),
     (servers.answering(b"302 Found", b"Location: https://elsewhere.example/\r\n"), "redirect")],
)  # fmt: skip
def test_a_server_that_does_not_answer_properly_has_failed(behave, code):
    with serving(behave) as server:
        bench = hooked(server)
        bench.sent()
        assert [state.error for state in call(bench)] == [code]


def test_an_address_that_may_not_be_called_any_more_is_not(server):
    bench = hooked(server)
    bench.adapters["webhook"] = Webhook(AdapterContext(mailbox=Box(bench), demo=False))
    bench.sent()
    assert [state.error for state in call(bench)] == ["address-scheme"]
    assert server.requests == []


# --- who is told


def test_people_are_told_after_a_day_and_again_after_three(receiver, bench):
    receiver.status = b"503 Away"
    referral = bench.sent()
    call(bench)
    told = []
    for hours in (1, 22, 2, 47, 1):
        bench.clock.advance(hours=hours)
        told += failing_webhooks(hub=bench.hub)
        told += failing_webhooks(hub=bench.hub)
    assert told == [(CENTRE, Health.TELL_TECHNICAL), (CENTRE, Health.TELL_BUSINESS)]
    assert bench.view(referral).disturbed
    receiver.status = b"204 No Content"
    call(bench)
    assert (standing(bench).health, bench.view(referral).disturbed) == (Health.WORKING, False)


class Overtaken:
    """A store whose reader is overtaken by another process as soon as it has read."""

    def __init__(self, store, meanwhile) -> None:
        self.store, self.meanwhile, self.shared = store, meanwhile, store.shared

    @contextmanager
    def reading(self):
        with self.store.reading() as tx:
            yield tx
        self.meanwhile()


def test_of_two_processes_that_find_it_at_once_one_tells_people(receiver, bench):
    receiver.status = b"503 Away"
    bench.sent()
    call(bench)
    bench.clock.advance(days=2)
    told = []
    overtaken = Overtaken(bench.store, lambda: told.append(failing_webhooks(hub=bench.hub)))
    told.append(failing_webhooks(hub=replace(bench.hub, store=overtaken)))
    assert told == [[(CENTRE, Health.TELL_TECHNICAL)], []]


def test_of_a_hook_that_is_gone_nobody_is_told(receiver, bench):
    receiver.status = b"503 Away"
    bench.sent()
    call(bench)
    bench.enrol(document_of(CENTRE), adapter="")
    bench.clock.advance(days=4)
    assert (failing_webhooks(hub=bench.hub), lease_calls(hub=bench.hub, limit=9)) == ([], ())


def test_every_hook_is_looked_at_however_many_there_are(receiver, bench):
    receiver.status = b"503 Away"
    bench.sent()
    call(bench)
    with bench.store.transaction() as tx:
        partner, state = tx.partners.get(CENTRE), tx.webhooks.get(CENTRE)
        for number in range(PAGE):
            entity = f"https://{number:03d}.example"
            tx.partners.put(replace(partner, entity=entity))
            tx.webhooks.put(replace(state, partner=entity))
    bench.clock.advance(days=2)
    assert (len(view_webhooks(hub=bench.hub)), len(failing_webhooks(hub=bench.hub))) == (PAGE + 1, PAGE + 1)


def test_where_the_partner_fetches_nobody_says_that_it_is_disturbed(receiver, bench):
    receiver.status = b"503 Away"
    referral = bench.sent()
    call(bench)
    bench.mail()
    bench.clock.advance(days=4)
    assert (standing(bench).health, bench.view(referral).disturbed) == (Health.TELL_BUSINESS, False)


def test_one_who_wants_no_more_calls_is_a_matter_for_people_at_once(receiver, bench):
    receiver.status = b"410 Gone"
    bench.sent()
    call(bench)
    assert failing_webhooks(hub=bench.hub) == [(CENTRE, Health.ASKED_TO_STOP)]
    assert [wait_for(bench, hours=19), len(wait_for(bench, hours=10))] == [[], 1]
