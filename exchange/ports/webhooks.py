"""Webhook repository: how partners' webhooks stand, and what their calls are signed with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from exchange.core.partner.webhook import WebhookSecret, WebhookState


class Webhooks(Protocol):
    """Partners' webhooks, one a partner."""

    def get(self, partner: str) -> WebhookState | None:
        """Look up by the partner's entity id."""

    def lock(self, partner: str) -> WebhookState | None:
        """Like `get`, and nobody else changes it until this transaction ends."""

    def put(self, state: WebhookState) -> None:
        """Keep how a webhook stands; its secret stays."""

    def due(self, at: datetime) -> bool:
        """Whether a claim would find anything; a look that changes nothing."""

    def claim(self, at: datetime, *, limit: int) -> Sequence[WebhookState]:
        """Those that are due, the longest due first; nobody else gets them until this transaction ends."""

    def page(self, *, after: str, limit: int) -> Sequence[WebhookState]:
        """In order of entity id, those after `after`."""

    def secret(self, partner: str) -> WebhookSecret | None:
        """The secrets its calls are signed with, if there are any."""

    def put_secret(self, partner: str, secret: WebhookSecret) -> None:
        """Keep its secrets; NotFound if it has no webhook."""
