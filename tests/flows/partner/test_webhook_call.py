"""The call of a webhook: what it says, that it is made once, and that it holds up nobody."""

import json
import threading
import time
from contextlib import contextmanager

import pytest

from exchange.core.errors import PartnerUnknown
from exchange.core.partner.webhook import Health
from exchange.core.vocabulary import Delivery
from exchange.flows.delivery.poll import collect
from exchange.flows.partner.standing import suspend
from exchange.flows.partner.webhook import WebhookUnknown, view_webhook, view_webhooks
from exchange.flows.partner.webhook_call import call_webhook, lease_calls, try_webhook
from keys.jwk import Purpose
from keys.ring import KeySet
from keys.webhook import verify
from tests.flows.partner.receiver import call, hooked, standing
from tests.support import servers
from tests.support.clock import FixedClock
from tests.support.hubs import CENTRE, KIM, OTHER, Bench, claim, document_of
from tests.support.places import PLACES
from tests.support.servers import serving

# --- the call


@pytest.mark.parametrize("name", PLACES)
def test_what_is_put_into_the_mailbox_is_announced_once_and_stays_there(request, server, name):
    place = PLACES[name](request)
    bench = hooked(server, Bench(store=place.open()))
    referral = bench.sent()
    assert [(state.owed, state.error) for state in call(bench)] == [("", "")]
    assert (call(bench), len(server.requests), standing(bench).health) == ([], 1, Health.WORKING)
    # The answer to a call is no hand-over: only fetching is.
    assert bench.now(referral).delivery is Delivery.SENDING
    assert [one["name"] for one in bench.mail()] == ["packet-available"]
    place.close()


def test_the_call_is_signed_with_the_hubs_key(server, bench):
    bench.sent()
    call(bench)
    _, headers, body = server.requests[0]
    webhook_keys = KeySet(bench.ring.public().of(Purpose.WEBHOOK))
    genuine = verify(headers, body, at=bench.clock.now(), keys=webhook_keys)
    collected = collect(CENTRE, limit=9, acks=(), errors={}, hub=bench.hub)
    assert [genuine.id] == [jti for jti, _ in collected.sets] == [json.loads(body)["data"]["id"]]


def test_the_call_names_nobody_and_nothing(server, bench):
    referral = bench.sent()
    call(bench)
    said = repr(server.requests[0])
    assert [
        one for one in (referral.id, referral.packet, referral.person, "packet", "beratung", "sucht") if one in said
    ] == []


def test_nobody_is_called_about_an_empty_mailbox(server, bench):
    bench.sent()
    bench.mail()
    assert [state.owed for state in call(bench)] == [""]
    assert server.requests == []


def test_many_things_are_announced_by_one_call(server, bench):
    voice = bench.voice(bench.sent())
    call(bench)
    voice.fetch()
    voice.says("received")
    bench.cancel(voice.referral)
    bench.withdraw(voice.referral.consent)
    bench.worker.once()
    assert (len(call(bench)), len(server.requests)) == (1, 2)


def test_a_partner_that_is_suspended_is_not_called(server, bench):
    bench.sent()
    suspend(CENTRE, by=claim(KIM), hub=bench.hub)
    call(bench)
    assert server.requests == []


def test_a_call_whose_lease_was_lost_changes_nothing(bench):
    bench.sent()
    (lost,) = lease_calls(hub=bench.hub, limit=9)
    assert lease_calls(hub=bench.hub, limit=9) == ()
    bench.clock.advance(seconds=61)
    (taken,) = lease_calls(hub=bench.hub, limit=9)
    assert call_webhook(lost, adapters=bench.adapters, hub=bench.hub) is None
    assert call_webhook(taken, adapters=bench.adapters, hub=bench.hub).owed == ""


def test_a_partner_without_a_hook_may_have_the_adapter_that_calls_them(server, bench):
    bench.enrol(document_of(OTHER), adapter="webhook")
    bench.a_consent(to=OTHER)
    referral = bench.refer(to=OTHER)
    bench.worker.once()
    assert (bench.now(referral).delivery, call(bench), server.requests) == (Delivery.SENDING, [], [])


class Ticking(FixedClock):
    """A clock that stands, but for the worker's own pauses."""

    def monotonic(self):
        return time.monotonic()


@contextmanager
def running(worker):
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,), daemon=True)
    thread.start()
    yield
    stop.set()
    thread.join()


def test_a_hook_that_hangs_holds_up_nobody_else():
    with serving(servers.hanging) as server:
        bench = hooked(server, Bench(clock=Ticking()), seconds="2")
        bench.sent()
        with running(bench.worker):
            eventually(lambda: server.requests)
            bench.a_consent(to=OTHER)
            referral = bench.refer(to=OTHER)
            eventually(lambda: bench.now(referral).delivery is Delivery.SENDING)
            assert standing(bench).state.lease_token
    assert standing(bench).state.error == "timeout"


def eventually(holds):
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


# --- trying it by hand


def test_a_test_call_says_that_it_is_one(server, bench):
    assert try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub) is None
    assert json.loads(server.requests[0][2])["type"] == "hook.test"


def test_a_test_that_works_ends_the_pause_and_one_that_fails_changes_nothing(receiver, bench):
    receiver.status = b"503 Away"
    bench.sent()
    call(bench)
    before = standing(bench).state
    assert try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub).code == "status-503"
    assert standing(bench).state == before
    receiver.status = b"200 OK"
    assert try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub) is None
    assert [state.owed for state in call(bench)] == [""]


def test_where_there_is_no_hook_nothing_is_tried(bench):
    for attempt in (
        lambda: try_webhook(OTHER, adapters=bench.adapters, hub=bench.hub),
        lambda: view_webhook(OTHER, hub=bench.hub),
    ):
        with pytest.raises(WebhookUnknown):
            attempt()
    with pytest.raises(PartnerUnknown):
        view_webhook("https://nobody.example", hub=bench.hub)
    assert [one.partner.entity for one in view_webhooks(hub=bench.hub)] == [CENTRE]
