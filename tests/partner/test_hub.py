from datetime import timedelta

import pytest

from exchange.core.text.explained import explained
from exchange.core.unavailable import HubUnreachable
from exchange.partner.errors import HubNotTrusted, HubRefused
from exchange.partner.folder import PartnerFolder, Settings, write_settings
from exchange.partner.inbox import Stage
from exchange.partner.partner import Partner
from keys.encoding import unb64url
from keys.jwk import Purpose
from keys.strictjson import loads
from tests.partner.conftest import ENTITY, PASSPHRASE
from tests.partner.foreign_hub import new_key, now
from tests.partner.making import make

CONFIGURATION = "/.well-known/openid-federation"


def test_a_hub_with_another_key_than_the_one_pinned_is_not_spoken_to(hub, folder):
    write_settings(PartnerFolder(folder), Settings(entity=ENTITY, hub=hub.origin, pin="A" * 43, demo=True))
    with Partner.open(folder, passphrase=PASSPHRASE) as partner, pytest.raises(HubNotTrusted):
        partner.receive()
    assert hub.heard.asked == [CONFIGURATION]


def test_a_configuration_signed_by_another_key_is_not_believed(hub, partner):
    pinned = hub.key(Purpose.FEDERATION)
    hub.keys[Purpose.FEDERATION].append(new_key(Purpose.FEDERATION))
    with pytest.raises(HubNotTrusted):
        partner.hub()
    hub.keys[Purpose.FEDERATION] = [pinned]
    assert partner.hub().name == "Fremder Hub (erfunden)"


def wrong_configurations(hub):
    metadata = peek_metadata(hub)
    at = int(now().timestamp())
    elsewhere = {"issuer": hub.origin, "token_endpoint": "https://elsewhere.example/oauth/token"}
    return {
        "entity": {"sub": "https://other.example"},
        "issuer": {"iss": "https://other.example", "sub": "https://other.example"},
        "endpoint": {"metadata": metadata | {"oauth_authorization_server": elsewhere}},
        "lookalike": {"metadata": metadata | {"oauth_authorization_server": {"token_endpoint": hub.origin + ".evil/"}}},
        "over": {"iat": at - 90, "exp": at - 1},
        "future": {"iat": at + 600},
        "no keys": {"metadata": metadata | {"rx_hub": {}}},
        "no metadata": {"metadata": []},
    }


def peek_metadata(hub):
    return loads(unb64url(hub.configuration().split(".")[1]))["metadata"]


WRONG = ["entity", "issuer", "endpoint", "lookalike", "over", "future", "no keys", "no metadata"]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_configuration_that_is_wrong_in_one_thing_is_not_believed(hub, partner, wrong):
    compact = hub.configuration(**wrong_configurations(hub)[wrong])
    hub.configuration = lambda: compact
    with pytest.raises(HubNotTrusted):
        partner.hub()


def test_a_kept_configuration_that_is_over_is_asked_for_anew(hub, folder):
    with Partner.open(folder, passphrase=PASSPHRASE) as partner:
        partner.hub()
    at = int(now().timestamp()) + 2 * 86400
    compact = hub.configuration(iat=at - 1, exp=at + 60)
    hub.configuration = lambda: compact
    with Partner.open(folder, passphrase=PASSPHRASE, now=lambda: now() + timedelta(days=2)) as partner:
        assert int(partner.hub().ends_at.timestamp()) == at + 60


def test_what_is_known_of_the_hub_is_kept_and_asked_for_once(hub, folder):
    for _ in range(2):
        with Partner.open(folder, passphrase=PASSPHRASE) as partner:
            partner.receive()
    assert hub.heard.asked.count(CONFIGURATION) == 1


def test_a_new_key_of_the_hub_is_asked_for_once(hub, partner):
    partner.receive()
    hub.keys[Purpose.PACKET].append(new_key(Purpose.PACKET))
    make(hub).offer()
    assert len(partner.receive().received) == 1
    assert hub.heard.asked.count(CONFIGURATION) == 2


def test_a_key_the_hub_does_not_show_stays_unknown(hub, partner):
    sent = make(hub)
    hub.keys[Purpose.PACKET].append(new_key(Purpose.PACKET))
    hub.faults.hidden_keys = {hub.key(Purpose.PACKET).kid}
    sent.offer()
    assert partner.receive().unreadable == ((sent.packet.id, "unknown-key"),)
    assert hub.heard.asked.count(CONFIGURATION) == 2


def test_a_nonce_is_used_where_the_hub_asks_for_one(hub, partner):
    hub.faults.nonce = "nonce-1"
    make(hub).offer()
    assert len(partner.receive().received) == 1
    hub.faults.nonce = "nonce-2"
    make(hub).offer()
    assert len(partner.receive().received) == 1


def test_one_token_serves_many_calls_and_a_revoked_one_is_replaced_once(hub, partner):
    partner.receive()
    hub.tokens.clear()
    partner.receive()
    assert hub.heard.asked.count("/oauth/token") == 2


@pytest.mark.parametrize(("said", "shown"), [("Ask the Jobcenter.", True), ("\x1b[2J", False), ("a" * 301, False)])
def test_what_the_hub_says_to_a_client_that_gets_no_token_is_passed_on_where_it_is_readable(hub, partner, said, shown):
    hub.faults.no_token = said
    with pytest.raises(HubRefused) as refused:
        partner.receive()
    told = explained(refused.value)
    assert (told.where, said in told.what.de, said in told.what.en) == ("token: invalid_client", shown, shown)


def test_a_hub_that_lets_nobody_in_is_asked_twice_and_no_more(hub, partner):
    hub.faults.locked = True
    with pytest.raises(HubRefused):
        partner.receive()
    assert hub.heard.asked.count("/sets/poll") == 2


@pytest.mark.parametrize("path", ["/.well-known", "/oauth", "/sets/poll", "/packets", "/blobs", "/sets$"])
def test_a_hub_that_is_away_is_said_to_be_and_nothing_is_lost(hub, partner, path):
    sent = make(hub, files=[("brief.pdf", b"erfunden")])
    sent.offer()
    hub.faults.down = path
    with pytest.raises(HubUnreachable):
        partner.receive()
    hub.faults.down = ""
    partner.receive()
    assert partner.show(sent.packet.id).stage is Stage.RECEIVED
    assert hub.names() == ["received"]


def test_a_hub_that_does_not_listen_is_unreachable(hub, folder):
    write_settings(PartnerFolder(folder), Settings(entity=ENTITY, hub="http://127.0.0.1:1", pin=hub.pin, demo=True))
    with Partner.open(folder, passphrase=PASSPHRASE) as partner, pytest.raises(HubUnreachable):
        partner.receive()
