"""Key pinning: our hub's self-signed entity configuration, held against the thumbprint agreed at enrolment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.outbound.client import OutboundClient, OutboundError
from exchange.core.unavailable import HubUnreachable
from exchange.partner import files
from exchange.partner.errors import HubNotTrusted
from exchange.partner.folder import PartnerFolder, Settings
from keys.errors import KeysError, UnknownKey
from keys.jwk import Purpose
from keys.objects import ENTITY_STATEMENT, Kind
from keys.ring import KeySet
from keys.sign import Verified, peek, verify

CONFIGURATION = "/.well-known/openid-federation"
AHEAD = timedelta(seconds=60)
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFacts:
    """A verified entity configuration. `ends_at` is its `exp`; the keys are those of `rx_hub`."""

    entity: str
    name: str
    token_endpoint: str
    packet_keys: KeySet
    ack_keys: KeySet
    webhook_keys: KeySet
    issued_at: datetime
    ends_at: datetime

    def keys_of(self, purpose: Purpose) -> KeySet:
        """The hub's keys of one purpose, `packet` or `ack`."""
        return self.packet_keys if purpose is Purpose.PACKET else self.ack_keys


def read_configuration(compact: str, *, settings: Settings) -> HubFacts:
    """Verify an entity configuration with the pinned key and read it. Its times are the caller's question.

    Raises:
        HubNotTrusted: another key signed it, it speaks of another entity, or it is not one.
    """
    try:
        pinned = _pinned(compact, settings=settings)
        claims = verify(compact, kind=ENTITY_STATEMENT, keys=pinned).claims
        return _facts(claims, settings=settings)
    except KeysError as error:
        raise HubNotTrusted(error.code) from error


class HubConfiguration:
    """The hub's facts, kept in a file and fetched anew when they end or when a key is not in them."""

    def __init__(
        self, *, place: PartnerFolder, settings: Settings, client: OutboundClient, now: Callable[[], datetime]
    ) -> None:
        self._place, self._settings, self._client, self._now = place, settings, client, now
        self._facts: HubFacts | None = None

    def facts(self) -> HubFacts:
        """What is known of the hub now.

        Raises:
            HubUnreachable: nothing is known yet, or it has ended, and the hub does not answer.
            HubNotTrusted: it answers, and is not the one agreed on.
        """
        if self._facts is None:
            self._facts = self._kept()
        if self._facts is None or self._facts.ends_at <= self._now():
            return self.refresh()
        return self._facts

    def last_known(self) -> HubFacts:
        """What was verified last, even if its time is over: stop signals are believed for longer."""
        try:
            return self.facts()
        except HubUnreachable:
            if self._facts is None:
                raise
            return self._facts

    def refresh(self) -> HubFacts:
        """Ask the hub anew. Raises as `facts` does."""
        try:
            answer = self._client.request("GET", self._settings.hub + CONFIGURATION, limit=ENTITY_STATEMENT.limit)
        except OutboundError as error:
            raise HubUnreachable(f"{self._settings.hub}: {error.reason}") from error
        if answer.status != _OK:
            raise HubUnreachable(f"{self._settings.hub}: {answer.status}")
        compact = _text(answer.body)
        facts = read_configuration(compact, settings=self._settings)
        if not facts.issued_at - AHEAD <= self._now() < facts.ends_at:
            raise HubNotTrusted("time")
        files.write(self._place.hub, compact.encode())
        self._facts = facts
        return facts

    def verify(self, compact: str | bytes, *, kind: Kind, purpose: Purpose) -> Verified:
        """Verify an object of the hub's, asking once more before a key counts as unknown (protocol section 2).

        Raises:
            KeysError: as `keys.sign.verify` does.
            HubUnreachable, HubNotTrusted: as for `facts`.
        """
        try:
            return verify(compact, kind=kind, keys=self.last_known().keys_of(purpose))
        except UnknownKey:
            return verify(compact, kind=kind, keys=self.refresh().keys_of(purpose))

    def _kept(self) -> HubFacts | None:
        try:
            compact = self._place.hub.read_text(encoding="ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return read_configuration(compact, settings=self._settings)


def _pinned(compact: str, *, settings: Settings) -> KeySet:
    seen = peek(compact, kind=ENTITY_STATEMENT)
    keys = KeySet.from_jwks(seen.get("jwks"), Purpose.FEDERATION)
    return KeySet([keys.find(settings.pin, Purpose.FEDERATION)])


def _facts(claims: dict[str, Any], *, settings: Settings) -> HubFacts:
    if not claims.get("iss") == claims.get("sub") == settings.hub:
        raise HubNotTrusted("entity")
    metadata = _object(claims.get("metadata"))
    keys = _object(metadata.get("rx_hub"))
    endpoint = _object(metadata.get("oauth_authorization_server")).get("token_endpoint")
    # What is signed decides, and it decides for addresses of the hub itself only.
    if not isinstance(endpoint, str) or not endpoint.startswith(settings.hub + "/"):
        raise HubNotTrusted("token-endpoint")
    return HubFacts(
        entity=settings.hub,
        name=str(_object(metadata.get("federation_entity", {})).get("organization_name", "")),
        token_endpoint=endpoint,
        packet_keys=KeySet.from_jwks(keys.get("packet_jwks"), Purpose.PACKET),
        ack_keys=KeySet.from_jwks(keys.get("ack_jwks"), Purpose.ACK),
        # A hub that calls no webhooks has no keys for it.
        webhook_keys=KeySet.from_jwks(keys.get("webhook_jwks", {"keys": []}), Purpose.WEBHOOK),
        issued_at=_instant(claims.get("iat")),
        ends_at=_instant(claims.get("exp")),
    )


def _object(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise HubNotTrusted("configuration")
    return value


def _instant(value: object) -> datetime:
    if type(value) is not int or not 0 <= value < 1 << 37:
        raise HubNotTrusted("time")
    return datetime.fromtimestamp(value, UTC)


def _text(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise HubNotTrusted("configuration") from error
