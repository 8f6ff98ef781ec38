"""A federation in memory: an anchor that signs, a hub and a partner below it, and anything in their claims changed."""

from datetime import timedelta

from keys.encoding import digest
from keys.jwk import Purpose
from keys.objects import DIRECTORY, ENTITY_STATEMENT, TRUST_MARK
from keys.sign import sign
from tests.support.keys import NOW, key_of, make

ANCHOR, HUB, PARTNER = "https://anchor.example", "https://hub.example", "https://praxis.example"
MARK = "https://anchor.example/marks/counselling"
SECONDS = int(NOW.timestamp())
DAY = 86_400


def jwks(*keys):
    return {"keys": [key.public.to_jwk() for key in keys]}


class Federation:
    """One anchor and who stands below it; every method gives claims or a signed object, with members changed."""

    def __init__(self, *, at=NOW):
        self.seconds = int(at.timestamp())
        self.anchor_key = make(Purpose.FEDERATION, nbf=at, exp=at + timedelta(days=90))
        self.directory_key = make(Purpose.DIRECTORY, nbf=at, exp=at + timedelta(days=90))
        self.hub_key, self.partner_key = key_of(Purpose.FEDERATION), make(Purpose.FEDERATION)
        self.enc, self.ack = make(Purpose.ENC, "ECDH-ES+A256KW"), make(Purpose.ACK)
        self.packet = make(Purpose.PACKET)

    @property
    def pins(self):
        return frozenset({self.anchor_key.kid})

    def anchor_claims(self, **changed):
        rx_anchor = {
            "directory_jwks": jwks(self.directory_key),
            "directory_endpoint": f"{ANCHOR}/federation/directory",
            "statements_endpoint": f"{ANCHOR}/federation/statements",
            "log_vkey": "anchor.example/rx-log/1+a3843a29+AV2IxgPUnlgsoOYrumP54Aes+6bGZXbL2c+zaOHB3t/+",
        }
        return self._claims(ANCHOR, ANCHOR, self.anchor_key, {"rx_anchor": rx_anchor}, life=92) | changed

    def hub_claims(self, **changed):
        metadata = {"rx_hub": {"packet_jwks": jwks(self.packet)}, "federation_entity": {"organization_name": "Hub"}}
        return self._claims(HUB, HUB, self.hub_key, metadata, life=7) | {"authority_hints": [ANCHOR]} | changed

    def partner_claims(self, **changed):
        metadata = {"rx_partner": {"name": "Praxis", "suites": ["hybrid", "classic"]}}
        claims = self._claims(PARTNER, PARTNER, self.partner_key, metadata, life=92)
        return claims | {"authority_hints": [ANCHOR]} | changed

    def about_hub(self, **changed):
        return self._claims(ANCHOR, HUB, self.hub_key, {}, life=92) | changed

    def about_partner(self, **changed):
        said = {"home": HUB, "kind": "counselling-centre", "enc_jwks": jwks(self.enc), "ack_jwks": jwks(self.ack)}
        return self._claims(ANCHOR, PARTNER, self.partner_key, {"rx_partner": said}, life=92) | changed

    def directory_claims(self, version=1, **changed):
        about = {HUB: self.about_hub(), PARTNER: self.about_partner()}
        rows = [
            {"sub": sub, "statement_sha256": digest(self.sign(claims)), "status": "active", "since": SECONDS}
            for sub, claims in sorted(about.items())
        ]
        before = {} if version == 1 else {"prev_sha256": "A" * 43}
        times = {"iat": SECONDS, "exp": SECONDS + 7 * DAY}
        return {"iss": ANCHOR, **times, "version": version, **before, "entities": rows} | changed

    def sign(self, claims, key=None):
        """A statement, by the anchor if no other key is named."""
        return sign(claims, kind=ENTITY_STATEMENT, key=key or self.anchor_key)

    def sign_directory(self, claims, key=None):
        return sign(claims, kind=DIRECTORY, key=key or self.directory_key)

    def mark(self, key=None, **changed):
        """A trust mark for the partner, as it is shown."""
        claims = {"iss": ANCHOR, "sub": PARTNER, "trust_mark_type": MARK, "iat": SECONDS, "exp": SECONDS + 400 * DAY}
        compact = sign(claims | changed, kind=TRUST_MARK, key=key or self.anchor_key)
        return {"trust_mark_type": MARK, "trust_mark": compact}

    def hub_chain(self, *, own=None, about=None, top=None):
        return [
            self.sign(own or self.hub_claims(), self.hub_key),
            self.sign(about or self.about_hub()),
            self.sign(top or self.anchor_claims()),
        ]

    def partner_chain(self, *, own=None, about=None, top=None):
        return [
            self.sign(own or self.partner_claims(), self.partner_key),
            self.sign(about or self.about_partner()),
            self.sign(top or self.anchor_claims()),
        ]

    def _claims(self, iss, sub, key, metadata, *, life):
        times = {"iat": self.seconds, "exp": self.seconds + life * DAY}
        return {"iss": iss, "sub": sub, **times, "jwks": jwks(key), "metadata": metadata}
