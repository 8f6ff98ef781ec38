"""Consents by hand: what an answer does is shown beforehand, and happens once it is said."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from exchange.cli import consents
from exchange.core.ids import show_instant
from tests.cli.by_hand import found


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    hand, sock = found(tmp_path_factory.mktemp("consents"))
    sock.close()
    return hand


@pytest.fixture(scope="module")
def sent(desk):
    assert records(desk, answer(desk)).code == 0
    file = desk.example("addiction-counselling")
    file.write_text(json.dumps(json.loads(file.read_text()) | {"attachments": []}))
    return desk.hub("refer", desk.root / "hub", file, second="ben").facts["referral"]


def answer(desk, **changes: object):
    document = json.loads(desk.example("consent").read_text())
    now = datetime.now(UTC)
    document["clauses"][0] |= {"valid_from": show_instant(now), "valid_until": show_instant(now + timedelta(days=90))}
    return desk.example("consent", clauses=document["clauses"], **changes)


def a_no(desk, **changes: object):
    now = show_instant(datetime.now(UTC))
    return answer(desk, **{"status": "ConsentRefused", "answered_at": now} | changes)


def records(desk, file, *words: object):
    return desk.hub("consent", "record", desk.root / "hub", file, *words)


def state(desk, referral):
    return desk.hub("show", desk.root / "hub", referral).facts["state"]


def ids(said):
    return [one["referral"] for one in said.facts["ended"]]


def test_check_shows_what_a_no_would_end_and_records_nothing(desk, sent):
    assert ids(records(desk, a_no(desk), "--check")) == [sent]
    assert state(desk, sent) == "sent"


def test_a_no_to_the_renewal_leaves_the_earlier_yes_unless_it_also_ends(desk, sent):
    consent = records(desk, answer(desk), "--check").facts["replaced"][0]
    renewal = a_no(desk, renews=consent)
    assert ids(records(desk, renewal, "--check")) == []
    assert ids(records(desk, renewal, "--check", "--also-ends")) == [sent]


@pytest.mark.parametrize("status", ["ConsentExpired", "ConsentWithdrawn"])
def test_a_state_nobody_declares_is_refused(desk, sent, status):
    said = records(desk, a_no(desk, status=status))
    assert (said.code, said.facts["error"]["code"]) == (3, "SENDER_CONSENT_INVALID")
    assert state(desk, sent) == "sent"


def test_on_a_terminal_one_is_asked_first_and_nothing_happens_without_a_yes(desk, sent, monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    asked = []
    monkeypatch.setattr(consents.sys, "stdin", Terminal())
    monkeypatch.setattr(consents.typer, "confirm", lambda text, **_: bool(asked.append(text)))
    assert records(desk, a_no(desk)).code == 3
    assert (len(asked), state(desk, sent)) == (1, "sent")
    assert ids(records(desk, a_no(desk), "--yes")) == [sent]
    assert len(asked) == 1
