"""Partners and their webhooks, in memory."""

from collections.abc import Sequence
from datetime import datetime

from exchange.core.partner.partner import Partner
from exchange.core.partner.webhook import WebhookSecret, WebhookState
from tests.support.memory.tables import Part, there


class MemoryPartners(Part):
    def put(self, partner: Partner) -> None:
        self.t.partners[partner.entity] = partner

    def get(self, entity: str) -> Partner | None:
        return self.t.partners.get(entity)

    def page(self, *, after: str, limit: int) -> Sequence[Partner]:
        return tuple(self.t.partners[entity] for entity in sorted(self.t.partners) if entity > after)[:limit]


class MemoryWebhooks(Part):
    def get(self, partner: str) -> WebhookState | None:
        return self.t.webhooks.get(partner)

    lock = get

    def put(self, state: WebhookState) -> None:
        self.t.webhooks[state.partner] = state

    def due(self, at: datetime) -> bool:
        return bool(self.claim(at, limit=1))

    def claim(self, at: datetime, *, limit: int) -> Sequence[WebhookState]:
        due = [(one.due_at, one.partner, one) for one in self.t.webhooks.values() if one.due_at and one.due_at <= at]
        return tuple(one for *_, one in sorted(due, key=lambda row: row[:2]))[:limit]

    def page(self, *, after: str, limit: int) -> Sequence[WebhookState]:
        return tuple(self.t.webhooks[entity] for entity in sorted(self.t.webhooks) if entity > after)[:limit]

    def secret(self, partner: str) -> WebhookSecret | None:
        return self.t.hook_secrets.get(partner)

    def put_secret(self, partner: str, secret: WebhookSecret) -> None:
        there(self.t.webhooks, partner)
        self.t.hook_secrets[partner] = secret
