"""What single operations cost, beside the bare primitives under them, in turns in one run.

The bare side is the least code on `cryptography` that does the same to the same bytes: no headers, no checks.
"""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PrivateKey, Suite

import schemas
from exchange.core.compliance.case import Registers
from exchange.core.packet.check import check
from exchange.core.packet.manifest import show_row
from exchange.core.packet.parse import read_packet
from exchange.core.vocabulary import PacketKind
from exchange.flows.packet.gate import judged_packet
from exchange.flows.packet.pack import JWE_CTY, JWE_TYP, pack
from exchange.flows.packet.plan import Plan, annotated, construct, plan_of
from exchange.flows.sending.drafting.draft import draft
from exchange.ports.hub import Hub
from exchange.ports.store import Tx
from keys.jwk import Purpose
from keys.objects import PACKET
from keys.ring import Ring
from keys.seal import open_sealed, seal
from keys.sign import sign, verify
from keys.strictjson import loads
from schemas.registry import compiled
from tests.bench import filled
from tests.bench.ground import WRITER, ground
from tests.bench.loop import Worker

Work = Callable[[], object]
_ROUNDS_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One row: what is done, what it is held against, and both in microseconds."""

    name: str
    against: str
    ours: float
    bare: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """The primitives alone: P-256 signatures, ML-KEM-768 with X25519 through HPKE, AES-256-GCM."""

    signer: ec.EllipticCurvePrivateKey
    recipient: MLKEM768X25519PrivateKey
    suite: Suite

    def sign(self, content: bytes) -> bytes:
        """Sign bytes."""
        return self.signer.sign(content, ec.ECDSA(SHA256()))

    def verify(self, signature: bytes, content: bytes) -> None:
        """Verify bytes."""
        self.signer.public_key().verify(signature, content, ec.ECDSA(SHA256()))

    def seal(self, content: bytes) -> tuple[bytes, bytes, bytes]:
        """Seal bytes under a fresh key, and the key to the recipient."""
        cek, iv = secrets.token_bytes(32), secrets.token_bytes(12)
        return self.suite.encrypt(cek, self.recipient.public_key()), iv, AESGCM(cek).encrypt(iv, content, b"")

    def open(self, sealed: tuple[bytes, bytes, bytes]) -> bytes:
        """Open what `seal` made."""
        wrapped, iv, content = sealed
        return AESGCM(self.suite.decrypt(wrapped, self.recipient)).decrypt(iv, content, b"")


def bare() -> Bare:
    """The primitives with fresh keys."""
    recipient = MLKEM768X25519PrivateKey(MLKEM768PrivateKey.generate(), X25519PrivateKey.generate())
    suite = Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.AES_256_GCM)
    return Bare(signer=ec.generate_private_key(ec.SECP256R1()), recipient=recipient, suite=suite)


def operations(*, rounds: int) -> list[Operation]:
    """Measure every operation; each number is the median of `rounds` turns."""
    with TemporaryDirectory(prefix="geleit-bench-") as folder, ground(Path(folder), partners=1) as made:
        worker = Worker(made, made.recipients[0])
        worker.consent("P-0")
        document = filled.refer("P-0", partner=worker.recipient.entity)
        referral = draft(document, files=(), by=WRITER, hub=made.hub)
        with made.hub.store.transaction() as tx:
            content = tx.referrals.draft(referral.id)
            plan = plan_of(tx, referral, content, hub=made.hub, at=made.hub.clock.now())
            rows = _rows(tx, plan, hub=made.hub, ring=worker.recipient.ring)
            return [measured(*row, rounds=rounds) for row in rows]


def _rows(tx: Tx, plan: Plan, *, hub: Hub, ring: Ring) -> Iterator[tuple[str, str, Work, Work]]:
    made, at, primitives = filled.data(), plan.context.at, bare()
    key, enc = hub.ring.current(Purpose.PACKET, at), ring.current(Purpose.ENC, at).public
    stored = pack(tx, plan, construct(plan, kind=PacketKind.REQUEST), kind=PacketKind.REQUEST, hub=hub).stored
    sealed = loads(stored.parcel)["packet"]
    inner = open_sealed(sealed, keys=ring, typ=JWE_TYP, cty=JWE_CTY).plaintext
    checked = verify(inner, kind=PACKET, keys=hub.ring.public())
    claims, payload, publics = checked.claims, checked.payload, hub.ring.public()
    signature, bare_sealed = primitives.sign(payload), primitives.seal(inner)
    validator = compiled(filled.SERVICE).quick
    yield "sign", "ECDSA P-256", lambda: sign(claims, kind=PACKET, key=key), lambda: primitives.sign(payload)
    yield (
        "verify",
        "ECDSA P-256",
        lambda: verify(inner, kind=PACKET, keys=publics),
        lambda: primitives.verify(signature, payload),
    )
    yield (
        "seal",
        "HPKE + AES-256-GCM",
        lambda: seal(inner, to=enc, typ=JWE_TYP, cty=JWE_CTY),
        lambda: primitives.seal(inner),
    )
    yield (
        "open",
        "HPKE + AES-256-GCM",
        lambda: open_sealed(sealed, keys=ring, typ=JWE_TYP, cty=JWE_CTY),
        lambda: primitives.open(bare_sealed),
    )
    yield "validate", "jsonschema-rs", lambda: schemas.validate(filled.SERVICE, made), lambda: validator.is_valid(made)
    yield "annotate", "validate", lambda: schemas.annotate(filled.SERVICE, made), lambda: _validate(made)
    yield "permit: build", "validate", lambda: construct(plan, kind=PacketKind.REQUEST), lambda: _validate(made)
    yield "permit: check", "validate", _checker(plan, claims, stored.manifest), lambda: _validate(made)
    yield "gate: rules", "permit: check", _gate(tx, plan, hub=hub), _checker(plan, claims, stored.manifest)
    yield (
        "pack, whole",
        "2 x ECDSA + HPKE + AES-256-GCM",
        lambda: pack(tx, plan, construct(plan, kind=PacketKind.REQUEST), kind=PacketKind.REQUEST, hub=hub),
        lambda: (primitives.sign(payload), primitives.seal(inner), primitives.sign(inner[:1024])),
    )


def _checker(plan: Plan, claims: dict, manifest: tuple) -> Work:
    """The last check of a packet, with the annotation it needs, as `pack` does it."""
    packet = read_packet(claims)
    if manifest != tuple(show_row(row) for row in packet.manifest):
        raise AssertionError("another packet")
    sources = {row.pointer: row.source for row in packet.manifest}

    def work() -> object:
        leaves = annotated(packet.data, plan.line, sources=sources)
        return check(packet, fields=leaves, context=plan.context, releases=plan.releases)

    if not work():
        raise AssertionError("refused")
    return work


def _gate(tx: Tx, plan: Plan, *, hub: Hub) -> Work:
    """The rules of the gate about one finished packet, the registers already read."""
    packed = pack(tx, plan, construct(plan, kind=PacketKind.REQUEST), kind=PacketKind.REQUEST, hub=hub)
    sealed = {**packed.under, "suite": packed.suite}
    registers = packed.registers.registers

    def work() -> object:
        # What several rules ask is made once for each packet, and for the next one again.
        anew = replace(
            packed.registers, registers=Registers(known_at=registers.known_at, histories=registers.histories)
        )
        return judged_packet(
            tx, plan.referral, replace(packed, registers=anew), sealed=sealed, hub=hub, at=plan.context.at
        )

    return work


def _validate(document: dict) -> None:
    schemas.validate(filled.SERVICE, document)


def measured(name: str, against: str, ours: Work, primitive: Work, *, rounds: int) -> Operation:
    """Measure one thing of ours beside the least it could take; each number is the median of `rounds` turns."""
    times = _times(ours), _times(primitive)
    # In turns, so that what else the machine does falls on both.
    turns = [(_once(ours, times[0]), _once(primitive, times[1])) for _ in range(rounds)]
    ours_all, bare_all = zip(*turns, strict=True)
    return Operation(name=name, against=against, ours=median(ours_all), bare=median(bare_all))


def _times(work: Work) -> int:
    return max(1, int(_ROUNDS_SECONDS / max(_once(work, 3) / 1e6, 1e-7)))


def _once(work: Work, times: int) -> float:
    began = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - began) / times * 1e6
