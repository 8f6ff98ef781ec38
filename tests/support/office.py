"""The partner API of a hub in this process, and a client with real tokens, each with its own key and proofs."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote

import httpx
from starlette.routing import Route

from exchange.api.partner import events
from exchange.api.routes import api_routes
from exchange.core.rate_limit import Limits
from exchange.edge import app
from exchange.edge.http.rate_limits import RateLimits
from exchange.edge.wakeup import Wakeup
from exchange.federation.routes import federation_routes
from exchange.flows.staff.clients import Registration, register_client
from exchange.oauth import oauth_routes
from keys.encoding import b64url, digest, sha256
from keys.jwk import Purpose
from keys.objects import CLIENT_ASSERTION, DPOP
from keys.sign import sign
from tests.support.clock import FixedClock
from tests.support.described import hold_against
from tests.support.hubs import BOSS, CENTRE, KIM, OPS, ORIGIN, Bench, claim, encoded, jwks, key_of, refer_document
from tests.support.mail import jti

URN = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
SCOPES = "referral.receive referral.acknowledge directory.read capacity.write"
CASES = f"{ORIGIN}/clients/fallakte"
NOTHING = "018f0000-0000-7000-8000-000000000001"
ABSENT = b64url(sha256(b"absent"))
CALLS = [
    ("POST", "/sets/poll", "referral.receive"),
    ("POST", "/sets", "referral.acknowledge"),
    ("POST", "/sets/push", "referral.acknowledge"),
    ("GET", f"/packets/{NOTHING}", "referral.receive"),
    ("GET", f"/blobs/{ABSENT}", "referral.receive"),
    ("PUT", f"/blobs/{ABSENT}", "referral.acknowledge"),
    ("GET", f"/referrals/{NOTHING}", "referral.acknowledge"),
    ("PUT", "/capacity", "capacity.write"),
    ("GET", "/directory", "directory.read"),
    ("GET", "/directory/x", "directory.read"),
]


class TickingClock(FixedClock):
    """Its time of day stands still; what waits is measured in real seconds."""

    def monotonic(self) -> float:
        return time.monotonic()


@dataclass
class Office:
    """A hub that can be called. `longest` is how long a poll waits."""

    longest: float = 0.2
    bench: Bench = None
    wakeup: Wakeup = field(default_factory=Wakeup)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        self.bench = self.bench or Bench(clock=TickingClock())
        hub = self.bench.hub
        self.bench.worker._delivered = self.wakeup.notify
        poll = Route("/sets/poll", events.poll(hub, wakeup=self.wakeup, longest=self.longest), methods=["POST"])
        routes = [route for route in api_routes(hub, wakeup=self.wakeup) if route.path != "/sets/poll"]
        faces = [*oauth_routes(hub, clients=()), poll, *routes, *federation_routes(hub, name="Erfunden")]
        self.quotas = RateLimits(self.limits, now=hub.clock.monotonic)
        self.app = app(faces, hub=hub, rate_limits=self.quotas)

    def send(self, method, path, **request: object) -> httpx.Response:
        return asyncio.run(self.sending(method, path, **request))

    async def sending(self, method, path, **request: object) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=ORIGIN) as client:
            answer = await client.request(method, path, **request)
        hold_against(answer)
        return answer

    def client(self, entity=CENTRE, scope=SCOPES):
        return Client(self, entity, scope)

    def cases(self, staff=KIM):
        """A case-management system, registered by two people, that acts for a member of staff."""
        keys = encoded(jwks(key_of(CASES, Purpose.OAUTH)))
        what = Registration(short="fallakte", name="Fallakte (erfunden)", jwks=keys)
        register_client(what, by=claim(OPS), approve_by=claim(BOSS), hub=self.bench.hub)
        return Cases(self, CASES, "referral.send directory.read", staff=staff)


class Client:
    """A partner's system with a token; every call carries a fresh proof."""

    numbers = count()

    def __init__(self, office, entity, scope) -> None:
        self.office, self.entity, self.key = office, entity, key_of(f"holder of {entity}", Purpose.OAUTH)
        asked = office.send(
            "POST", "/oauth/token", data=self._form(scope), headers={"DPoP": self._proof("POST", "/oauth/token")}
        )
        assert asked.status_code == 200, asked.text
        self.token = asked.json()["access_token"]

    def _now(self):
        return int(self.office.bench.clock.now().timestamp())

    def _form(self, scope):
        now = self._now()
        claims = {
            "iss": self.entity,
            "sub": self.entity,
            "aud": ORIGIN,
            "iat": now,
            "exp": now + 60,
            "jti": self._jti(),
        }
        signed = sign(claims, kind=CLIENT_ASSERTION, key=key_of(self.entity, Purpose.OAUTH))
        form = {"grant_type": "client_credentials", "client_assertion_type": URN, "client_assertion": signed}
        return form | {"scope": scope}

    def _jti(self):
        return f"jti-{self.entity}-{next(self.numbers)}"

    def _proof(self, method, path, **claims: object):
        base = {"htm": method, "htu": ORIGIN + path.partition("?")[0], "iat": self._now(), "jti": self._jti()}
        return sign(base | claims, kind=DPOP, key=self.key)

    def headers(self, method, path):
        return {"Authorization": f"DPoP {self.token}", "DPoP": self._proof(method, path, ath=digest(self.token))}

    def call(self, method, path, headers=None, **request: object) -> httpx.Response:
        return self.office.send(method, path, headers=self.headers(method, path) | (headers or {}), **request)

    def get(self, path, **headers: str):
        return self.call("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    def poll(self, **members: object):
        return self.call("POST", "/sets/poll", json=members)

    def push(self, compact, media="application/secevent+jwt"):
        return self.call("POST", "/sets", content=compact, headers={"Content-Type": media})

    def push_several(self, *compacts: str, **named: str):
        sets = {jti(compact): compact for compact in compacts} | named
        return self.call("POST", "/sets/push", json={"sets": sets})


class Cases(Client):
    """A case-management system; what it posts carries a key of its own, and the state it saw last."""

    def __init__(self, office, entity, scope, staff=KIM) -> None:
        super().__init__(office, entity, scope)
        self.staff = staff

    def headers(self, method, path):
        return super().headers(method, path) | {"On-Behalf-Of": self.staff}

    def post(self, path, document=None, key="", match="*", staff="", **headers: str):
        """Post a document, or nothing. Underscores in names of headers become hyphens."""
        said = {"Idempotency-Key": key or f'"{self._jti()}"', "If-Match": match} | (
            {"On-Behalf-Of": staff} if staff else {}
        )
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = (
            {}
            if document is None
            else {
                "content": document
                if isinstance(document, bytes) or hasattr(document, "__aiter__")
                else encoded(document)
            }
        )
        typed = {"Content-Type": "application/json"} if document is not None else {}
        return self.call("POST", path, headers=typed | said, **body)

    def create(self, **changes: object):
        """A draft's id."""
        made = self.post("/api/v1/referrals", refer_document(**changes))
        assert made.status_code == 201, made.text
        return made.json()["referral"]

    def attach(self, referral, content=b"%PDF-Bogen", **changes: str):
        told = {
            "Content_Type": "application/pdf", "Data_Category": "questionnaire",
            "Content_Disposition": 'attachment; filename="fragebogen.pdf"',
        }  # fmt: skip
        return self.post(f"/api/v1/referrals/{referral}/attachments", content, **told | changes)

    def etag(self, referral):
        return self.get(f"/api/v1/referrals/{referral}").headers["etag"]


def code(response):
    """Status and code of an answer."""
    return response.status_code, response.json().get("code") or response.json().get("err")


def entry_of(entity):
    return f"/directory/{quote(entity, safe='')}"


def sent(office, files=()):
    office.bench.a_consent()
    referral = office.bench.refer(files=files)
    office.bench.worker.once()
    return office.bench.now(referral)
