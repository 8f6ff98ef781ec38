"""Webhook verification: is the hub's call genuine? It says only that something waits; `Partner.receive` fetches it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from exchange.partner.context import PartnerContext
from exchange.partner.errors import WebhookNotGenuine
from keys.errors import BadSignature, KeysError
from keys.webhook import Genuine, read_secret, verify

ASK_AGAIN = timedelta(minutes=1)
"""How old what we know of the hub must be before a stranger's call makes us ask anew."""


def genuine(headers: Mapping[str, str], body: bytes, *, secrets: Sequence[str], context: PartnerContext) -> Genuine:
    """Verify a call with the hub's published keys, or with the secrets (`whsec_…`) where `v1` was agreed on.

    Where no key fits, the hub is asked once more, but not for every call anew.

    Raises:
        WebhookNotGenuine: `detail` says why: a header, `time`, or no signature that holds.
        HubUnreachable, HubNotTrusted: the hub's keys are not to be had.
    """
    at = context.now()
    facts = context.hub_configuration.last_known()
    try:
        known = [read_secret(one) for one in secrets]
        try:
            return verify(headers, body, at=at, keys=facts.webhook_keys, secrets=known)
        except BadSignature as error:
            if error.detail or at - facts.issued_at < ASK_AGAIN:
                raise
            return verify(headers, body, at=at, keys=context.hub_configuration.refresh().webhook_keys, secrets=known)
    except KeysError as error:
        raise WebhookNotGenuine(error.detail or error.code) from error
