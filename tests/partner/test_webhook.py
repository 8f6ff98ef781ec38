"""The hub calls, and the partner fetches: a genuine call is followed by a round, a stranger's is not."""

from datetime import timedelta

import pytest

from exchange.core.errors import SchemaInvalid
from exchange.partner.errors import NoPartnerHere, WebhookNotGenuine
from exchange.partner.folder import PartnerFolder, read_document
from exchange.partner.partner import Partner
from exchange.partner.setup import add_members
from keys.jwk import Purpose
from keys.webhook import content, new_secret, show_secret, sign_v1, sign_v1a
from tests.partner.conftest import PASSPHRASE
from tests.partner.foreign_hub import new_id, new_key, now
from tests.partner.making import make

CONFIGURATION = "/.well-known/openid-federation"
BODY = b'{"type":"sets.available"}'
HOOK = {"url": "https://p.example/hook", "signatures": ["v1a", "v1"]}


def call(key=None, *, secret=None, at=None):
    message, stamp = new_id(), str(int((at or now()).timestamp()))
    signed = content(message, stamp, BODY)
    made = sign_v1(signed, secret) if secret else sign_v1a(signed, key)
    return {"Webhook-Id": message, "Webhook-Timestamp": stamp, "Webhook-Signature": made}


def test_a_call_is_followed_by_a_round(hub, partner):
    sent = make(hub)
    sent.offer()
    assert partner.hooked(call(hub.key(Purpose.WEBHOOK)), BODY).received == (sent.packet.id,)
    assert partner.hooked(call(hub.key(Purpose.WEBHOOK)), BODY).received == ()


def test_a_call_with_the_secret_is_believed_too(partner):
    secret = new_secret()
    assert partner.hooked(call(secret=secret), BODY, secrets=[show_secret(secret)]).received == ()


@pytest.mark.parametrize("make_call", [
    lambda _: call(new_key(Purpose.WEBHOOK)),
    lambda hub: call(hub.key(Purpose.WEBHOOK), at=now() - timedelta(minutes=6)),
    lambda _: call(secret=new_secret()),
    lambda _: {},
])  # fmt: skip
def test_a_call_that_is_not_the_hubs_fetches_nothing(hub, partner, make_call):
    with pytest.raises(WebhookNotGenuine):
        partner.hooked(make_call(hub), BODY)
    assert set(hub.heard.asked) <= {CONFIGURATION}


def test_a_new_key_of_the_hub_is_asked_for_but_not_at_every_strangers_call(hub, folder):
    moment = [now()]
    with Partner.open(folder, passphrase=PASSPHRASE, now=lambda: moment[0]) as partner:
        partner.hub()
        moment[0] += timedelta(minutes=2)
        hub.keys[Purpose.WEBHOOK].append(new_key(Purpose.WEBHOOK))
        partner.hooked(call(hub.key(Purpose.WEBHOOK), at=moment[0]), BODY)
        before = hub.heard.asked.count(CONFIGURATION)
        moment[0] = now() + timedelta(seconds=30)
        for _ in range(5):
            with pytest.raises(WebhookNotGenuine):
                partner.hooked(call(new_key(Purpose.WEBHOOK), at=moment[0]), BODY)
    assert (before, hub.heard.asked.count(CONFIGURATION)) == (2, 2)


def test_a_secret_that_is_none_is_said_to_be_so(partner):
    with pytest.raises(WebhookNotGenuine):
        partner.hooked(call(secret=new_secret()), BODY, secrets=["whsec_short"])


def test_a_partner_names_its_hook_in_its_document(folder, tmp_path):
    add_members(PartnerFolder(folder), {"hook": HOOK})
    assert read_document(PartnerFolder(folder))["hook"] == HOOK
    for wrong in ({"url": "ftp://p.example/"}, {"url": "https://p.example/", "more": 1}, "https://p.example/"):
        with pytest.raises(SchemaInvalid):
            add_members(PartnerFolder(folder), {"hook": wrong})
    assert read_document(PartnerFolder(folder))["hook"] == HOOK
    with pytest.raises(NoPartnerHere):
        add_members(PartnerFolder(tmp_path / "nobody"), {"hook": HOOK})
