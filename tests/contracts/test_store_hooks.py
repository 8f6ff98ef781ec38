"""What every store promises of partners' hooks."""

from dataclasses import replace
from datetime import timedelta

import pytest

from exchange.core.errors import NotFound
from exchange.core.partner.webhook import Health, WebhookSecret, WebhookState
from tests.support.clock import NOON
from tests.support.examples import CENTRE

MINUTE = timedelta(minutes=1)
OTHER = "https://other.example"
STATE = WebhookState(
    partner=CENTRE, owed="jti", owed_since=NOON, due_at=NOON, lease_token="t", not_before=NOON, failures=3,
    failing_since=NOON, succeeded_at=NOON - MINUTE, failed_at=NOON, error="timeout", notified=Health.FAILING,
)  # fmt: skip
SECRET = WebhookSecret(secret=b"s" * 32, since=NOON, previous=b"p" * 32, previous_until=NOON + MINUTE)


def test_how_a_hook_stands_is_kept(place):
    with place.open().transaction() as tx:
        assert tx.webhooks.get(CENTRE) is None
        tx.webhooks.put(replace(STATE, owed="earlier"))
        tx.webhooks.put(STATE)
    with place.open().transaction() as tx:
        assert (tx.webhooks.get(CENTRE), tx.webhooks.lock(CENTRE), tx.webhooks.lock(OTHER)) == (STATE, STATE, None)


def test_what_is_due_is_claimed_the_longest_due_first(store):
    with store.transaction() as tx:
        tx.webhooks.put(STATE)
        tx.webhooks.put(replace(STATE, partner=OTHER, due_at=NOON - MINUTE))
        tx.webhooks.put(replace(STATE, partner="https://rest.example", due_at=None))
        assert [one.partner for one in tx.webhooks.claim(NOON, limit=9)] == [OTHER, CENTRE]
        assert [one.partner for one in tx.webhooks.claim(NOON, limit=1)] == [OTHER]
        assert [tx.webhooks.due(at) for at in (NOON - 2 * MINUTE, NOON - MINUTE)] == [False, True]


def test_hooks_are_listed_in_order(store):
    with store.transaction() as tx:
        for partner in (OTHER, CENTRE):
            tx.webhooks.put(replace(STATE, partner=partner))
        assert [one.partner for one in tx.webhooks.page(after="", limit=9)] == [CENTRE, OTHER]
        assert [one.partner for one in tx.webhooks.page(after=CENTRE, limit=9)] == [OTHER]


@pytest.mark.parametrize("secret", [SECRET, WebhookSecret(secret=b"s" * 32, since=NOON)])
def test_a_secret_is_kept_and_stays_when_the_hook_moves_on(place, secret):
    with place.open().transaction() as tx:
        tx.webhooks.put(STATE)
        assert tx.webhooks.secret(CENTRE) is None
        tx.webhooks.put_secret(CENTRE, secret)
        tx.webhooks.put(replace(STATE, owed=""))
    with place.open().reading() as tx:
        assert (tx.webhooks.secret(CENTRE), tx.webhooks.secret(OTHER)) == (secret, None)


def test_a_secret_needs_its_hook(store):
    with pytest.raises(NotFound), store.transaction() as tx:
        tx.webhooks.put_secret(CENTRE, SECRET)
