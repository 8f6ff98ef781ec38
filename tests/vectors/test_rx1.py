"""Every vector says what it should, to our own code and to a partner that was written from SPEC.md alone."""

import asyncio
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from exchange.core.errors import GeleitError
from exchange.core.events.event import Err
from exchange.core.packet.padding import BUCKETS
from exchange.core.partner.partner import Partner, PartnerStatus
from exchange.core.policy import Policy
from exchange.core.vocabulary import PartnerKind
from exchange.edge import app
from exchange.flows.events.genuine import EventRejected
from exchange.flows.events.receive import receive
from exchange.oauth import oauth_routes
from exchange.partner.errors import HubNotTrusted
from exchange.partner.folder import Settings
from exchange.partner.hub import read_configuration
from exchange.partner.sealed.open import open_part
from exchange.partner.unseal import DecryptionKeys
from exchange.partner.verify import Offer, SeenBefore, Unread, check_parcel
from exchange.partner.verify_event import believe
from exchange.ports.hub import Hub
from keys.encoding import digest, unb64url
from keys.errors import BadDigest, KeysError
from keys.jwk import PrivateKey, Purpose
from keys.objects import CONSENT, Kind
from keys.ring import KeySet, Ring
from keys.sign import Verified, verify
from keys.stream import context_of, open_stream
from keys.webhook import read_secret
from keys.webhook import verify as verify_hook
from tests.acceptance import foreign
from tests.support.clock import CountingEntropy, FixedClock
from tests.support.memory.store import MemoryStore
from tests.vectors.at_a_hub import media_by_us, parking_by_us, verdict_by_us
from tests.vectors.forge import FOLDER, SPEC, load
from tests.vectors.make import MARK, abridged, example, key_file

Json = dict[str, Any]
NAMES = sorted(path.stem for path in FOLDER.glob("*.json") if path.stem not in {"keys", "http"})
KEYS = load("keys")
HUB, PARTNER = KEYS["hub"], KEYS["partner"]


def of_kind(kind: str) -> list[str]:
    return [name for name in NAMES if load(name)["kind"] == kind]


def read_at(vector: Json) -> datetime:
    return datetime.fromisoformat(vector["at"])


def raw_of(given: Json) -> bytes:
    return str(given["parcel"]).ljust(given.get("padded_to", 0)).encode()


@cache
def ring(side: str) -> Ring:
    every = KEYS[side]["private"].items()
    return Ring(PrivateKey.from_jwk(one, purpose=Purpose(purpose)) for purpose, keys in every for one in keys)


class Book:
    """What is known of the hub: the vectors' keys."""

    def last_known(self) -> SimpleNamespace:
        return SimpleNamespace(entity=HUB["entity"])

    def verify(self, compact: str | bytes, *, kind: Kind, purpose: Purpose) -> Verified:
        return verify(compact, kind=kind, keys=KeySet.from_jwks(HUB["jwks"][purpose.value], purpose))


def our_eyes(vector: Json) -> DecryptionKeys:
    book: Any = Book()
    return DecryptionKeys(
        entity=PARTNER["entity"], ring=ring("partner"), hub_configuration=book, now=lambda: read_at(vector)
    )


def our_hub(vector: Json) -> Hub:
    """A hub that has enrolled the vectors' partner, and holds no packet."""
    store: Any = MemoryStore()
    at = read_at(vector)
    partner = Partner(
        entity=PARTNER["entity"], name="", kind=PartnerKind(PARTNER["kind"]), bound_by_203=False,
        standing=PartnerStatus.ACTIVE, lines=(), jwks=PARTNER["jwks"], pin="", adapter="mailbox", enrolled_by="a",
        approved_by="b", enrolled_at=at,
    )  # fmt: skip
    with store.transaction() as tx:
        tx.partners.put(partner)
    blobs: Any = None
    return Hub(
        origin=HUB["entity"], demo=False, policy=Policy(), store=store, blobs=blobs, clock=FixedClock(at),
        entropy=CountingEntropy(), rings=lambda: ring("hub"),
    )  # fmt: skip


def parcel_by_us(vector: Json) -> Json:
    given = vector["input"]
    said = PARTNER | given.get("partner", {})
    lines = {line["id"]: line for line in said["service_lines"]}
    offer = Offer(
        kind=PartnerKind(said["kind"]), bound_by_203=False, lines=lines, sgb1_35=said.get("sgb1_35", "")
    )  # fmt: skip
    result = check_parcel(
        raw_of(given), packet_id=given["packet_id"], announced=given["announced"], decryption=our_eyes(vector),
        offer=offer, seen=given["seen"],
    )  # fmt: skip
    if isinstance(result, Unread):
        return {"result": "unreadable", "reason": result.reason.value}
    return {"result": "seen" if isinstance(result, SeenBefore) else "readable"}


def parcel_by_them(vector: Json) -> Json:
    given = vector["input"]
    said = PARTNER | given.get("partner", {})
    eyes = foreign.Eyes(
        me=PARTNER["entity"], enc=PARTNER["private"]["enc"], hub=HUB["entity"],
        packet=HUB["jwks"]["packet"]["keys"], ack=HUB["jwks"]["ack"]["keys"], now=read_at(vector).timestamp(),
        lines=[
            foreign.Line(one["id"], one["service"], one["schema"], said["kind"], sgb1_35=said.get("sgb1_35", ""))
            for one in said["service_lines"]
        ],
    )  # fmt: skip
    try:
        foreign.read_parcel(
            raw_of(given),
            packet_id=given["packet_id"],
            announced=given["announced"],
            seen=given["seen"],
            eyes=eyes,
        )
    except foreign.No as error:
        return {"result": "seen"} if error.code == "seen" else {"result": "unreadable", "reason": error.code}
    return {"result": "readable"}


def event_by_us(vector: Json) -> Json:
    given = vector["input"]
    if given["from"] == "hub":
        jti = json.loads(unb64url(given["set"].split(".")[1]))["jti"]
        believed = believe(given["set"], jti=jti, decryption=our_eyes(vector))
        return {"err": believed.value if isinstance(believed, Err) else None}
    with pytest.raises(EventRejected) as refused:
        receive(given["set"], client=PARTNER["entity"], hub=our_hub(vector))
    # The hub of these tests holds no packet: that is the last thing it asks, so everything before it was in order.
    known = refused.value.description == "no such packet"
    return {"err": None if known else refused.value.err.value}


def event_by_them(vector: Json) -> Json:
    given, hub = vector["input"], vector["input"]["from"] == "hub"
    issuer, audience = (HUB, PARTNER) if hub else (PARTNER, HUB)
    try:
        foreign.read_event(
            given["set"], issuer=issuer["entity"], audience=audience["entity"], keys=issuer["jwks"]["ack"]["keys"],
            names=foreign.FROM_HUB if hub else foreign.FROM_PARTNER, now=read_at(vector).timestamp(),
        )  # fmt: skip
    except foreign.No as error:
        return {"err": error.code}
    return {"err": None}


def blob_by_us(vector: Json) -> Json:
    given, ref, out = vector["input"], vector["input"]["ref"], io.BytesIO()
    try:
        open_stream(
            io.BytesIO(unb64url(given["ciphertext"])), out, key=unb64url(ref["key"]), length=ref["length"],
            context=context_of(given["packet_id"], ref["id"]), sha256=ref["sha256"],
        )  # fmt: skip
    except KeysError as error:
        return {"result": "digest-mismatch" if isinstance(error, BadDigest) else "undecryptable"}
    assert out.getvalue() == unb64url(vector["plaintext"])
    return {"result": "open"}


def blob_by_them(vector: Json) -> Json:
    given = vector["input"]
    try:
        found = foreign.open_attachment(foreign.unb64u(given["ciphertext"]), ref=given["ref"], owner=given["packet_id"])
    except foreign.No as error:
        return {"result": error.code}
    assert found == foreign.unb64u(vector["plaintext"])
    return {"result": "open"}


def configuration_by_us(vector: Json) -> Json:
    settings = Settings(entity=PARTNER["entity"], hub=HUB["entity"], pin=vector["input"]["pin"], demo=False)
    try:
        facts = read_configuration(vector["input"]["configuration"], settings=settings)
    except HubNotTrusted:
        return {"result": "refused"}
    assert facts.token_endpoint == f"{HUB['entity']}/oauth/token"
    return {"result": "trusted"}


def configuration_by_them(vector: Json) -> Json:
    given = vector["input"]
    with suppress(foreign.No):
        foreign.read_configuration(
            given["configuration"], hub=HUB["entity"], pin=given["pin"], now=read_at(vector).timestamp()
        )
        return {"result": "trusted"}
    return {"result": "refused"}


def token_by_us(vector: Json) -> Json:
    """Only a hub answers these; our partner and the foreign one send them."""
    hub = our_hub(vector)
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": vector["input"]["client_assertion"],
        **({"scope": vector["input"]["scope"]} if "scope" in vector["input"] else {}),
    }

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app(oauth_routes(hub, clients=()), hub=hub))
        async with httpx.AsyncClient(transport=transport, base_url=hub.origin) as client:
            return await client.post("/oauth/token", data=form, headers={"DPoP": vector["input"]["dpop"]})

    return {"error": asyncio.run(ask()).json().get("error")}


def hook_by_us(vector: Json) -> Json:
    given = vector["input"]
    keys = KeySet.from_jwks(HUB["jwks"]["webhook"], Purpose.WEBHOOK)
    try:
        found = verify_hook(
            given["headers"],
            given["body"].encode(),
            at=read_at(vector),
            keys=keys,
            secrets=[read_secret(given["secret"])],
        )
    except KeysError:
        return {"result": "refused"}
    assert found.id == json.loads(given["body"])["data"]["id"]
    return {"result": "genuine"}


def hook_by_them(vector: Json) -> Json:
    given = vector["input"]
    with suppress(foreign.No):
        foreign.check_hook(
            given["headers"], given["body"].encode(), keys=HUB["jwks"]["webhook"]["keys"], secret=given["secret"],
            now=read_at(vector).timestamp(),
        )  # fmt: skip
        return {"result": "genuine"}
    return {"result": "refused"}


def receipt_by_us(vector: Json) -> Json:
    keys = KeySet.from_jwks(HUB["jwks"]["packet"], Purpose.PACKET)
    try:
        found = verify(vector["input"]["receipt"], kind=CONSENT, keys=keys)
    except KeysError:
        return {"result": "refused"}
    assert found.claims == vector["claims"]
    return {"result": "genuine"}


def receipt_by_them(vector: Json) -> Json:
    with suppress(foreign.No):
        found = foreign.signed.verify(
            vector["input"]["receipt"], typ="rx-consent+jwt", keys=HUB["jwks"]["packet"]["keys"]
        )
        assert found.claims == vector["claims"]
        return {"result": "genuine"}
    return {"result": "refused"}


def part_by_us(vector: Json) -> Json:
    ring = Ring(PrivateKey.from_jwk(one, purpose=Purpose.ENC) for one in PARTNER["private"]["enc"])
    file, problem = open_part(vector["input"]["part"], audience=PARTNER["entity"], ring=ring)
    if file is None:
        assert problem
        return {"result": "shut"}
    return {"result": "opened", "name": file.name, "media_type": file.media_type}


def part_by_them(vector: Json) -> Json:
    with suppress(foreign.No):
        keys = PARTNER["private"]["enc"]
        found = foreign.sealed.open_part(vector["input"]["part"], keys=keys, me=PARTNER["entity"])
        return {"result": "opened", "name": found["name"], "media_type": found["media_type"]}
    return {"result": "shut"}


JUDGES: dict[str, tuple[Callable[[Json], Json], ...]] = {
    "parcel": (parcel_by_us, parcel_by_them),
    "event": (event_by_us, event_by_them),
    "blob": (blob_by_us, blob_by_them),
    "configuration": (configuration_by_us, configuration_by_them),
    "token": (token_by_us,),
    "hook": (hook_by_us, hook_by_them),
    "verdict": (verdict_by_us,),
    "parking": (parking_by_us,),
    "media": (media_by_us,),
    "receipt": (receipt_by_us, receipt_by_them),
    "sealed-part": (part_by_us, part_by_them),
}


@pytest.mark.parametrize("name", NAMES)
def test_every_vector_says_what_it_should_to_both(name: str) -> None:
    vector = load(name)
    assert [judge(vector) for judge in JUDGES[vector["kind"]]] == [vector["expect"]] * len(JUDGES[vector["kind"]])


def test_there_are_enough_of_them_and_each_reason_has_one() -> None:
    said = [load(name)["expect"] for name in NAMES]
    reasons = {one["reason"] for one in said if "reason" in one} | {one["result"] for one in said if "result" in one}
    assert set(load_codes("unreadable-reasons")) <= reasons
    assert {err.value for err in Err} - {"access_denied"} <= {one.get("err") for one in said}
    assert sum(one not in ({"result": "readable"}, {"err": None}, {"error": None}) for one in said) >= 20


def load_codes(name: str) -> list[str]:
    found = json.loads((SPEC.parent / "codes.json").read_bytes())[name]
    return [one if isinstance(one, str) else one["code"] for one in found]


@pytest.mark.parametrize("names", [("received", "accepted", "scheduled"), ("refused", "withdrawn")])
def test_events_of_a_side_are_a_chain(names: tuple[str, ...]) -> None:
    chain = [load(f"event-{name}") for name in names]
    bodies = [next(iter(one["claims"]["events"].values())) for one in chain]
    assert [body["seq"] for body in bodies] == list(range(1, len(names) + 1))
    for before, after in pairwise(range(len(names))):
        signing_input = chain[before]["input"]["set"].rpartition(".")[0]
        assert bodies[after]["prev_sha256"] == chain[before]["signing_sha256"] == digest(signing_input)


@pytest.mark.parametrize("name", ["packet-hybrid", "packet-classic", "packet-attachment"])
def test_a_packet_fills_its_bucket(name: str) -> None:
    packed = load(name)["packet"]
    compact = [json.dumps(packed[part], ensure_ascii=False, separators=(",", ":")) for part in ("header", "claims")]
    size = sum(len(foreign.b64u(part.encode())) for part in compact) + 2 + 86
    assert 0 <= min(bucket - size for bucket in BUCKETS if bucket >= size) <= 1


def test_the_examples_of_the_specification_are_the_vectors() -> None:
    found = MARK.findall(SPEC.read_text(encoding="utf-8"))
    assert len(found) == SPEC.read_text(encoding="utf-8").count("```json") >= 14
    for name, pointer, block in found:
        assert json.loads(block) == example(name, pointer), name
    assert abridged({"pad": "A" * 90}) == {"pad": "A" * 40 + "…"}


def test_the_keys_are_the_same_in_every_run() -> None:
    assert json.loads(json.dumps(key_file())) == KEYS


def every_refusal(kind: type[GeleitError] = GeleitError) -> Iterator[type[GeleitError]]:
    yield kind
    for one in kind.__subclasses__():
        yield from every_refusal(one)


def test_the_table_of_problems_is_true() -> None:
    known = {one.code: (one.status, one.retryable) for one in every_refusal()}
    text = SPEC.read_text(encoding="utf-8").partition("\n## 6. Errors")[2]
    rows = re.findall(r"^\| ([0-9]{3}) \| (.*) \| `([a-z-]+)` \|$", text, re.MULTILINE)
    said = {code: (int(status), retry) for status, codes, retry in rows for code in re.findall("[A-Z_]{6,}", codes)}
    assert said == {code: known[code] for code in said}
    assert len(said) >= 20
