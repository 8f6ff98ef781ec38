"""A partner's webhook: enrolled with its address, signed by key or secret, and two people renew the secret."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks import Webhook as PublishedReceiver

from adapters.contract import AdapterContext
from adapters.webhook.adapter import Webhook
from exchange.core.errors import Forbidden, FourEyes, PartnerUnknown, WrongPassphrase
from exchange.flows.partner.webhook import WebhookRefused, WebhookUnknown, renew_secret, view_webhooks
from exchange.flows.partner.webhook_call import lease_calls, try_webhook
from keys.jwk import PrivateKey, Purpose
from keys.ring import Ring
from keys.webhook import show_secret
from tests.flows.partner.receiver import Box, call, hooked, standing, wait_for
from tests.support.clock import FixedClock
from tests.support.hubs import BOSS, CENTRE, KIM, OPS, OTHER, Bench, claim, document_of
from tests.support.places import PLACES

DAY = timedelta(days=1)


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
