"""A device that makes passkeys and answers with them, as a browser hands it over; it can be wrong on purpose."""

import json
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

from exchange.flows.session.by_passkey import begin_sign_in, sign_in_by_passkey
from exchange.flows.session.passkeys import add_passkey, begin_passkey
from exchange.flows.session.sign_in import sign_in
from exchange.flows.staff.authenticate import SignedIn
from keys.encoding import b64url, sha256
from tests.support.hubs import ORIGIN, claim

HOST = ORIGIN.removeprefix("https://")
PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


@dataclass
class Device:
    """One device with one key. `counts` says whether it counts; `origin` and `party` where its browser says it is."""

    credential: bytes = b"c" * 16
    counts: bool = True
    origin: str = ORIGIN
    party: str = HOST
    verifies: bool = True
    count: int = 0
    handle: str = ""
    framed: bool = False
    maker: str = "none"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: str) -> str:
        """Answer `navigator.credentials.create`."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        cose = {1: 2, 3: -7, -1: 1, -2: self._point("x"), -3: self._point("y")}
        made = bytes(16) + len(self.credential).to_bytes(2) + self.credential + encode_cbor(cose)
        attestation = {"fmt": self.maker, "attStmt": {}, "authData": self._looked(NEW) + made}
        response = {"attestationObject": b64url(encode_cbor(attestation))}
        return self._answer(response, self._said("webauthn.create", asked))

    def answer(self, options: str, **changes: str) -> str:
        """Answer `navigator.credentials.get`."""
        said, looked = self._said("webauthn.get", json.loads(options) | changes), self._looked(0)
        signature = self.key.sign(looked + sha256(said), ec.ECDSA(SHA256()))
        response = {"authenticatorData": b64url(looked), "signature": b64url(signature), "userHandle": self.handle}
        return self._answer(response, said)

    def _looked(self, more):
        self.count += self.counts
        flags = PRESENT | more | (VERIFIED if self.verifies else 0)
        return sha256(self.party.encode()) + bytes([flags]) + self.count.to_bytes(4)

    def _said(self, kind, asked):
        said = {"type": kind, "challenge": asked["challenge"], "origin": self.origin, "crossOrigin": self.framed}
        return json.dumps(said).encode()

    def _answer(self, response, said):
        name = b64url(self.credential)
        response |= {"clientDataJSON": b64url(said)}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def _point(self, which):
        return getattr(self.key.public_key().public_numbers(), which).to_bytes(32)


def by_passkey(bench, who):
    """Somebody whose session began with a passkey of their own."""
    device, typed = Device(credential=who.encode() * 4), sign_in(claim(who), hub=bench.hub).session
    by = SignedIn(who, typed.id)
    made = device.make(begin_passkey(bound=who, by=by, hub=bench.hub))
    add_passkey(made, name="Diensthandy (erfunden)", bound=who, by=by, hub=bench.hub)
    answer = device.answer(begin_sign_in(bound=who, hub=bench.hub))
    return SignedIn(who, sign_in_by_passkey(answer, bound=who, hub=bench.hub).session.id)
