"""A hook by hand: named in the document, enrolled, tried, called by the running hub, believed by the partner."""

import json
import time
import tomllib
from functools import partial

import pytest
from standardwebhooks import Webhook as PublishedReceiver

from exchange.partner.partner import Partner
from tests.support import servers
from tests.support.servers import serving

ENTITY = "https://rueckruf.example"


@pytest.fixture(scope="module")
def server():
    with serving(servers.answering(b"204 No Content", body=b"")) as server:
        yield server


@pytest.fixture(scope="module")
def enrolled(hand, server):
    hook = {"url": f"{server.origin}/hook", "signatures": ["v1a", "v1"], "technical_email": "technik@rueckruf.example"}
    offers = hand.example("partner", hook=hook)
    pin = tomllib.loads((hand.root / "box" / "partner.toml").read_text())["pin"]
    box = hand.root / "hooked"
    hand.box("init", box, "--entity", ENTITY, "--offers", offers, "--hub", hand.origin, "--pin", pin, "--demo")
    answer = hand.enrols(box / "partner.json")
    assert answer.code == 0, answer.out
    return answer.facts


def hook(hand, command, *words: object, **who: str):
    return hand.hub("partner", "hook", command, hand.root / "hub", *words, **{"by": ""} | who)


def to_entity(hand, name):
    """A filled input file that is about this partner."""
    file = hand.example(name)
    file.write_text(file.read_text().replace(hand.partner, ENTITY))
    return file


def test_a_partner_with_a_hook_gets_the_adapter_that_calls_it(enrolled, server):
    assert (enrolled["adapter"], enrolled["hook"]) == ("webhook", f"{server.origin}/hook")


def test_a_hook_is_tried_and_shown(hand, enrolled, server):
    assert hook(hand, "test", enrolled["partner"]).facts == {"partner": ENTITY, "answered": True, "error": None}
    assert json.loads(server.requests[-1][2])["type"] == "hook.test"
    facts = hook(hand, "show", ENTITY).facts["hooks"][0]
    assert (facts["health"], facts["technical_contact"], facts["error"]) == (
        "working",
        "technik@rueckruf.example",
        None,
    )
    assert [one["partner"] for one in hook(hand, "show").facts["hooks"]] == [ENTITY]


def test_the_shared_secret_is_shown_once_and_believed_by_the_published_library(hand, enrolled, server):
    secret = hook(hand, "secret", enrolled["partner"], by="lea", second="anna").facts["secret"]
    hook(hand, "test", ENTITY)
    _, headers, body = server.requests[-1]
    assert PublishedReceiver(secret).verify(body, headers)["type"] == "hook.test"
    assert secret.removeprefix("whsec_") not in hook(hand, "show", ENTITY).out


@pytest.mark.parametrize(
    ("command", "who", "code"),
    [(("secret", ENTITY), {"by": "lea"}, 3), (("show", "https://suchtberatung.example"), {}, 4),
     (("show", "https://nobody.example"), {}, 3), (("test", "https://suchtberatung.example"), {}, 4)],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_words(hand, enrolled, command, who, code):
    assert enrolled
    answer = hook(hand, *command, **who)
    assert (answer.code, answer.facts["error"]["fix"]["de"] != "") == (code, True)


def test_the_running_hub_calls_and_the_partner_fetches(hand, enrolled, server):
    assert enrolled
    before = len(server.requests)
    hand.hub("consent", "record", hand.root / "hub", to_entity(hand, "consent"))
    sent = hand.hub("refer", hand.root / "hub", to_entity(hand, "addiction-counselling"), second="ben")
    assert sent.code == 0, sent.out
    wait(lambda: len(server.requests) > before)
    _, headers, body = server.requests[-1]
    with Partner.open(hand.root / "hooked", passphrase=hand.secret("box").read_bytes()) as partner:
        assert partner.hooked(headers, body).received == (sent.facts["packet"],)


@pytest.fixture
def gone(hand):
    """A receiver that wants no more calls, named by the partner as its hook."""
    with serving(servers.answering(b"410 Gone")) as server:
        document = hand.root / "hooked" / "partner.json"
        read = json.loads(document.read_text())
        document.write_text(json.dumps(read | {"hook": {"url": server.origin}}))
        hand.enrols(document)
        yield server


def test_a_hook_that_fails_is_said_to(hand, enrolled, gone):
    answer = hook(hand, "test", enrolled["partner"])
    assert (answer.code, answer.facts["error"], len(gone.requests)) == (5, "gone", 1)


def test_the_doctor_names_a_hook_that_needs_people_and_says_what_to_do(hand, enrolled, gone):
    listed = hand.hub("list", hand.root / "hub").facts["referrals"]
    (referral,) = [one for one in listed if one["partner"] == ENTITY]
    # The partner has to be told, so the hook is called.
    hand.hub("cancel", hand.root / "hub", referral["referral"], "--reason", "other")
    wait(lambda: hook(hand, "show", ENTITY).facts["hooks"][0]["health"] == "asked-to-stop")
    checks = hand.hub("doctor", hand.root / "hub", by="").facts["checks"]
    (said,) = [one for one in checks if one["check"] == f"hook {enrolled['partner']}"]
    assert (said["result"], gone.requests != []) == ("warn", True)
    assert "wants no more calls (410)" in said["advice"]


def test_people_read_tables_and_lines(hand, enrolled):
    assert enrolled
    say = partial(hand.types, "partner", "hook", "show", hand.root / "hub")
    passphrase = ("--passphrase-file", hand.secret("hub"))
    assert "Zustand" in say(*passphrase).out
    assert "Technik: " in say(ENTITY, *passphrase).out


def wait(until):
    end = time.monotonic() + 20
    while not until():
        assert time.monotonic() < end
        time.sleep(0.05)
