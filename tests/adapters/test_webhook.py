"""The webhook adapter against servers that are there: what it sends, and what each answer means."""

import json
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime
from time import monotonic

import certifi
import pytest
from standardwebhooks import Webhook as PublishedReceiver

from adapters.conformance.check import NotedMailbox
from adapters.contract import AdapterContext, Offered, Parcel, Refused, Unavailable, WebhookCall
from adapters.outbound.client import OutboundTrust
from adapters.webhook.adapter import Webhook
from keys.webhook import new_secret, show_secret, sign_v1
from tests.support import servers
from tests.support.servers import BAD, serving

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
JTI = "01a2310c-0100-7c56-84f2-76ef96813a14"


def adapter(*, demo=True, **settings: str):
    return Webhook(AdapterContext(mailbox=NotedMailbox(), demo=demo, settings={"seconds": "0.5", **settings}))


def a_hint(url, at=AT, sign=lambda _: "v1a,c2ln"):
    return WebhookCall(id=JTI, type="sets.available", hub="https://hub.example", url=url, since=AT, at=at, sign=sign)


@contextmanager
def hinted(behave, error=None):
    with serving(behave) as server:
        if error is None:
            adapter().call(a_hint(f"{server.origin}/hook?x=1"))
            yield server
            return
        with pytest.raises(error) as answer:
            adapter().call(a_hint(f"{server.origin}/hook"))
        yield answer.value


def test_a_call_says_that_something_waits_and_nothing_of_what():
    with hinted(servers.answering()) as server:
        ((line, headers, body),) = server.requests
    assert (line, headers["content-type"]) == ("POST /hook?x=1 HTTP/1.1", "application/json")
    assert json.loads(body) == {
        "type": "sets.available", "timestamp": "2026-11-24T12:00:00.000Z",
        "data": {"hub": "https://hub.example", "id": JTI},
    }  # fmt: skip


def test_the_headers_are_those_of_standard_webhooks():
    with hinted(servers.answering()) as server:
        headers = server.requests[0][1]
    assert {name: value for name, value in headers.items() if name.startswith("webhook-")} == {
        "webhook-id": JTI, "webhook-timestamp": str(int(AT.timestamp())), "webhook-signature": "v1a,c2ln",
    }  # fmt: skip


def test_the_published_library_verifies_what_arrives():
    secret = new_secret()
    with serving(servers.answering()) as server:
        adapter().call(a_hint(server.origin, at=datetime.now(UTC), sign=lambda signed: sign_v1(signed, secret)))
        _, headers, body = server.requests[0]
    assert PublishedReceiver(show_secret(secret)).verify(body, headers)["data"]["id"] == JTI


@pytest.mark.parametrize("status", [b"200 OK", b"202 Accepted", b"204 No Content", b"299 Odd"])
def test_every_success_is_one(status):
    with hinted(servers.answering(status)) as server:
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [(b"301 Moved", "redirect"), (b"307 Temporary", "redirect"), (b"400 Bad", "status-400"), (b"404 Not", "status-404"),
     (b"429 Slow", "status-429"), (b"500 Oh", "status-500"), (b"503 Away", "status-503")],
)  # fmt: skip
def test_every_other_answer_is_a_failure_with_its_code(status, reason):
    with serving(servers.answering()) as other:
        elsewhere = f"Location: {other.origin}/\r\n".encode()
        with hinted(servers.answering(status, elsewhere), Unavailable) as error:
            assert (error.reason, other.requests) == (reason, [])


def test_one_who_wants_no_more_calls_is_for_people():
    with hinted(servers.answering(b"410 Gone"), Refused) as error:
        assert error.code == "gone"


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [("120", 120), ("0", 0), ("Tue, 24 Nov 2026 12:10:00 GMT", 600), ("Tue, 24 Nov 2020 12:10:00 GMT", 0), ("-5", 0),
     ("soon", 0), ("9" * 40, 604_800), ("9" * 5000, 604_800),
     ("Tue, 24 Nov 2099 12:10:00 GMT", 604_800), ("Tue, 24 Nov 2026 12:10:00", 0)],
)  # fmt: skip
def test_patience_that_is_asked_for_is_passed_on(asked, seconds):
    with hinted(servers.answering(b"503 Away", f"Retry-After: {asked}\r\n".encode()), Unavailable) as error:
        assert error.retry_after == seconds


@pytest.mark.parametrize("name", BAD)
def test_a_bad_server_fails_in_time(name):
    begun = monotonic()
    with hinted(BAD[name], Unavailable) as error:
        assert error.reason in {"timeout", "unreachable"}
    assert monotonic() - begun < 5


@pytest.mark.parametrize("behave", [servers.a_gigabyte, servers.dripping_body])
def test_what_comes_after_the_status_is_not_waited_for(behave):
    begun = monotonic()
    with hinted(behave) as server:
        assert (server.sent < 64 * 1024 * 1024, monotonic() - begun < 0.5) == (True, True)


@pytest.mark.parametrize(
    ("url", "code"),
    [("http://127.0.0.1:1/", "address-scheme"), ("https://127.0.0.1/", "address-address"),
     ("https://169.254.169.254/latest", "address-address"), ("https://[::1]/", "address-address"),
     ("https://hook.example:22/", "address-port"), ("https://u:p@hook.example/", "address-form")],
)  # fmt: skip
def test_in_production_no_hook_leads_inside(url, code):
    for attempt in (adapter(demo=False).check, lambda url: adapter(demo=False).call(a_hint(url))):
        with pytest.raises(Refused) as refused:
            attempt(url)
        assert refused.value.code == code


def test_a_network_the_operator_opened_may_be_called():
    adapter(demo=False, inside="10.20.0.0/16").check("https://10.20.0.7/hook")
    with pytest.raises(Refused):
        adapter(demo=False).check("https://10.20.0.7/hook")


def test_a_name_nobody_knows_is_not_refused_for_ever():
    with pytest.raises(Unavailable):
        adapter(demo=False).check("https://hook.invalid/")


@pytest.mark.parametrize(
    ("name", "value"),
    [("inside", "127.0.0.0/8"), ("inside", "inner"), ("ports", "https"), ("seconds", "soon"), ("seconds", "nan"),
     ("seconds", "0"), ("seconds", "-1")],
)  # fmt: skip
def test_settings_that_make_no_sense_are_not_taken(name, value):
    with pytest.raises(ValueError, match=value):
        adapter(**{name: value})


@pytest.mark.parametrize(("asked", "seconds"), [("0.5", 0.5), ("20", 20), ("20.1", 20), ("3600", 20), ("inf", 20)])
def test_no_hook_may_take_longer_than_a_workers_lease_allows(asked, seconds):
    assert adapter(seconds=asked).seconds == seconds


def test_the_parcel_lies_in_the_mailbox_whatever_becomes_of_the_call():
    mailbox = NotedMailbox()
    parcel = Parcel(id=JTI, partner="https://p.example", prio=1, notice="a.b.c")
    assert Webhook(AdapterContext(mailbox=mailbox)).deliver(parcel) == Offered(call_webhook=True)
    assert mailbox.deposits == [JTI]


@pytest.fixture(scope="module")
def of_the_house(tmp_path_factory):
    """A receiver whose certificate is of the organisation's own authority, and the file of that authority."""
    shown, authority = servers.issued(tmp_path_factory.mktemp("tls"), "localhost")
    with serving(servers.answering(), servers.showing(shown, [])) as server:
        yield f"https://localhost:{server.port}/hook", server, authority


def test_an_authority_of_the_houses_own_is_believed_where_the_operator_names_it(of_the_house):
    url, server, authority = of_the_house
    adapter(authorities=str(authority)).call(a_hint(url))
    assert server.requests[-1][0] == "POST /hook HTTP/1.1"


def test_a_certificate_nobody_believes_is_called_so_and_nothing_is_sent(of_the_house, tmp_path):
    url, server, _ = of_the_house
    before = len(server.requests)
    for settings in ({}, {"authorities": str(servers.issued(tmp_path, "other.example")[1])}):
        with pytest.raises(Unavailable, match="certificate"):
            adapter(**settings).call(a_hint(url))
    assert len(server.requests) == before


def test_who_names_an_authority_still_believes_the_public_ones(of_the_house):
    trusted = OutboundTrust.read(authorities=str(of_the_house[2])).authorities.get_ca_certs()
    public = ssl.create_default_context(cafile=certifi.where()).get_ca_certs()
    assert len(trusted) == len(public) + 1


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_a_file_of_authorities_that_is_none_is_named(tmp_path, content):
    file = tmp_path / "house.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValueError, match=r"authorities: .*house\.pem"):
        adapter(authorities=str(file))
