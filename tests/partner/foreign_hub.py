"""A hub written from the protocol alone: real HTTP on a loopback port, enough of sections 3 to 5 to be a partner's hub.

What it is told to do wrong is in `Faults`; what it was told is in `Heard`.
"""

import json
import re
import secrets
import socket
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exchange.core.events.event import Event, event_claims, read_event
from exchange.core.ids import uuid7
from exchange.partner.calls import PARCEL_LIMIT, content_digest
from keys.encoding import digest, unb64url
from keys.errors import KeysError
from keys.jwk import PrivateKey, Purpose
from keys.objects import CLIENT_ASSERTION, ENTITY_STATEMENT, EVENT
from keys.ring import KeySet
from keys.sign import sign, verify, verify_proof
from keys.strictjson import loads

YEAR = timedelta(days=365)


def now():
    return datetime.now(UTC)


def peek_claims(compact):
    return json.loads(unb64url(compact.split(".")[1]))


def is_parcel(raw):
    """Whether it may be written inside another answer: JSON of two members, in the one way it is sent."""
    try:
        read = loads(raw)
    except KeysError:
        return False
    return isinstance(read, dict) and set(read) == {"transfer", "packet"} and len(raw) <= PARCEL_LIMIT


def new_id():
    return uuid7(now(), random=secrets.token_bytes(10))


_PURPOSES = (Purpose.FEDERATION, Purpose.PACKET, Purpose.ACK, Purpose.WEBHOOK)


def new_key(purpose):
    alg = "Ed25519" if purpose is Purpose.WEBHOOK else "ES256"
    return PrivateKey.generate(purpose, alg=alg, nbf=now().replace(microsecond=0) - YEAR, exp=now() + YEAR)


@dataclass
class Faults:
    down: str = ""  # paths that match are answered with 503
    locked: bool = False  # nobody is let in
    no_token: str = ""  # /oauth/token answers 401 with this
    nonce: str = ""  # proofs must carry it
    cut: int = 0  # the next blob is only so long
    lost: int = 0  # the next blob's connection is lost after so many bytes
    spoil: bool = False  # blobs come with a byte changed
    refuse_event: str = ""  # /sets answers 400 with this
    garbled: bool = False  # parcels come with a byte more than their digest says
    gone: str = ""  # /packets answers 410 with this code
    alone: bool = False  # what waits is announced alone, as if there were never room for a parcel
    silent: set = field(default_factory=set)  # names of events that have no verdict when several come at once
    hidden_keys: set = field(default_factory=set)  # kids that the configuration does not show


@dataclass
class Heard:
    events: list = field(default_factory=list)  # every SET that came in, in order
    refused: list = field(default_factory=list)  # SETs answered with 400
    acked: list = field(default_factory=list)
    errors: dict = field(default_factory=dict)
    ranges: list = field(default_factory=list)
    asked: list = field(default_factory=list)  # paths
    capacity: dict = field(default_factory=dict)


class ForeignHub:
    def __init__(self, listening) -> None:
        self.origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.keys = {purpose: [new_key(purpose)] for purpose in _PURPOSES}
        self.partner = {}  # the enrolled document
        self.tokens, self.sets, self.packets, self.blobs = {}, {}, {}, {}
        self.faults, self.heard = Faults(), Heard()

    @property
    def pin(self):
        return self.keys[Purpose.FEDERATION][0].kid

    def key(self, purpose):
        return self.keys[purpose][-1]

    def tell(self, name, *, packet, jwe_sha256, members=None, jti=None, key=None, **changes: object):
        said = {
            "name": name, "issuer": self.origin, "audience": self.partner["entity"], "issued_at": now(),
            "jti": jti or new_id(), "time_of_event": now(), "packet": packet, "jwe_sha256": jwe_sha256,
            "members": members or {},
        }  # fmt: skip
        event = Event(**(said | changes))
        self.sets[event.jti] = sign(event_claims(event), kind=EVENT, key=key or self.key(Purpose.ACK))
        return event.jti

    def offer(self, parcel, *, packet, jwe_sha256):
        self.packets[packet] = parcel
        members = {"packet_id": packet, "jwe_sha256": jwe_sha256, "size": len(parcel)}
        return self.tell("packet-available", packet=packet, jwe_sha256=jwe_sha256, members=members)

    def events(self):
        """What came in, verified, once for each `jti`."""
        keys = KeySet.from_jwks(self.partner["ack_jwks"], Purpose.ACK)
        read = [read_event(verify(compact, kind=EVENT, keys=keys).claims) for compact in self.heard.events]
        return list({event.jti: event for event in read}.values())

    def names(self):
        return [event.name for event in self.events()]

    def configuration(self, **changes: object):
        shown = {
            f"{purpose}_jwks": {
                "keys": [k.public.to_jwk() for k in self.keys[purpose] if k.kid not in self.faults.hidden_keys]
            }
            for purpose in (Purpose.PACKET, Purpose.ACK, Purpose.WEBHOOK)
        }
        at = int(now().timestamp())
        claims = {
            "iss": self.origin, "sub": self.origin, "iat": at, "exp": at + 86400,
            "jwks": {"keys": [self.key(Purpose.FEDERATION).public.to_jwk()]},
            "metadata": {
                "rx_hub": shown | {"enc_jwks": {"keys": []}, "suites": ["hybrid"]},
                "oauth_authorization_server": {"issuer": self.origin, "token_endpoint": f"{self.origin}/oauth/token"},
                "federation_entity": {"organization_name": "Fremder Hub (erfunden)"},
            },
        }  # fmt: skip
        return sign(claims | changes, kind=ENTITY_STATEMENT, key=self.key(Purpose.FEDERATION))

    # What follows is HTTP.

    def app(self):
        return Starlette(
            routes=[
                Route("/.well-known/openid-federation", self.guard(self.get_configuration)),
                Route("/oauth/token", self.guard(self.post_token), methods=["POST"]),
                Route("/sets/poll", self.guard(self.post_poll), methods=["POST"]),
                Route("/sets", self.guard(self.post_set), methods=["POST"]),
                Route("/sets/push", self.guard(self.post_sets), methods=["POST"]),
                Route("/packets/{id}", self.guard(self.get_packet)),
                Route("/blobs/{sha256}", self.guard(self.get_blob), methods=["GET"]),
                Route("/blobs/{sha256}", self.guard(self.put_blob), methods=["PUT"]),
                Route("/referrals/{id}", self.guard(self.get_referral)),
                Route("/capacity", self.guard(self.put_capacity), methods=["PUT"]),
            ]
        )

    def guard(self, endpoint):
        async def guarded(request: Request) -> Response:
            path = request.url.path
            self.heard.asked.append(path)
            if self.faults.down and re.match(self.faults.down, path):
                return Response(status_code=503)
            if path.startswith(("/.well-known", "/oauth")):
                return await endpoint(request)
            proof = verify_proof(request.headers["dpop"])
            token = request.headers["authorization"].removeprefix("DPoP ")
            if self.faults.nonce and proof.claims.get("nonce") != self.faults.nonce:
                return Response(status_code=401, headers={"DPoP-Nonce": self.faults.nonce})
            right = (proof.claims["htm"], proof.claims["htu"]) == (request.method, self.origin + path)
            if (
                self.faults.locked
                or not right
                or self.tokens.get(token) != proof.jkt
                or proof.claims["ath"] != digest(token)
            ):
                return Response(status_code=401, headers={"WWW-Authenticate": "DPoP"})
            return await endpoint(request)

        return guarded

    async def get_configuration(self, _):
        return Response(self.configuration(), media_type="application/entity-statement+jwt")

    async def post_token(self, request):
        if self.faults.no_token:
            said = {"error": "invalid_client", "error_description": self.faults.no_token}
            return JSONResponse(said, status_code=401)
        proof = verify_proof(request.headers["dpop"])
        if self.faults.nonce and proof.claims.get("nonce") != self.faults.nonce:
            return JSONResponse({"error": "use_dpop_nonce"}, 400, {"DPoP-Nonce": self.faults.nonce})
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        keys = KeySet.from_jwks(self.partner["oauth_jwks"], Purpose.OAUTH)
        claims = verify(form["client_assertion"], kind=CLIENT_ASSERTION, keys=keys).claims
        if claims["aud"] != self.origin or not claims["iss"] == claims["sub"] == self.partner["entity"]:
            return JSONResponse({"error": "invalid_client"}, 401)
        token = secrets.token_urlsafe()
        self.tokens[token] = proof.jkt
        return JSONResponse({"access_token": token, "token_type": "DPoP", "expires_in": 300})

    async def post_poll(self, request):
        asked = await request.json()
        self.heard.acked += asked.get("ack", [])
        self.heard.errors |= asked.get("setErrs", {})
        for jti in (*asked.get("ack", []), *asked.get("setErrs", {})):
            self.sets.pop(jti, None)
        offered = dict(list(self.sets.items())[: asked["maxEvents"]])
        answer = {"sets": offered, "moreAvailable": len(offered) < len(self.sets)}
        return JSONResponse(answer | (self.along(offered) if asked.get("include") == "parcels" else {}))

    def along(self, offered):
        """The parcels of what is offered; damaged on the way, or too large, they are fetched instead."""
        names = {read_event(peek_claims(compact)).packet: compact for compact in offered.values()}
        here = [packet for packet in names if packet in self.packets]
        if self.faults.alone:
            return {}
        if self.faults.gone:
            return {"parcelErrs": {packet: {"status": 410, "code": self.faults.gone} for packet in here}}
        if self.faults.garbled or self.faults.down:
            return {}
        return {"parcels": {packet: json.loads(raw) for packet in here if is_parcel(raw := self.packets[packet])}}

    async def post_sets(self, request):
        taken, refused = [], {}
        for jti, compact in (await request.json())["sets"].items():
            if read_event(peek_claims(compact)).name in self.faults.silent:
                continue
            if self.faults.refuse_event:
                self.heard.refused.append(compact)
                refused[jti] = {"err": self.faults.refuse_event}
            else:
                self.heard.events.append(compact)
                taken.append(jti)
        if not taken and not refused:
            return Response(status_code=503, headers={"Retry-After": "1"})
        return JSONResponse({"ack": taken, "setErrs": refused}, 202)

    async def post_set(self, request):
        if read_event(peek_claims((await request.body()).decode())).name in self.faults.silent:
            return Response(status_code=503, headers={"Retry-After": "1"})
        if self.faults.refuse_event:
            self.heard.refused.append((await request.body()).decode())
            return JSONResponse({"err": self.faults.refuse_event, "description": "no"}, 400)
        self.heard.events.append((await request.body()).decode())
        return Response(status_code=202)

    async def get_packet(self, request):
        if self.faults.gone:
            return JSONResponse({"code": self.faults.gone}, 410)
        raw = self.packets[request.path_params["id"]]
        body = raw + b" " if self.faults.garbled else raw
        return Response(body, headers={"Content-Digest": content_digest(raw)}, media_type="application/rx-parcel+json")

    async def get_blob(self, request):
        raw, wanted = self.blobs[request.path_params["sha256"]], request.headers.get("range", "")
        if self.faults.spoil:
            raw = raw[:-1] + bytes([raw[-1] ^ 1])
        self.heard.ranges.append(wanted)
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
        body = raw[start : self.faults.cut or self.faults.lost or None]
        promised = {"Content-Length": str(len(raw))} if self.faults.lost else {}
        self.faults.cut = self.faults.lost = 0
        headers = promised | ({"Content-Range": f"bytes {start}-{len(raw) - 1}/{len(raw)}"} if wanted else {})
        return Response(body, 206 if wanted else 200, headers)

    async def put_blob(self, request):
        self.blobs[request.path_params["sha256"]] = await request.body()
        return Response(status_code=204)

    async def get_referral(self, request):
        return JSONResponse({"referral": request.path_params["id"], "state": "sent", "version": 1, "allowed": []})

    async def put_capacity(self, request):
        self.heard.capacity |= await request.json()
        return Response(status_code=204)


@contextmanager
def running():
    """A foreign hub that listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        hub = ForeignHub(listening)
        server = uvicorn.Server(uvicorn.Config(hub.app(), log_config=None, lifespan="off", access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield hub
        finally:
            server.should_exit = True
            thread.join()
