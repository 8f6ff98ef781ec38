"""Calls of a partner's hook: good ones, and each wrong in one thing."""

import base64
import json
from collections.abc import Iterable
from datetime import timedelta

from exchange.core.ids import show_instant, uuid7
from keys import jwk
from keys.webhook import content, show_secret, sign_v1, sign_v1a
from tests.vectors.forge import AT, HUB, HUB_KEYS, READ, Json, Vector, chance, key

JTI = uuid7(AT, random=chance(10, "hook"))
SECRET = chance(32, "hook secret")
NOW = int(READ.timestamp())
TOLD = {"type": "sets.available", "timestamp": show_instant(AT), "data": {"hub": HUB, "id": JTI}}
BODY = json.dumps(TOLD, separators=(",", ":"))
STRANGER = key("stranger webhook", jwk.Purpose.WEBHOOK, "Ed25519")


def v1a(body: str = BODY, stamp: int = NOW, signer: jwk.PrivateKey = HUB_KEYS["webhook"][0]) -> str:
    return sign_v1a(content(JTI, str(stamp), body.encode()), signer)


def v1(body: str = BODY, stamp: int = NOW, secret: bytes = SECRET) -> str:
    return sign_v1(content(JTI, str(stamp), body.encode()), secret)


def hooks() -> Iterable[Vector]:
    def one(
        label: str, what: str, signatures: str, result: str = "refused", *, body: str = BODY, **headers: object
    ) -> Vector:
        sent = {"webhook-id": JTI, "webhook-timestamp": str(NOW), "webhook-signature": signatures}
        sent |= {f"webhook-{name}": str(value) for name, value in headers.items()}
        given: Json = {"headers": sent, "body": body, "secret": show_secret(SECRET)}
        return Vector(name=f"hook-{label}", what=what, kind="hook", input=given, expect={"result": result})

    past, ahead = (NOW + int(timedelta(minutes=by).total_seconds()) for by in (-6, 6))
    broken = base64.b64encode(b"x" * 64).decode()
    yield one("v1a", "Signed with the hub's key", v1a(), "genuine")
    yield one("v1", "Signed with the secret", v1(), "genuine")
    yield one(
        "several", "One of several signatures holds", f"v2,x v1a,{broken} {v1(secret=b'o' * 32)} {v1a()}", "genuine"
    )
    yield one("body", "Another body", v1a() + " " + v1(), body=BODY.replace("available", "elsewhere"))
    yield one("id", "Another id", v1a() + " " + v1(), id=uuid7(AT, random=chance(10, "another hook")))
    yield one("stranger", "A key the hub does not publish", v1a(signer=STRANGER))
    yield one("other-secret", "Another secret", v1(secret=b"o" * 32))
    yield one("mixed-up", "A signature under the other's name", v1a().replace("v1a,", "v1,"))
    yield one("old", "Of 6 minutes ago", v1a(stamp=past), timestamp=past)
    yield one("ahead", "Of 6 minutes ahead", v1a(stamp=ahead), timestamp=ahead)
    yield one("unsigned", "Without a signature", "")
