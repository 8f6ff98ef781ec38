"""The yardstick: the bare relay any developer would build of Starlette, SQLAlchemy and joserfc.

It validates, signs, seals, stores, hands out and takes signed acknowledgements, each commit durable. No consent, no
evidence log, no client authentication, no retries, no directory: what an exchange does beside that is not in it.
"""

import argparse
import asyncio
import json
import socket
import sys
import uuid
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import httpx
import uvicorn
from joserfc import jwe, jws
from joserfc.jwk import ECKey, OKPKey
from sqlalchemy import Column, Engine, LargeBinary, MetaData, Table, Text, bindparam, create_engine, event, select
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from exchange.demo.children import Child
from schemas.registry import compiled
from tests.bench import filled
from tests.bench.ground import bound
from tests.bench.loop import Lap

LIMIT = 1 << 20
METADATA = MetaData()
REFERRAL = Table(
    "referral",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("partner", Text, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)
_ONE = REFERRAL.c.id == bindparam("one")
_STATE = REFERRAL.update().where(_ONE).values(state=bindparam("to"))
_WAITING = select(REFERRAL.c.id, REFERRAL.c.sealed).where(
    REFERRAL.c.partner == bindparam("to"), REFERRAL.c.state == "queued"
)
_READ = select(REFERRAL.c.state).where(_ONE)


class _Registry(jwe.JWERegistry):
    max_ciphertext_length = LIMIT


_JWE = _Registry(algorithms=["ECDH-ES+A256KW", "A256GCM"])
_JWS = jws.JWSRegistry(algorithms=["ES256"])
_JWS.max_payload_length = LIMIT


class Relay:
    """Its four addresses. The partners' keys are the same for all: what counts is what a key costs."""

    def __init__(self, engine: Engine, keys: dict) -> None:
        self.engine, self.valid = engine, compiled(filled.SERVICE).quick.is_valid
        self.signer, self.partner = ECKey.import_key(keys["hub"]), ECKey.import_key(keys["ack"])
        self.enc = OKPKey.import_key(keys["enc"])
        self.bells: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def submit(self, request: Request) -> Response:
        """Take a referral; durable when it is answered."""
        raw, partner, id_ = await request.body(), request.path_params["partner"], str(uuid.uuid4())
        await run_in_threadpool(self._keep, raw, partner, id_)
        self.bells[partner].set()
        return JSONResponse({"id": id_}, 201)

    async def poll(self, request: Request) -> Response:
        """What waits for a partner; waits for something itself."""
        partner = request.path_params["partner"]
        while True:
            self.bells[partner].clear()
            found = await run_in_threadpool(self._waiting, partner)
            if found:
                return JSONResponse(found)
            await self.bells[partner].wait()

    async def acknowledge(self, request: Request) -> Response:
        """Take a signed acknowledgement; durable when it is answered."""
        await run_in_threadpool(self._acknowledged, await request.body())
        return Response(status_code=202)

    async def acknowledge_all(self, request: Request) -> Response:
        """Take several of them in one call and one commit."""
        await run_in_threadpool(self._all_acknowledged, await request.body())
        return Response(status_code=202)

    async def state(self, request: Request) -> Response:
        """Where a referral stands."""
        return JSONResponse(await run_in_threadpool(self._state, request.path_params["id"]))

    def _keep(self, raw: bytes, partner: str, id_: str) -> None:
        if not self.valid(json.loads(raw)):
            raise ValueError
        inner = jws.serialize_compact({"alg": "ES256", "kid": id_}, raw, self.signer, registry=_JWS)
        header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM"}
        sealed = jwe.encrypt_compact(header, inner.encode(), self.enc, registry=_JWE)
        row = {"id": id_, "partner": partner, "state": "queued", "sealed": sealed.encode()}
        with self.engine.begin() as connection:
            connection.execute(REFERRAL.insert(), row)

    def _waiting(self, partner: str) -> dict[str, str]:
        with self.engine.begin() as connection:
            return {row.id: row.sealed.decode() for row in connection.execute(_WAITING, {"to": partner})}

    def _acknowledged(self, raw: bytes) -> None:
        said = self._said(raw)
        with self.engine.begin() as connection:
            connection.execute(_STATE, {"one": said, "to": "received"})

    def _all_acknowledged(self, raw: bytes) -> None:
        rows = [{"one": self._said(one), "to": "received"} for one in raw.split()]
        with self.engine.begin() as connection:
            connection.execute(_STATE, rows)

    def _said(self, raw: bytes) -> str:
        return str(json.loads(jws.deserialize_compact(raw, self.partner, registry=_JWS).payload)["id"])

    def _state(self, id_: str) -> str:
        with self.engine.begin() as connection:
            return connection.execute(_READ, {"one": id_}).scalar_one()


def main() -> None:
    """Serve on a socket that is inherited."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--database", required=True)
    parser.add_argument("--listen", type=int, required=True)
    parser.add_argument("--keys", type=Path, required=True)
    given = parser.parse_args()
    engine = create_engine(given.database, max_overflow=-1)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
    METADATA.create_all(engine)
    relay = Relay(engine, json.loads(given.keys.read_text()))
    routes = [
        Route("/referrals/{partner}", relay.submit, methods=["POST"]),
        Route("/poll/{partner}", relay.poll, methods=["POST"]),
        Route("/acks", relay.acknowledge, methods=["POST"]),
        Route("/acks/several", relay.acknowledge_all, methods=["POST"]),
        Route("/state/{id}", relay.state),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_config=None, access_log=False))
    server.run(sockets=[socket.socket(fileno=given.listen)])


def _durable(connection: object, _: object) -> None:
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")


class Party:
    """A sender and a partner in turn, like a worker of the loop."""

    def __init__(self, origin: str, name: str, keys: dict) -> None:
        self.http, self.name = httpx.Client(base_url=origin, timeout=60), name
        self.hub, self.ack = ECKey.import_key(keys["hub"]), ECKey.import_key(keys["ack"])
        self.enc, self.valid = OKPKey.import_key(keys["enc"]), compiled(filled.SERVICE).quick.is_valid
        self.raw = json.dumps(filled.data()).encode()

    def once(self) -> tuple[float, ...]:
        """Let one referral go round; the instants it began and was seen."""
        began, id_ = perf_counter(), self.submits()
        self.http.post("/acks", content=self._answer(id_, self._polled()[id_]))
        return began, self.sees(id_)

    def submits(self) -> str:
        """Hand a referral in; its id."""
        return str(self.http.post(f"/referrals/{self.name}", content=self.raw).json()["id"])

    def answers(self) -> list[str]:
        """Poll, check all that came, answer in one call; the ids."""
        found = self._polled()
        said = [self._answer(id_, sealed) for id_, sealed in found.items()]
        self.http.post("/acks/several", content="\n".join(said))
        return list(found)

    def sees(self, id_: str) -> float:
        """See that a referral was received; when."""
        if self.http.get(f"/state/{id_}").json() != "received":
            raise ValueError
        return perf_counter()

    def _polled(self) -> dict[str, str]:
        found: dict[str, str] = self.http.post(f"/poll/{self.name}").json()
        return found

    def _answer(self, id_: str, sealed: str) -> str:
        inner = jwe.decrypt_compact(sealed, self.enc, registry=_JWE).plaintext
        if not self.valid(json.loads(jws.deserialize_compact(inner, self.hub, registry=_JWS).payload)):
            raise ValueError
        return jws.serialize_compact({"alg": "ES256"}, json.dumps({"id": id_}), self.ack, registry=_JWS)

    def lap(self, referrals: int) -> Lap:
        """So many referrals one after the other."""
        return lambda: [self.once() for _ in range(referrals)]


@contextmanager
def relayed(folder: Path, *, partners: int, database: str) -> Iterator[tuple[list[Party], int]]:
    """A relay in a process of its own, the parties that use it, and its process id."""
    keys = {
        "hub": ECKey.generate_key("P-256"),
        "ack": ECKey.generate_key("P-256"),
        "enc": OKPKey.generate_key("X25519"),
    }
    shown = {name: key.as_dict(private=True) for name, key in keys.items()}
    (folder / "keys.json").write_text(json.dumps(shown))
    with bound() as sock:
        sock.listen(256)
        arguments = ["tests.bench.relay", "--database", database or f"sqlite:///{folder}/relay.db"]
        arguments += ["--listen", str(sock.fileno()), "--keys", str(folder / "keys.json")]
        child = Child(arguments, log=folder / "relay.log", hear=lambda _: None, inherit=[sock.fileno()])
        try:
            origin = f"http://127.0.0.1:{sock.getsockname()[1]}"
            yield [Party(origin, f"p{number}", shown) for number in range(partners)], child.pid
        finally:
            child.stop()


if __name__ == "__main__":
    sys.exit(main())
