"""A partner's hook, from enrolment to the call, with a receiver that is there, fails, and comes back."""

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as PublishedReceiver

from adapters.contract import AdapterContext
from adapters.webhook.adapter import Webhook
from exchange.core.errors import Forbidden, FourEyes, PartnerUnknown, WrongPassphrase
from exchange.core.partner.webhook import Health
from exchange.core.vocabulary import Delivery
from exchange.flows.delivery.poll import collect
from exchange.flows.partner.enrol import suspend
from exchange.flows.partner.webhook import (
    PAGE,
    WebhookRefused,
    WebhookUnknown,
    renew_secret,
    view_webhook,
    view_webhooks,
)
from exchange.flows.partner.webhook_call import call_webhook, failing_webhooks, lease_calls, try_webhook
from keys.jwk import PrivateKey, Purpose
from keys.ring import KeySet, Ring
from keys.webhook import show_secret, verify
from tests.adapters import servers
from tests.adapters.servers import serving
from tests.fakes import FixedClock
from tests.flows.hubs import BOSS, CENTRE, KIM, OPS, OTHER, Bench, claim, document_of
from tests.storage.places import PLACES

DAY = timedelta(days=1)


class Box:
    """A mailbox in a hub's store."""

    def __init__(self, bench) -> None:
        self.bench = bench

    def deposit(self, jti):
        with self.bench.store.transaction() as tx:
            tx.outbox.deposit(jti, at=self.bench.clock.now())


class Receiver:
    """A partner's web server, whose answer a test changes."""

    def __init__(self) -> None:
        self.status, self.headers = b"204 No Content", b""

    def __call__(self, server, sock):
        while server.read(sock):
            server.send(sock, b"HTTP/1.1 " + self.status + b"\r\n" + self.headers + b"Content-Length: 0\r\n\r\n")


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def server(receiver):
    with serving(receiver) as server:
        yield server


def hooked(server, bench=None, seconds="0.5", **hook: object):
    """A hub whose partner has a hook at the server."""
    bench = bench or Bench()
    settings = {"seconds": seconds}
    bench.adapters["webhook"] = Webhook(AdapterContext(mailbox=Box(bench), demo=True, settings=settings))
    document = document_of(CENTRE, hook={"url": f"{server.origin}/hook", **hook}, contact={"email": "buero@p.example"})
    bench.enrol(document, adapter="")
    return bench


@pytest.fixture
def bench(server):
    return hooked(server)


def call(bench):
    """Make every call that is due; how each hook stands then."""
    leases = lease_calls(hub=bench.hub, limit=9)
    return [call_webhook(one, adapters=bench.adapters, hub=bench.hub) for one in leases]


def wait_for(bench, **by: float):
    bench.clock.advance(**by)
    return call(bench)


def standing(bench):
    return view_webhook(CENTRE, hub=bench.hub)


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


# --- keys and secrets


def signatures(server):
    return [one.partition(",")[0] for one in server.requests[-1][1]["webhook-signature"].split()]


def renew(bench, overlap=7 * DAY, by=OPS, second=BOSS):
    approve = claim(second) if second else None
    return renew_secret(CENTRE, overlap=overlap, by=claim(by), approve_by=approve, hub=bench.hub)


@pytest.mark.parametrize("name", PLACES)
def test_the_published_library_believes_the_old_and_the_new_secret_for_a_week(request, server, name):
    place = PLACES[name](request)
    bench = hooked(server, Bench(store=place.open(), clock=FixedClock(datetime.now(UTC))), signatures=["v1"])
    secrets = [renew(bench), renew(bench)]
    assert try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub) is None
    _, headers, body = server.requests[0]
    assert [PublishedReceiver(show_secret(one)).verify(body, headers)["type"] for one in secrets] == ["hook.test"] * 2
    bench.clock.advance(days=7)
    try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub)
    assert signatures(server) == ["v1"]
    place.close()


def test_a_secret_in_wrong_hands_ends_at_once(server):
    bench = hooked(server, signatures=["v1"])
    renew(bench)
    renew(bench, overlap=timedelta(0))
    try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub)
    with bench.store.reading() as tx:
        assert (signatures(server), tx.webhooks.secret(CENTRE).previous) == (["v1"], None)


def test_both_kinds_of_signatures_go_together(server):
    bench = hooked(server, signatures=["v1a", "v1"])
    renew(bench)
    try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub)
    assert signatures(server) == ["v1a", "v1"]


def test_a_new_key_of_the_hub_signs_beside_the_old_one(server, bench):
    at = bench.clock.now()
    newer = PrivateKey.generate(Purpose.WEBHOOK, alg="Ed25519", nbf=at, exp=at + 400 * DAY)
    bench.ring = Ring([*bench.ring, newer])
    for days, expected in ((1, ["v1a", "v1a"]), (30, ["v1a"])):
        bench.clock.advance(days=days)
        try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub)
        assert signatures(server) == expected


def test_a_hub_without_a_key_says_so_and_calls_nobody(server, bench):
    bench.ring = Ring(key for key in bench.ring if key.public.purpose is not Purpose.WEBHOOK)
    bench.sent()
    assert ([state.error for state in call(bench)], server.requests) == (["key-unknown-key"], [])


def test_without_a_secret_nothing_is_sent_unsigned_and_the_first_one_ends_the_wait(server):
    bench = hooked(server, signatures=["v1"])
    bench.sent()
    assert ([state.error for state in call(bench)], server.requests) == (["no-secret"], [])
    renew(bench)
    assert ([state.error for state in call(bench)], signatures(server)) == ([""], ["v1"])


def test_without_a_secret_people_are_waited_for_a_day(server):
    bench = hooked(server, signatures=["v1"])
    bench.sent()
    call(bench)
    assert (wait_for(bench, hours=19), len(wait_for(bench, hours=10))) == ([], 1)


def test_a_hub_without_a_key_waits_for_its_people_a_day(bench):
    bench.ring = Ring(key for key in bench.ring if key.public.purpose is not Purpose.WEBHOOK)
    bench.sent()
    call(bench)
    assert (wait_for(bench, hours=19), len(wait_for(bench, hours=10))) == ([], 1)


def test_a_later_secret_ends_no_pause(server, receiver):
    bench = hooked(server, signatures=["v1"])
    renew(bench)
    receiver.status = b"503 Away"
    bench.sent()
    call(bench)
    renew(bench)
    assert call(bench) == []


def test_a_first_secret_begins_no_second_call_beside_the_one_that_is_made(server):
    bench = hooked(server, signatures=["v1"])
    bench.sent()
    assert len(lease_calls(hub=bench.hub, limit=9)) == 1
    renew(bench)
    assert lease_calls(hub=bench.hub, limit=9) == ()


def test_a_first_secret_announces_nothing_that_was_announced(server):
    bench = hooked(server, signatures=["v1a", "v1"])
    bench.sent()
    call(bench)
    renew(bench)
    assert (call(bench), len(server.requests)) == ([], 1)


def test_a_partner_that_checks_v1_no_more_is_not_sent_it(server):
    bench = hooked(server, signatures=["v1a", "v1"])
    renew(bench)
    bench = hooked(server, bench, signatures=["v1a"])
    try_webhook(CENTRE, adapters=bench.adapters, hub=bench.hub)
    assert signatures(server) == ["v1a"]


def test_only_an_operator_renews_a_secret(server):
    bench = hooked(server, signatures=["v1"])
    with pytest.raises(Forbidden):
        renew(bench, by=KIM)


def test_of_nobody_no_secret_is_renewed(bench):
    with pytest.raises(PartnerUnknown):
        renew_secret(OTHER + "x", overlap=DAY, by=claim(OPS), approve_by=claim(BOSS), hub=bench.hub)


def test_two_people_renew_a_secret_and_the_log_says_who_and_not_what(server):
    bench = hooked(server, signatures=["v1"])
    for second in (None, OPS):
        with pytest.raises(FourEyes):
            renew(bench, second=second)
    secret = renew(bench)
    record = [one for one in bench.leaves("KEY_CHANGED") if one.get("purpose") == "webhook-v1"]
    assert [(one["by"], one["approved_by"]) for one in record] == [(OPS, BOSS)]
    assert show_secret(secret).removeprefix("whsec_") not in str(bench.log())


def test_a_secret_is_renewed_only_where_it_is_used(bench):
    with pytest.raises(WebhookUnknown):
        renew(bench)
    with pytest.raises(WrongPassphrase):
        renew_secret(
            CENTRE, overlap=DAY, by=replace(claim(OPS), passphrase=b"x"), approve_by=claim(BOSS), hub=bench.hub
        )


# --- enrolment


@pytest.mark.parametrize(
    "url",
    ["http://hook.example/", "https://10.0.0.7/", "https://169.254.169.254/latest/meta-data", "https://localhost/",
     "https://127.0.0.1/", "https://hook.example:22/", "https://hook.invalid/"],
)  # fmt: skip
def test_a_hook_that_may_not_be_called_is_not_enrolled(url):
    bench = Bench()
    bench.adapters["webhook"] = Webhook(AdapterContext(mailbox=Box(bench), settings={"seconds": "0.5"}))
    with pytest.raises(WebhookRefused) as refused:
        bench.enrol(document_of(CENTRE, hook={"url": url}), adapter="webhook")
    assert refused.value.pointer == "/hook/url"


def test_who_has_a_hook_gets_the_adapter_that_calls_it_and_others_the_mailbox(bench):
    with bench.store.reading() as tx:
        assert [tx.partners.get(one).adapter for one in (CENTRE, OTHER)] == ["webhook", "mailbox"]
    assert bench.enrol(document_of(OTHER), adapter="").partner.adapter == "mailbox"


def test_a_new_address_begins_anew_and_no_address_is_at_rest(server, receiver, bench):
    receiver.status = b"410 Gone"
    bench.sent()
    call(bench)
    receiver.status = b"200 OK"
    bench.enrol(document_of(CENTRE, hook={"url": f"{server.origin}/other"}), adapter="")
    assert [(state.owed, state.error) for state in call(bench)] == [("", "")]
    assert server.requests[-1][0] == "POST /other HTTP/1.1"
    bench.enrol(document_of(CENTRE), adapter="")
    assert (view_webhooks(hub=bench.hub), call(bench)) == ([], [])


def test_whoever_is_enrolled_anew_with_the_same_address_is_spared_as_before(server, receiver, bench):
    receiver.status = b"503 Away"
    bench.sent()
    call(bench)
    before = standing(bench).state
    hooked(server, bench)
    assert standing(bench).state == before


def test_where_nothing_is_owed_a_new_address_is_not_called(bench):
    assert lease_calls(hub=bench.hub, limit=9) == ()


def test_where_no_adapter_calls_hooks_one_may_be_told_of_all_the_same():
    bench = Bench()
    document = document_of(CENTRE, hook={"url": "https://127.0.0.1/"})
    assert bench.enrol(document, adapter="").partner.adapter == "mailbox"


def test_the_log_says_where_calls_go(server, bench):
    assert [one.get("hook") for one in bench.leaves("PARTNER_ENROLLED")][-1] == f"{server.origin}/hook"


def test_whom_to_tell_is_known(server):
    bench = hooked(server, technical_email="technik@p.example")
    assert (standing(bench).hook.technical, standing(bench).hook.business) == ("technik@p.example", "buero@p.example")
    assert standing(hooked(server)).hook.technical == "buero@p.example"
