"""Webhook schedule and health: where a partner's is, how it stands, when it is called next (Standard Webhooks 1.0.0).

A call says only that the partner's mailbox holds something, and nothing more: what a webhook misses stays there to be
fetched, and no call's success ever moves a delivery. There is one call on its way to a partner at a time, whatever
number of things waits; a webhook that fails is tried again on one schedule for all of them, and is never given up
silently: people are notified (users-and-ux section 3.4).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from exchange.core.delivery.retry import SPREAD

PAUSES = (
    timedelta(seconds=30),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
)
"""Pauses after the first five failures in a row, each give or take `retry.SPREAD`."""
DAILY = timedelta(days=1)
"""The pause after every later failure, and after an answer that only a person can resolve."""
LONGEST = timedelta(days=14)
"""How long one thing is announced; so long a packet waits to be collected."""
TELL_TECHNICAL, TELL_BUSINESS = timedelta(hours=24), timedelta(hours=72)
GONE = "gone"
"""The error of a webhook that answered 410: its owner wants no more calls, which a person has to find out about."""


class Signature(StrEnum):
    """How calls are signed: `v1a` with the hub's Ed25519 key, `v1` with a shared secret."""

    V1A = "v1a"
    V1 = "v1"


class Health(StrEnum):
    """How a webhook stands, and who has to be notified."""

    UNTRIED = "untried"
    WORKING = "working"
    FAILING = "failing"
    TELL_TECHNICAL = "tell-technical"
    TELL_BUSINESS = "tell-business"
    ASKED_TO_STOP = "asked-to-stop"


NEEDS_PEOPLE = frozenset({Health.TELL_TECHNICAL, Health.TELL_BUSINESS, Health.ASKED_TO_STOP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """What a partner's document says: the address, the signatures it checks, and whom to tell when calls fail.

    `technical` is the mailbox of those who run the system, `business` of those who can be asked to have it repaired.
    """

    url: str
    signatures: tuple[Signature, ...]
    technical: str = ""
    business: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookState:
    """How one partner's webhook stands.

    `owed` is the `jti` the next call names, since `owed_since`; empty where nothing is to be announced. `due_at` is
    when a worker may claim it (a lease moves this to its own end, `lease_token` guards it), `not_before` the end of
    the pause after a failure. `error` is the code of the last failure in a row, `notified` what people heard last.
    """

    partner: str
    owed: str = ""
    owed_since: datetime | None = None
    due_at: datetime | None = None
    lease_token: str | None = None
    not_before: datetime | None = None
    failures: int = 0
    failing_since: datetime | None = None
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None
    error: str = ""
    notified: Health = Health.UNTRIED


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecret:
    """The secret of `v1`, and the one before it, which signs as well until `previous_until`."""

    secret: bytes
    since: datetime
    previous: bytes | None = None
    previous_until: datetime | None = None

    def valid(self, at: datetime) -> tuple[bytes, ...]:
        """The secrets to sign with."""
        if self.previous is None or self.previous_until is None or at >= self.previous_until:
            return (self.secret,)
        return (self.secret, self.previous)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """How a call failed: a code, what pause the other side asked for, and whether only a person can resolve it."""

    code: str
    retry_after: timedelta = timedelta(0)
    final: bool = False


def owing(state: WebhookState, jti: str, *, at: datetime) -> WebhookState:
    """Something more waits. One call announces everything that waits when it is made.

    A call that is on its way may have come too early for this, so another one follows it.
    """
    if state.owed and state.lease_token is None:
        return state
    due = state.due_at if state.lease_token else max(at, state.not_before or at)
    return replace(state, owed=jti, owed_since=at, due_at=due)


def revived(state: WebhookState, *, at: datetime) -> WebhookState:
    """The webhook answers, or was repaired: every failure before is over, and what is owed is announced at once."""
    due = state.due_at if state.lease_token else at if state.owed else None
    return replace(
        state,
        due_at=due,
        not_before=None,
        failures=0,
        failing_since=None,
        succeeded_at=at,
        error="",
        notified=Health.WORKING,
    )


def succeeded(state: WebhookState, called: str, *, at: datetime) -> WebhookState:
    """The call was answered with 2xx."""
    return settled(revived(state, at=at), called, at=at)


def settled(state: WebhookState, called: str, *, at: datetime) -> WebhookState:
    """There is nothing to announce any more, unless something came meanwhile."""
    if state.owed == called:
        return replace(state, owed="", owed_since=None, due_at=None, lease_token=None)
    return replace(state, due_at=max(at, state.not_before or at), lease_token=None)


def failed(state: WebhookState, failure: Failure, *, at: datetime, chance: float) -> WebhookState:
    """The call failed; everything that waits for this webhook waits for the same next call.

    `chance` in [0, 1) spreads the pause. What has waited for 14 days by then is not announced any more.
    """
    failures = state.failures + 1
    then = at + max(pause(failures, final=failure.final, chance=chance), min(failure.retry_after, DAILY))
    after = replace(
        state,
        due_at=then,
        lease_token=None,
        not_before=then,
        failures=failures,
        failing_since=state.failing_since or at,
        failed_at=at,
        error=failure.code,
    )
    if state.owed_since is not None and then - state.owed_since > LONGEST:
        return replace(after, owed="", owed_since=None, due_at=None)
    return after


def pause(failures: int, *, final: bool, chance: float) -> timedelta:
    """How long to wait after that many failures in a row."""
    usual = DAILY if final or failures > len(PAUSES) else PAUSES[failures - 1]
    return usual * (1 - SPREAD + 2 * SPREAD * chance)


def health(state: WebhookState, *, at: datetime) -> Health:
    """Say how a webhook stands. It fails from its first failure in a row, however rarely it was tried since."""
    if state.failing_since is None:
        return Health.WORKING if state.succeeded_at else Health.UNTRIED
    if state.error == GONE:
        return Health.ASKED_TO_STOP
    if at - state.failing_since >= TELL_BUSINESS:
        return Health.TELL_BUSINESS
    return Health.TELL_TECHNICAL if at - state.failing_since >= TELL_TECHNICAL else Health.FAILING
