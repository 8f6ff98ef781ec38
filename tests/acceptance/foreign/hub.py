"""What a hub says of itself and calls: its configuration [1.7], and the call of a hook [4.4]."""

import base64
import hmac
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .signed import verify
from .strict import Json, No, check, strict, unb64u


def read_configuration(compact: str, *, hub: str, pin: str, now: float) -> Json:
    """Verify an entity configuration [1.7] with the pinned key. Raises `No` where it is not to be trusted."""
    claimed = strict(unb64u(compact.split(".")[1]))
    pinned = [key for key in claimed["jwks"]["keys"] if key["kid"] == pin]
    facts = verify(compact, typ="entity-statement+jwt", keys=pinned).claims
    check(facts["iss"] == facts["sub"] == hub and facts["iat"] - 60 <= now < facts["exp"], "malformed")
    check(facts["metadata"]["oauth_authorization_server"]["token_endpoint"].startswith(f"{hub}/"), "malformed")
    return facts


def check_hook(headers: Mapping[str, str], body: bytes, *, keys: list[Json], secret: str, now: float) -> None:
    """Verify a call of the hook [4.4], by the hub's keys or the shared secret. Raises `No` where none fits."""
    stamp = headers["webhook-timestamp"]
    check(stamp.isdecimal() and abs(int(stamp) - now) <= 300, "malformed")
    signed = f"{headers['webhook-id']}.{stamp}.".encode() + body
    shared = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, "sha256")
    for one in headers["webhook-signature"].split():
        version, _, text = one.partition(",")
        if version == "v1" and hmac.compare_digest(base64.b64decode(text), shared):
            return
        if version == "v1a" and any(signed_by(key, base64.b64decode(text), signed) for key in keys):
            return
    raise No("bad-signature")


def signed_by(key: Json, signature: bytes, signed: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(unb64u(key["x"])).verify(signature, signed)
    except InvalidSignature:
        return False
    return True
