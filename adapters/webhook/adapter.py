"""Webhook delivery: by pull, with a call to the partner's webhook when something waits (Standard Webhooks 1.0.0).

The mailbox is the base: whatever happens to a call, the parcel lies there. The call carries no personal data, not even
the kind of what waits.

Settings: `inside`, private networks of the organisation in which webhooks may lie, such as `10.20.0.0/16`; `ports`,
those that may be called (443 and 8443 unless set otherwise); both are lists parted by spaces. `authorities`, a file
(PEM) of certificate authorities to believe beside the public ones, such as the organisation's own. `seconds`, how long
a webhook may take to answer: 15 unless set otherwise, 20 at most.
"""

import json
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

from adapters.contract import (
    CONTRACT,
    END_TO_END,
    AdapterContext,
    Offered,
    Parcel,
    Receipt,
    Refused,
    Unavailable,
    WebhookCall,
)
from adapters.outbound.client import AnswerStream, NotAllowed, OutboundClient, OutboundError, OutboundTrust
from keys.webhook import ID, SIGNATURE, TIMESTAMP, content

SECONDS, MOST_SECONDS = "15", 20.0
"""How long a webhook may take to answer: Standard Webhooks says 15 to 30, and a worker's lease is a minute."""
PORTS = "443 8443"
_GONE, _ANSWERED, _REDIRECT = 410, 2, 3
_LONGEST_WAIT = 7 * 24 * 3600


class Webhook:
    """A mailbox whose owner is notified when something comes; `seconds` is how long the owner's webhook may take."""

    contract = CONTRACT
    channel = END_TO_END

    def __init__(self, context: AdapterContext) -> None:
        """Raises ValueError where a setting names no private network, no port, no such file or no time to wait."""
        settings = context.settings
        trust = OutboundTrust.read(
            inside=settings.get("inside", "").split(),
            ports=settings.get("ports", PORTS).split(),
            authorities=settings.get("authorities", ""),
        )
        self.seconds = _patience(settings.get("seconds", SECONDS))
        self._mailbox = context.mailbox
        self._client = OutboundClient(demo=context.demo, trust=trust)

    def deliver(self, parcel: Parcel) -> Receipt:
        """Put the parcel where the partner's next poll finds it, and have the hub call the webhook."""
        self._mailbox.deposit(parcel.id)
        return Offered(call_webhook=True)

    def check(self, url: str) -> None:
        """Look whether a webhook's address may be called: its form, and where its name leads now."""
        try:
            self._client.check(url)
        except OutboundError as error:
            _refuse(error)

    def call(self, call: WebhookCall) -> None:
        """Call a webhook once. Only the status of its answer is read; the rest is not waited for."""
        body = _body(call)
        timestamp = str(int(call.at.timestamp()))
        headers = {
            "content-type": "application/json",
            ID: call.id,
            TIMESTAMP: timestamp,
            SIGNATURE: call.sign(content(call.id, timestamp, body)),
        }
        try:
            with self._client.stream("POST", call.url, headers=headers, content=body, seconds=self.seconds) as answer:
                _judge(answer, at=call.at)
        except OutboundError as error:
            _refuse(error)


def _patience(asked: str) -> float:
    """Read how long a webhook may take. What is no time is refused; `nan` is greater than nothing, not even 0."""
    seconds = float(asked)
    if seconds > 0:
        return min(seconds, MOST_SECONDS)
    raise ValueError(f"seconds: {asked}")


def _body(call: WebhookCall) -> bytes:
    since = call.since.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    payload = {"type": call.type, "timestamp": since, "data": {"hub": call.hub, "id": call.id}}
    return json.dumps(payload, separators=(",", ":")).encode("ascii")


def _judge(answer: AnswerStream, *, at: datetime) -> None:
    kind = answer.status // 100
    if kind == _ANSWERED:
        return
    if answer.status == _GONE:
        raise Refused("gone")
    reason = "redirect" if kind == _REDIRECT else f"status-{answer.status}"
    raise Unavailable(reason, retry_after=_seconds(answer.headers.get("retry-after", ""), at=at))


def _seconds(asked: str, *, at: datetime) -> int:
    """Read `Retry-After`: seconds, or a date (RFC 9110 section 10.2.3); 0 where it is neither."""
    if asked.isascii() and asked.isdecimal():
        return min(int(asked[:9]), _LONGEST_WAIT)
    try:
        then = parsedate_to_datetime(asked)
        return max(0, min(int((then - at).total_seconds()), _LONGEST_WAIT))
    except (ValueError, TypeError, OverflowError):
        return 0


def _refuse(error: OutboundError) -> NoReturn:
    if isinstance(error, NotAllowed):
        raise Refused(f"address-{error.reason}") from error
    raise Unavailable(error.reason) from error
