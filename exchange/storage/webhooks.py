"""Webhook repository: how each stands, as a document, and the secrets its calls are signed with, encrypted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, select, update

from exchange.core.errors import NotFound
from exchange.core.ids import read_instant
from exchange.core.partner.webhook import WebhookSecret, WebhookState
from exchange.storage.database.documents import reader, show
from exchange.storage.database.scope import Part
from exchange.storage.database.statements import put_some
from exchange.storage.tables.webhooks import webhook
from keys.encoding import b64url, unb64url

_read = reader(WebhookState)
_PUT = put_some(webhook, key="partner", columns=("due_at", "document"))
_ONE = webhook.c.partner == bindparam("one")
_GET = select(webhook.c.document).where(_ONE)
_LOCK = _GET.with_for_update()
_DUE = select(webhook.c.partner).where(webhook.c.due_at <= bindparam("at")).limit(1)
_CLAIM = (
    select(webhook.c.document)
    .where(webhook.c.due_at <= bindparam("at"))
    .order_by(webhook.c.due_at, webhook.c.partner)
    .limit(bindparam("limit"))
    .with_for_update(skip_locked=True)
)
_PAGE = (
    select(webhook.c.document)
    .where(webhook.c.partner > bindparam("after"))
    .order_by(webhook.c.partner)
    .limit(bindparam("limit"))
)
_SECRET = select(webhook.c.sealed).where(_ONE)
_PUT_SECRET = update(webhook).where(_ONE).values(sealed=bindparam("secret"))


class SqlWebhooks(Part):
    """The port `Webhooks` on SQL."""

    def get(self, partner: str) -> WebhookState | None:
        """Look up by the partner's entity id."""
        return self._one(_GET, one=partner)

    def lock(self, partner: str) -> WebhookState | None:
        """Like `get`, and nobody else changes it until this transaction ends."""
        return self._one(_LOCK, one=partner)

    def put(self, state: WebhookState) -> None:
        """Keep how a webhook stands; its secret stays."""
        self._scope.put(_PUT, {"partner": state.partner, "due_at": state.due_at, "document": show(state)})

    def due(self, at: datetime) -> bool:
        """Whether a claim would find anything; a look that changes nothing."""
        return self._scope.row(_DUE, at=at) is not None

    def claim(self, at: datetime, *, limit: int) -> Sequence[WebhookState]:
        """Those that are due, the longest due first, locked until this transaction ends."""
        return self._all(_CLAIM, at=at, limit=limit)

    def page(self, *, after: str, limit: int) -> Sequence[WebhookState]:
        """In order of entity id, those after `after`."""
        return self._all(_PAGE, after=after, limit=limit)

    def secret(self, partner: str) -> WebhookSecret | None:
        """The secrets its calls are signed with, if there are any."""
        row = self._scope.row(_SECRET, one=partner)
        if row is None or row["sealed"] is None:
            return None
        return _read_secret(self._scope.read(row["sealed"], person=_holder(partner), place=_holder(partner)))

    def put_secret(self, partner: str, secret: WebhookSecret) -> None:
        """Keep its secrets; NotFound if it has no webhook."""
        sealed = self._scope.seal(_show_secret(secret), person=_holder(partner), place=_holder(partner))
        if not self._scope.changed(_PUT_SECRET, {"one": partner, "secret": sealed}):
            raise NotFound(partner)

    def _one(self, statement: Executable, **given: object) -> WebhookState | None:
        return next(iter(self._all(statement, **given)), None)

    def _all(self, statement: Executable, **given: object) -> tuple[WebhookState, ...]:
        return tuple(_read(row["document"]) for row in self._scope.rows(statement, **given))


def _holder(partner: str) -> str:
    """Whose key encrypts: a key of the webhook's own, beside those of persons. No person's id looks like this."""
    return f"hook:{partner}"


def _show_secret(secret: WebhookSecret) -> dict[str, Any]:
    return {
        "secret": b64url(secret.secret),
        "since": show(secret.since),
        "previous": b64url(secret.previous) if secret.previous else None,
        "previous_until": show(secret.previous_until),
    }


def _read_secret(document: dict[str, Any]) -> WebhookSecret:
    until = document["previous_until"]
    return WebhookSecret(
        secret=unb64url(document["secret"]),
        since=read_instant(document["since"]),
        previous=unb64url(document["previous"]) if document["previous"] else None,
        previous_until=read_instant(until) if until else None,
    )
