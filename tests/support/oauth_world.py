"""A hub with partners, and a client that can get every single thing wrong."""

import asyncio
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

import httpx
from joserfc.jws import JWSRegistry
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from exchange.core.errors import Conflict, NotFound
from exchange.core.partner.partner import Partner, PartnerStatus
from exchange.core.policy import Policy
from exchange.core.staff.client import RegisteredClient
from exchange.core.vocabulary import PartnerKind
from exchange.edge import app
from exchange.edge.endpoint import guarded
from exchange.edge.http.body import JSON, NO_BODY, read_json
from exchange.oauth import Client, oauth_routes
from exchange.ports.hub import Hub
from keys.encoding import b64url, digest
from keys.jwk import PrivateKey, Purpose, thumbprint
from keys.material import public_members
from keys.ring import Ring
from tests.support.clock import CountingEntropy, FixedClock
from tests.support.memory.store import MemoryStore

ORIGIN = "https://hub.example"
TOKEN_URL = f"{ORIGIN}/oauth/token"
ME, OTHER, RSA = "https://beratung.example", "https://andere.example", "https://rsa.example"
WATCHER, STRANGER = f"{ORIGIN}/systems/watcher", f"{ORIGIN}/systems/stranger"
CASES = f"{ORIGIN}/clients/cases"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
DROP = object()
URN = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
FORM = "application/x-www-form-urlencoded"


@cache
def key_of(_name: str, purpose: Purpose = Purpose.OAUTH, alg: str = "ES256") -> PrivateKey:
    """The one key that goes by this name in a test run."""
    return PrivateKey.generate(purpose, alg=alg, nbf=NOW - timedelta(days=1), exp=NOW + timedelta(days=90))


def changed(base: dict, changes: dict) -> dict:
    return {name: value for name, value in {**base, **changes}.items() if value is not DROP}


def jwks(*keys: PrivateKey) -> dict:
    return {"keys": [key.public.to_jwk() for key in keys]}


def a_partner(entity: str, *keys: PrivateKey, document: dict | None = None, standing=PartnerStatus.ACTIVE) -> Partner:
    return Partner(
        entity=entity, name="Beratung Beispiel (erfunden)", kind=PartnerKind.COUNSELLING_CENTRE, bound_by_203=True,
        standing=standing, lines=(), jwks={"oauth": document or jwks(*keys)}, pin="", adapter="mailbox",
        enrolled_by="a", approved_by="b", enrolled_at=NOW,
    )  # fmt: skip


def a_client(name=CASES, standing=PartnerStatus.ACTIVE) -> RegisteredClient:
    return RegisteredClient(
        id=name, name="Fallakte", jwks=jwks(key_of(name)), standing=standing,
        registered_by="a", approved_by="b", registered_at=NOW,
    )  # fmt: skip


def raw(part: object) -> str:
    """One segment of a JWS; text and bytes are taken as they are."""
    octets = part if isinstance(part, bytes) else (part if isinstance(part, str) else json.dumps(part)).encode()
    return b64url(octets)


def jws(header: dict | str, claims: object, *, key: object, alg: str = "") -> str:
    signing_input = f"{raw(header)}.{raw(claims)}"
    return f"{signing_input}.{b64url(signature(alg or header['alg'], signing_input.encode(), key))}"


def signature(alg: str, signing_input: bytes, key: object) -> bytes:
    if callable(key):
        return key(signing_input)
    if alg == "none":
        return b""
    if alg.startswith("HS"):
        return hmac.digest(key, signing_input, "sha256")
    return JWSRegistry(algorithms=[alg]).get_alg(alg).sign(signing_input, key)


def read_thing(request, grant, _body):
    if request.path_params["id"] == "of-another":
        raise NotFound
    return JSONResponse({"client": grant.client, "scopes": sorted(grant.scopes)})


def put_thing(request, _grant, body):
    if read_json(body)["id"] != request.path_params["id"]:
        raise Conflict
    return JSONResponse({})


def protected(hub: Hub, nonces) -> list[Route]:
    ask = {"hub": hub, "nonces": nonces}
    return [
        Route("/things/{id}", guarded(read_thing, scope="referral.receive", media=NO_BODY, limit=0, **ask)),
        Route(
            "/things/{id}",
            guarded(put_thing, scope="referral.acknowledge", media=JSON, limit=99, **ask),
            methods=["PUT"],
        ),
        Route("/sent/{id}", guarded(read_thing, scope="referral.send", media=NO_BODY, limit=0, **ask)),
    ]


@dataclass
class World:
    """Everything a test may bend. `store` survives a restart; `reborn` gives another process on the same store."""

    store: object = field(default_factory=MemoryStore)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    nonces: object = None
    origin: str = ORIGIN
    clients: object = None
    numbers: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.hub_key = key_of(self.origin)
        self.ring = Ring([self.hub_key, key_of(self.origin, Purpose.PACKET), key_of(self.origin, Purpose.ACK)])
        self.hub = Hub(
            origin=self.origin, demo=False, policy=Policy(), store=self.store, blobs=None, clock=self.clock,
            entropy=CountingEntropy(), rings=lambda: self.ring,
        )  # fmt: skip
        self.app: Starlette = app(
            [
                *oauth_routes(
                    self.hub, clients=registered() if self.clients is None else self.clients, nonces=self.nonces
                ),
                *protected(self.hub, self.nonces),
            ],
            hub=self.hub,
        )
        partners = (a_partner(ME, key_of(ME)), a_partner(OTHER, key_of(OTHER)))
        self.enrol(*partners, a_partner(RSA, key_of(RSA, alg="PS256")))

    def enrol(self, *partners: Partner) -> None:
        with self.store.transaction() as tx:
            for partner in partners:
                tx.partners.put(partner)

    def register(self, client: RegisteredClient) -> None:
        with self.store.transaction() as tx:
            tx.clients.put(client)

    def token_of(self, client: str, **fields: object) -> httpx.Response:
        assertion = self.assertion(key=key_of(client), iss=client, sub=client)
        return self.ask(client_assertion=assertion, **fields)

    def fresh(self) -> str:
        return f"jti-{next(self.numbers)}"

    def assertion(self, header=None, key=None, alg="", **claims: object) -> str:
        signer = key or key_of(ME)
        head = {"alg": "ES256", "typ": "client-authentication+jwt", "kid": signer.kid}
        now = int(self.clock.now().timestamp())
        base = {"iss": ME, "sub": ME, "aud": ORIGIN, "iat": now, "exp": now + 60, "jti": self.fresh()}
        return jws(changed(head, header or {}), changed(base, claims), key=signer.material, alg=alg)

    def proof(self, htm="POST", htu=TOKEN_URL, header=None, key=None, alg="", **claims: object) -> str:
        holder = key or key_of("holder")
        head = {"alg": "ES256", "typ": "dpop+jwt", "jwk": public_members(holder.public.material)}
        base = {"htm": htm, "htu": htu, "iat": int(self.clock.now().timestamp()), "jti": self.fresh()}
        return jws(changed(head, header or {}), changed(base, claims), key=holder.material, alg=alg)

    def form(self, **fields: object) -> dict:
        base = {"grant_type": "client_credentials", "client_assertion_type": URN}
        if "client_assertion" not in fields:
            base["client_assertion"] = self.assertion()
        return changed(base, fields)

    def ask(self, *, proofs=None, headers=(), method="POST", path="/oauth/token", content=None, **fields: object):
        """Ask for a token (or something else of the server); `proofs` replaces the one honest proof."""
        given = [self.proof()] if proofs is None else proofs
        lines = [*headers, *(("DPoP", one) for one in given)]
        if content is not None:
            typed = [] if any(name == "content-type" for name, _ in lines) else [("content-type", FORM)]
            return self.send(method, path, headers=[*lines, *typed], content=content)
        return self.send(method, path, headers=lines, data=self.form(**fields))

    def token(self, **fields: object) -> str:
        return self.ask(**fields).json()["access_token"]

    def call(self, path="/things/1", *, token=None, proofs=None, headers=None, method="GET", htm="", **more: object):
        """Call a protected address with a token and an honest proof, or with other ones."""
        compact = token or self.token()
        given = [self.proof_for(compact, path, htm or method)] if proofs is None else proofs
        lines = [("Authorization", f"DPoP {compact}")] if headers is None else headers
        return self.send(method, path, headers=[*lines, *(("DPoP", one) for one in given)], **more)

    def proof_for(self, token: str, path="/things/1", htm="GET", **claims: object) -> str:
        return self.proof(**({"htm": htm, "htu": ORIGIN + path.partition("?")[0], "ath": digest(token)} | claims))

    def minted(self, key=None, **claims: object) -> str:
        """A token of the hub's own key that says whatever it should."""
        base = {"iss": ORIGIN, "aud": ORIGIN, "sub": ME, "client_id": ME, "iat": AT, "exp": AT + 300, "jti": "t"}
        cnf = {"jkt": thumbprint(public_members(key_of("holder").public.material))}
        signer = key or self.hub_key
        head = {"alg": "ES256", "typ": "at+jwt", "kid": signer.kid}
        full = {**base, "scope": "referral.receive", "cnf": cnf}
        return jws(head, changed(full, claims), key=signer.material)

    def send(self, method: str, path: str, **request: object) -> httpx.Response:
        async def exchange() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url=ORIGIN) as client:
                return await client.request(method, path, **request)

        return asyncio.run(exchange())


def registered() -> list[Client]:
    scopes = frozenset({"hub.witness"})
    return [
        Client(id=WATCHER, jwks=jwks(key_of(WATCHER)), scopes=frozenset(), audience=ORIGIN),
        Client(id=STRANGER, jwks=jwks(key_of(STRANGER)), scopes=scopes, audience="https://elsewhere.example"),
    ]


def said(response: httpx.Response) -> tuple[int, str]:
    """Status and code of an answer, whichever form it has."""
    document = response.json()
    return response.status_code, document.get("error") or document.get("code") or "ok"
