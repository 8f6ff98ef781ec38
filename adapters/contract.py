"""Plug-in contract: what an adapter is given, what it answers, and nothing else of the hub.

An adapter carries sealed bytes to one partner's system. It cannot open them. It is built once per process from
`AdapterContext`, and `deliver` is called by the worker, possibly from several threads, possibly again with the same
parcel after a crash: the parcel's id is the idempotency key.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

CONTRACT = 2
"""The version of this contract. The hub loads adapters that were written for it and refuses others by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One thing to deliver.

    `id` is a UUID and the idempotency key; `partner` the recipient's entity id; `prio` 0 (stop signals), 1 or 2;
    `notice` a signed SET (RFC 8417) with ids only; `sealed` the parcel of protocol section 2 as JSON bytes, or empty
    where the notice is all there is.
    """

    id: str
    partner: str
    prio: int
    notice: str
    sealed: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """The parcel lies where the partner will fetch it. It is not handed over yet.

    `call_webhook` asks the hub to call the partner's webhook, now and again until it answers; see `CallsWebhooks`.
    """

    call_webhook: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The partner's system has taken the parcel and keeps it. `reference` is that system's own name for it."""

    reference: str = ""


Receipt = Offered | HandedOver


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """What an adapter says of its way, which the hub has to know before it lets anything go by it.

    `encrypted_end_to_end`: only the partner's own key opens what arrives, and nobody on the way. `paper`: it is printed
    and put into an envelope. `fax`: it goes by fax, or as mail that anybody on the way can read.
    """

    encrypted_end_to_end: bool
    paper: bool = False
    fax: bool = False


END_TO_END = Channel(encrypted_end_to_end=True)
"""A way that carries the sealed parcel as it is, to whoever has the partner's key."""


class Unavailable(Exception):
    """The partner's system cannot be reached or asks for patience; the worker tries again.

    `retry_after` is the number of seconds the other side asked for, 0 where it did not say.
    """

    def __init__(self, reason: str, *, retry_after: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retry_after = retry_after


class Refused(Exception):
    """The partner's system will not take this parcel, now or later; a person has to look at it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Mailbox(Protocol):
    """Where a parcel waits until its partner fetches it."""

    def deposit(self, parcel_id: str) -> None:
        """Make the parcel part of what the partner's next poll returns; a repeat changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterContext:
    """What an adapter may use: the mailbox, and its own settings from the operator's configuration.

    `demo` hubs may speak `http` to 127.0.0.0/8; others never do.
    """

    mailbox: Mailbox
    settings: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookCall:
    """One call of a partner's webhook: something waits in its mailbox at `hub`, and nothing about what.

    `id` stays the same when the call is repeated; `type` is `sets.available`, or `hook.test` where somebody tries it;
    `since` is when it came to wait, `at` when this call is made (both UTC). `sign` signs bytes as the partner wants it
    and returns the signatures as Standard Webhooks writes them.
    """

    id: str
    type: str
    hub: str
    url: str
    since: datetime
    at: datetime
    sign: Callable[[bytes], str] = field(repr=False)


class MailboxDelivery:
    """The base of an adapter whose `deliver` does nothing but deposit.

    The hub may deposit in its place, in the same transaction that lets the parcel go.
    """


class Adapter(Protocol):
    """A way out. Registered under the entry point group `geleit.adapters`; called with an `AdapterContext`.

    It says of its way what it is, as `channel: Channel`. Of one that does not, the hub cannot tell whether what tells
    of health may go by it (rule AC-05), and lets nothing of that kind go.
    """

    contract: int

    def deliver(self, parcel: Parcel) -> Receipt:
        """Carry one parcel, or say why not.

        Returns within 35 seconds. Delivering the same parcel again has no second effect.

        Raises:
            Unavailable: try again later.
            Refused: never try this parcel again.
        """


@runtime_checkable
class CallsWebhooks(Adapter, Protocol):
    """An adapter that can call a webhook as well. The hub keeps the schedule, one call per partner at a time."""

    def check(self, url: str) -> None:
        """Look whether a webhook's address may be called at all, without calling it.

        Raises:
            Refused: never, such as an address inside the hub's own network.
            Unavailable: nobody can say at the moment.
        """

    def call(self, call: WebhookCall) -> None:
        """Call a webhook once. Returns within 20 seconds.

        Raises:
            Unavailable: it did not answer, or not with 2xx; the hub tries again.
            Refused: a person has to look at it, such as `gone` where its owner wants no more calls.
        """
