"""Events of both sides, token requests and entity configurations: good ones, and each wrong in one thing."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from exchange.core.events.event import Event, event_claims
from exchange.core.ids import show_instant
from keys import jwk
from keys.encoding import digest
from keys.objects import CLIENT_ASSERTION, DPOP, ENTITY_STATEMENT, EVENT
from keys.sign import sign
from keys.webhook import show_key
from tests.vectors.forge import (
    AT,
    HOLDER,
    HUB,
    HUB_KEYS,
    NBF,
    OTHER,
    PARTNER,
    PARTNER_KEYS,
    READ,
    STRANGER,
    Change,
    Json,
    Parcel,
    Vector,
    at,
    flipped,
    header_of,
    jwks,
    jws,
    new_id,
    read,
)


class Thread:
    """Events of one side about one packet."""

    def __init__(self, side: str, about: Parcel) -> None:
        inner = about.inner()
        self.side, self.packet = side, about.packet
        self.digests = {"jwe_sha256": digest(about.seal(inner)), "packet_sha256": digest(inner)}
        self.signer = (HUB_KEYS if side == "hub" else PARTNER_KEYS)["ack"][0]
        self.seq, self.prev = 0, ""

    def claims(self, name: str, *, opened: bool = True, **members: object) -> Json:
        issuer, audience = (HUB, PARTNER) if self.side == "hub" else (PARTNER, HUB)
        event = Event(
            name=name, issuer=issuer, audience=audience, issued_at=AT, jti=new_id(), time_of_event=AT,
            packet=self.packet.id, jwe_sha256=self.digests["jwe_sha256"], members=members,
        )  # fmt: skip
        if opened:
            event = replace(
                event, referral=self.packet.referral, packet_sha256=self.digests["packet_sha256"], version=1,
                seq=self.seq + 1, prev_sha256=self.prev or None,
            )  # fmt: skip
        return event_claims(event)

    def good(self, label: str, what: str, claims: Json) -> Vector:
        compact = sign(claims, kind=EVENT, key=self.signer)
        if "txn" in claims:
            self.seq, self.prev = self.seq + 1, digest(compact.rpartition(".")[0])
        more = {
            "header": read(compact.split(".")[0]),
            "claims": claims,
            "signing_sha256": digest(compact.rpartition(".")[0]),
        }
        return self.vector(label, what, compact, more=more)

    def vector(self, label: str, what: str, compact: str, err: str | None = None, **more: Any) -> Vector:
        given = {"from": self.side, "set": compact}
        return Vector(name=f"event-{label}", what=what, kind="event", input=given, expect={"err": err}, **more)


def good_events() -> Iterable[Vector]:
    about = Parcel()
    hub, partner = Thread("hub", about), Thread("partner", about)
    one = about.packet.id
    members = {"packet_id": one, "jwe_sha256": hub.digests["jwe_sha256"], "size": 11500}
    yield hub.good("packet-available", "A parcel waits", hub.claims("packet-available", opened=False, **members))
    yield partner.good("received", "The technical receipt", partner.claims("received"))
    yield partner.good("accepted", "A step", partner.claims("accepted"))
    appointment = show_instant(AT + timedelta(days=7))
    scheduled = partner.claims("scheduled", appointment=appointment)
    yield partner.good("scheduled", "A step with a member", scheduled)
    refused = {
        "set_jti": scheduled["jti"], "code": "clause:category", "pointer": "/appointment", "state": "accepted",
        "version": 1, "allowed": ["waitlisted", "scheduled", "in-service", "external", "ended-early"],
    }  # fmt: skip
    yield hub.good("refused", "A step was genuine and not allowed", hub.claims("refused", **refused))
    yield hub.good(
        "refused-unopened", "The same before anything was opened", hub.claims("refused", opened=False, **refused)
    )
    yield hub.good("withdrawn", "A stop signal", hub.claims("withdrawn"))
    unread = Thread("partner", about)
    claims = unread.claims("unreadable", opened=False, reason="undecryptable")
    yield unread.good("unreadable", "It could not be opened", claims)


def bad_events() -> Iterable[Vector]:
    for side in ("partner", "hub"):
        thread = Thread(side, Parcel())
        name = "received" if side == "partner" else "withdrawn"
        base = thread.claims(name)
        cases: list[tuple[str, str, str, Change]] = [
            ("aud", "For somebody else", "invalid_audience", at("aud", value=OTHER)),
            ("aud-array", "For two", "invalid_request", at("aud", value=[base["aud"], OTHER])),
            ("iss", "Of somebody else", "invalid_issuer", at("iss", value=OTHER)),
            ("future", "Dated 61 s ahead", "invalid_request", at("iat", value=int(READ.timestamp()) + 61)),
            ("before-key", "Dated before the key", "invalid_key", at("iat", value=int(NBF.timestamp()) - 1)),
            ("two", "Two events", "invalid_request",
             lambda c: c["events"].update({"urn:geleit:rx:1:event:erased": {}})),
            ("exp", "An unknown claim", "invalid_request", at("exp", value=1893456000)),
            ("half-thread", "`txn` without its digest", "invalid_request", lambda c: only(c).pop("packet_sha256")),
            ("first-with-prev", "`prev_sha256` at 1", "invalid_request",
             lambda c: only(c).update(prev_sha256="x" * 43)),
            ("second-without", "None at 2", "invalid_request", lambda c: only(c).update(seq=2)),
            ("subject", "Another format", "invalid_request", at("sub_id", "format", value="uri")),
            ("name", "An event of the other side", "invalid_request",
             rename("withdrawn" if side == "partner" else "received")),
            ("jti", "A `jti` that is no UUID", "invalid_request", at("jti", value="1")),
            ("no-digest", "No `jwe_sha256`", "invalid_request", lambda c: only(c).pop("jwe_sha256")),
            ("no-txn", "A thread without its referral", "invalid_request", lambda c: c.pop("txn")),
            ("seq-zero", "`seq` 0", "invalid_request", lambda c: only(c).update(seq=0)),
            ("toe", "A time that is a text", "invalid_request", at("toe", value="2026-12-01T10:00:00Z")),
            ("no-version", "No version", "invalid_request", lambda c: only(c).pop("version")),
        ]  # fmt: skip
        for label, what, err, change in cases:
            claims = deepcopy(base)
            change(claims)
            compact = jws(claims, header=header_of(EVENT, thread.signer), signer=thread.signer)
            yield thread.vector(f"{side}-{label}", what, compact, err)
        good = sign(base, kind=EVENT, key=thread.signer)
        yield thread.vector(f"{side}-signature", "A bit of the signature", flipped(good), "authentication_failed")
        stranger = sign(base, kind=EVENT, key=STRANGER[jwk.Purpose.ACK])
        yield thread.vector(f"{side}-unknown-key", "A key nobody knows", stranger, "invalid_key")
        untyped = jws(base, header=header_of(EVENT, thread.signer, typ="JWT"), signer=thread.signer)
        yield thread.vector(f"{side}-typ", "Another `typ`", untyped, "invalid_request")


def only(claims: Json) -> Json:
    body: Json = next(iter(claims["events"].values()))
    return body


def rename(name: str) -> Change:
    return lambda claims: claims.update(events={f"urn:geleit:rx:1:event:{name}": only(claims)})


def token_request(
    label: str,
    what: str,
    error: str | None,
    *,
    head: Json | None = None,
    proof: Json | None = None,
    scope: str = "",
    **claims: object,
) -> Vector:
    """A request for a token: what is given is changed in it."""
    signer, now = PARTNER_KEYS["oauth"][0], int(READ.timestamp())
    said = {"iss": PARTNER, "sub": PARTNER, "aud": HUB, "iat": now, "exp": now + 60, "jti": new_id()} | claims
    assertion = jws(said, header=header_of(CLIENT_ASSERTION, signer, **(head or {})), signer=signer)
    proven = {"jti": new_id(), "htm": "POST", "htu": f"{HUB}/oauth/token", "iat": now} | (proof or {})
    given = {"client_assertion": assertion, "dpop": sign(proven, kind=DPOP, key=HOLDER)}
    given |= {"scope": scope} if scope else {}
    more = {"assertion": {"header": read(assertion.split(".")[0]), "claims": said}, "proof": {"claims": proven}}
    return Vector(name=f"token-{label}", what=what, kind="token", input=given, expect={"error": error}, more=more)


def tokens() -> Iterable[Vector]:
    one, now, endpoint = token_request, int(READ.timestamp()), f"{HUB}/oauth/token"
    yield one("good", "A token is given", None)
    yield one("typ-jwt", "As today's clients write it", None, head={"typ": "JWT"})
    yield one("aud-array", "`aud` is an array", "invalid_client", aud=[HUB])
    yield one("aud-endpoint", "`aud` is the endpoint", "invalid_client", aud=endpoint)
    yield one("too-long", "Good for 61 s", "invalid_client", exp=now + 61)
    yield one("typ", "Another `typ`", "invalid_client", head={"typ": "dpop+jwt"})
    yield one("expired", "Ended 10 s ago", "invalid_client", iat=now - 70, exp=now - 10)
    yield one("proof-htu", "A proof for another address", "invalid_dpop_proof", proof={"htu": f"{HUB}/oauth/revoke"})
    yield one("proof-old", "A proof of 61 s ago", "invalid_dpop_proof", proof={"iat": now - 61})


def configurations() -> Iterable[Vector]:
    shown = {f"{name}_jwks": jwks(HUB_KEYS[name]) for name in ("packet", "ack", "enc", "webhook")}
    claims = {
        "iss": HUB, "sub": HUB, "iat": int(AT.timestamp()), "exp": int((AT + timedelta(days=7)).timestamp()),
        "jwks": jwks(HUB_KEYS["federation"]),
        "metadata": {
            "rx_hub": shown | {"suites": ["hybrid", "classic"], "webhook_key": show_key(HUB_KEYS["webhook"][0].public)},
            "oauth_authorization_server": {
                "issuer": HUB, "token_endpoint": f"{HUB}/oauth/token", "jwks_uri": f"{HUB}/jwks",
            },
            "federation_entity": {"organization_name": "Vermittlungsstelle (erfunden)"},
        },
    }  # fmt: skip
    signer = HUB_KEYS["federation"][0]
    compact = sign(claims, kind=ENTITY_STATEMENT, key=signer)

    def one(label: str, what: str, result: str = "refused", jws_: str = compact, pin: str = signer.kid) -> Vector:
        given = {"pin": pin, "configuration": jws_}
        return Vector(name=f"hub-{label}", what=what, kind="configuration", input=given, expect={"result": result})

    good = one("configuration", "The hub's entity configuration", "trusted")
    yield replace(good, more={"claims": claims})
    yield one("other-pin", "Another key was agreed on", pin=STRANGER[jwk.Purpose.PACKET].kid)
    yield one("signature", "A bit of the signature", jws_=flipped(compact))
    server = at("metadata", "oauth_authorization_server", "token_endpoint", value=f"{OTHER}/oauth/token")
    for label, what, change in (
        ("iss", "Of another entity", at("iss", value=OTHER)),
        ("endpoint", "A token endpoint elsewhere", server),
    ):
        changed = deepcopy(claims)
        change(changed)
        yield one(label, what, jws_=sign(changed, kind=ENTITY_STATEMENT, key=signer))
