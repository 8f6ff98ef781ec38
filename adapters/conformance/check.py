"""Conformance suite: the promises of `contract` as checks any author can run.

An adapter's own tests call `check(lambda around: MyAdapter(around))`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from adapters.contract import (
    CONTRACT,
    Adapter,
    AdapterContext,
    CallsWebhooks,
    Channel,
    HandedOver,
    Offered,
    Parcel,
    Refused,
    Unavailable,
    WebhookCall,
)

_ID = str(UUID(int=0x0190_0000_0000_7000_8000_0000_0000_0001))


@dataclass(slots=True)
class NotedMailbox:
    """A mailbox that remembers what was put into it."""

    deposits: list[str] = field(default_factory=list)

    def deposit(self, parcel_id: str) -> None:
        """Note the parcel."""
        self.deposits.append(parcel_id)


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept: which, and what was seen instead."""

    promise: str
    seen: str


Build = Callable[[AdapterContext], Adapter]


def check(build: Build, *, settings: dict[str, str] | None = None) -> tuple[Broken, ...]:
    """Try every promise on a fresh adapter. An empty answer means it conforms."""
    checks = (
        _names_its_contract,
        _says_of_its_way_what_it_is,
        _answers_with_a_receipt,
        _repeats_without_effect,
        _carries_a_bare_notice,
        _hints_where_it_says_so,
        _calls_nobody_inside,
    )
    found = (one(build, settings or {}) for one in checks)
    return tuple(broken for broken in found if broken is not None)


_INSIDE = "https://127.0.0.1/hook"
_DAY = datetime(2026, 11, 24, tzinfo=UTC)


def _parcel(*, sealed: bytes = b'{"transfer":"e30","packet":"e30"}') -> Parcel:
    return Parcel(id=_ID, partner="https://partner.example", prio=1, notice="e30.e30.e30", sealed=sealed)


def _attempt(adapter: Adapter, parcel: Parcel) -> object:
    try:
        return adapter.deliver(parcel)
    except (Refused, Unavailable) as answer:
        return answer


def _names_its_contract(build: Build, settings: dict[str, str]) -> Broken | None:
    adapter = build(AdapterContext(mailbox=NotedMailbox(), settings=settings))
    if adapter.contract == CONTRACT:
        return None
    return Broken("names the contract it was written for", repr(adapter.contract))


def _says_of_its_way_what_it_is(build: Build, settings: dict[str, str]) -> Broken | None:
    adapter = build(AdapterContext(mailbox=NotedMailbox(), settings=settings))
    channel = getattr(adapter, "channel", None)
    if isinstance(channel, Channel) and not (channel.encrypted_end_to_end and channel.fax):
        return None
    return Broken("says of its way what it is, and not that it is closed and open at once", repr(channel))


def _answers_with_a_receipt(build: Build, settings: dict[str, str]) -> Broken | None:
    mailbox = NotedMailbox()
    answer = _attempt(build(AdapterContext(mailbox=mailbox, settings=settings)), _parcel())
    if isinstance(answer, Offered) and mailbox.deposits != [_ID]:
        return Broken("deposits what it says it offered", repr(mailbox.deposits))
    if isinstance(answer, Offered | HandedOver | Refused | Unavailable):
        return None
    return Broken("answers with a receipt or one of the two refusals", type(answer).__name__)


def _repeats_without_effect(build: Build, settings: dict[str, str]) -> Broken | None:
    adapter = build(AdapterContext(mailbox=NotedMailbox(), settings=settings))
    first, second = _attempt(adapter, _parcel()), _attempt(adapter, _parcel())
    if type(first) is type(second):
        return None
    return Broken("answers a repeat as it answered first", f"{type(first).__name__}, then {type(second).__name__}")


def _carries_a_bare_notice(build: Build, settings: dict[str, str]) -> Broken | None:
    answer = _attempt(build(AdapterContext(mailbox=NotedMailbox(), settings=settings)), _parcel(sealed=b""))
    if isinstance(answer, Offered | HandedOver | Refused | Unavailable):
        return None
    return Broken("carries a notice that announces no packet", type(answer).__name__)


def _hints_where_it_says_so(build: Build, settings: dict[str, str]) -> Broken | None:
    adapter = build(AdapterContext(mailbox=NotedMailbox(), settings=settings))
    answer = _attempt(adapter, _parcel())
    if isinstance(answer, Offered) and answer.call_webhook and not isinstance(adapter, CallsWebhooks):
        return Broken("can call a hook if it asks for that", type(adapter).__name__)
    return None


def _calls_nobody_inside(build: Build, settings: dict[str, str]) -> Broken | None:
    adapter = build(AdapterContext(mailbox=NotedMailbox(), settings=settings))
    if not isinstance(adapter, CallsWebhooks):
        return None
    seen = _checked(adapter) or _called(adapter)
    return Broken("refuses a hook inside the hub's own network", seen) if seen else None


def _checked(adapter: CallsWebhooks) -> str:
    try:
        adapter.check(_INSIDE)
    except Refused:
        return ""
    except Unavailable as error:
        return error.reason
    return "it may be called"


def _called(adapter: CallsWebhooks) -> str:
    call = WebhookCall(
        id=_ID, type="hook.test", hub="https://hub.example", url=_INSIDE, since=_DAY, at=_DAY, sign=_unsigned
    )
    try:
        adapter.call(call)
    except Refused:
        return ""
    except Unavailable as error:
        return error.reason
    return "it was called"


def _unsigned(_: bytes) -> str:
    return "v1a,"
