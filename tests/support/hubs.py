"""A hub with people, partners and a worker, and partners whose voice a test can use. All persons are invented."""

import io
import json
from copy import deepcopy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from itertools import product

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

import schemas
from adapters.contract import END_TO_END, Offered
from exchange.core.compliance.running import UNKNOWN
from exchange.core.events.event import Event, event_claims
from exchange.core.ids import show_instant, uuid7
from exchange.core.packet.packet import Packet
from exchange.core.packet.parse import read_packet
from exchange.core.policy import Policy
from exchange.core.staff.deputy import DeputyPeriod
from exchange.core.staff.staff import Staff, Training
from exchange.core.vocabulary import Role, Scan, TrainingTopic
from exchange.flows.casework import cancel as cancels
from exchange.flows.consent.record import record_consent
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.delivery.fetch import pick_up
from exchange.flows.delivery.poll import collect
from exchange.flows.events.receive import receive
from exchange.flows.partner.enrol import enrol
from exchange.flows.partner.recognise import Decided
from exchange.flows.sending import answer as answers
from exchange.flows.sending.approving.check import check_referral
from exchange.flows.sending.drafting.draft import File, draft
from exchange.flows.sending.release import release_and_send
from exchange.flows.staff.access import look
from exchange.flows.staff.authenticate import Credentials
from exchange.ports.hub import Hub
from exchange.queries.referrals import view
from exchange.runtime.worker import Worker
from keys.encoding import digest, unb64url
from keys.jwk import PrivateKey, Purpose
from keys.objects import EVENT, PACKET
from keys.ring import Ring
from keys.seal import open_sealed
from keys.sign import sign, verify
from tests.support.channels import Channels
from tests.support.clock import NOON, CountingEntropy, FixedClock
from tests.support.memory.blobs import MemoryBlobs
from tests.support.memory.store import MemoryStore

ORIGIN = "https://hub.jobcenter.example"
CENTRE, OTHER = "https://suchtberatung.example", "https://andere.example"
LINE = "beratung"
BOSS, KIM, ALEX, VERA, DPO, OPS = "boss", "kim", "alex", "vera", "dpo", "ops"
ROLES = {
    BOSS: Role.TEAM_LEAD, KIM: Role.CASEWORKER, ALEX: Role.CASEWORKER, VERA: Role.DEPUTY,
    DPO: Role.DPO, OPS: Role.OPERATOR,
}  # fmt: skip
PASSPHRASE = b"eine lange Passphrase"
_BARE = (Purpose.LOG, Purpose.WITNESS, Purpose.WEBHOOK)
HUB_KEYS = {Purpose.FEDERATION, Purpose.OAUTH, Purpose.PACKET, Purpose.ACK, *_BARE}
PARTNER_KEYS = (Purpose.FEDERATION, Purpose.OAUTH, Purpose.ACK, Purpose.ENC)
YEAR = timedelta(days=360)
NEEDED = ["referral.core", "person.identity", "person.contact", "person.communication"]
CAPACITY = {"waiting_weeks": 9, "accepts_new": False, "valid_until": "2027-01-31T00:00:00.000Z"}
BACK = [str(one) for one in schemas.codes()["categories"] if str(one).startswith("fb.")]


@cache
def key_of(_owner, purpose):
    """The one key that goes by this name in a test run."""
    ed25519 = dict.fromkeys(_BARE, "Ed25519")
    alg = {Purpose.ENC: "ECDH-ES+A256KW", **ed25519}.get(purpose, "ES256")
    return PrivateKey.generate(purpose, alg=alg, nbf=NOON - timedelta(days=1), exp=NOON + 2 * YEAR)


@cache
def phc():
    """A hash that is fast to check; how slow a real one is, is tested where it is made."""
    return Argon2id(salt=b"s" * 16, length=32, iterations=1, lanes=1, memory_cost=8).derive_phc_encoded(PASSPHRASE)


def jwks(*keys: PrivateKey):
    return {"keys": [key.public.to_jwk() for key in keys]}


def ring_of(entity):
    return Ring(key_of(entity, purpose) for purpose in PARTNER_KEYS)


def document_of(entity, **changes: object):
    """A partner's document with keys of its own."""
    sets = {f"{purpose.value}_jwks": jwks(key_of(entity, purpose)) for purpose in PARTNER_KEYS}
    document = deepcopy(schemas.example("partner")) | sets | {"entity": entity}
    return document | changes


def claim(staff):
    return Credentials(staff, PASSPHRASE)


def encoded(document):
    return document if isinstance(document, bytes) else json.dumps(document).encode()


class Box:
    """An adapter that deposits for collection, like the mailbox."""

    contract = 1
    channel = END_TO_END

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    def deliver(self, parcel):
        with self.hub.store.transaction() as tx:
            tx.outbox.deposit(parcel.id, at=self.hub.clock.now())
        return Offered()


class Bench:
    """A hub that works, with everything a test wants to look at or turn."""

    def __init__(self, store=None, policy=None, blobs=None, clock=None, pulled=()) -> None:
        self.store, self.clock, self.blobs = store or MemoryStore(), clock or FixedClock(), blobs or MemoryBlobs()
        self.ring = Ring(key_of(ORIGIN, purpose) for purpose in HUB_KEYS)
        self.adapters = {}
        self.hub = Hub(
            origin=ORIGIN, demo=False, policy=policy or Policy(), store=self.store, blobs=self.blobs, clock=self.clock,
            entropy=CountingEntropy(), rings=lambda: self.ring, pulled=frozenset(pulled),
            channels=Channels(self.adapters),
        )  # fmt: skip
        self.adapters["mailbox"] = Box(self.hub)
        self.rung, self.running = [], UNKNOWN
        self.worker = Worker(self.hub, adapters=self.adapters, delivered=self.rung.append)
        self._people()
        for entity in (CENTRE, OTHER):
            self.enrol(document_of(entity))

    def _people(self) -> None:
        since = self.clock.now()
        with self.store.transaction() as tx:
            for name, role in ROLES.items():
                staff = Staff(id=name, name=name, role=role, passphrase_hash=phc(), active=True, since=since)
                tx.staff.add(staff)
            until = since + 4 * YEAR
            # Who writes and who approves in most stories have learned all there is; ALEX has learned nothing.
            for place, (name, topic) in enumerate(product((KIM, BOSS, VERA, DPO), TrainingTopic)):
                id_ = uuid7(since, random=b"training%02d" % place)
                tx.staff.add_training(Training(id=id_, staff=name, topic=topic, valid_from=since, valid_until=until))

            # As long as nothing else is said, VERA sees to what is KIM's.
            self.stands_in(tx, VERA, KIM, until=until)

    def stands_in(self, tx, deputy, owner, *, until):
        values = {"id": f"{deputy}-{owner}", "deputy": deputy, "owner": owner, "entered_by": BOSS, "confirmed_by": OPS}
        tx.staff.put_deputy(DeputyPeriod(**values, valid_from=self.clock.now(), valid_until=until))

    def enrol(self, document, by=KIM, second=BOSS, adapter="mailbox", **decided: object):
        approve = claim(second) if second else None
        return enrol(
            encoded(document), by=claim(by), approve_by=approve, adapter=adapter, adapters=self.adapters, hub=self.hub,
            decided=Decided(**decided),
        )  # fmt: skip

    def a_consent(self, level=6, no_show=True, to=CENTRE, categories=None, days=200, **changes: object):
        document = consent_document(self.clock.now(), level=level, no_show=no_show, to=to, days=days)
        if categories is not None:
            document["clauses"][0]["categories"] = list(categories)
        return self.recorded(document=document | changes).consent

    def recorded(self, document=None, level=6, **changes: object):
        """An answer put on record, with what it did."""
        usual = consent_document(self.clock.now(), level=level, no_show=True, to=CENTRE, days=200)
        said = encoded((document or usual) | changes)
        return record_consent(said, by=claim(KIM), approve_by=claim(BOSS), hub=self.hub)

    def draft(self, files=(), by=KIM, **changes: object):
        return draft(encoded(refer_document(**changes)), files=files, by=claim(by), hub=self.hub)

    def release(self, referral, by=KIM, second=BOSS, **said: object):
        approve = claim(second) if second else None
        return release_and_send(referral.id, by=claim(by), approve_by=approve, hub=self.hub, **said)

    def beyond(self, referral):
        """The names of what the consent of a draft does not cover, as `leave_out` takes them."""
        found = check_referral(referral.id, leave_out=(), by=claim(BOSS), hub=self.hub)
        return [one.file or one.name for one in (*found.stays, *found.stops)]

    def refer(self, files=(), **changes: object):
        """Draft and send; the referral as it is then."""
        return self.release(self.draft(files=files, **changes)).referral

    def sent(self, **consent: object):
        """A consent, and a referral on it that waits in the partner's mailbox."""
        self.a_consent(**consent)
        referral = self.refer()
        self.worker.once()
        return self.now(referral)

    def under_way(self, *events: str, **consent: object):
        """A referral that was picked up and received, and the partner's voice, which said all of `events`."""
        voice = self.voice(self.sent(**consent))
        voice.fetch()
        for name in ("received", *events):
            assert voice.says(name, **USUAL.get(name, {})) == "accepted", name
            if name == "scheduled":
                self.clock.advance(days=8)
        return voice

    def voice(self, referral, partner=CENTRE):
        return Voice(self, self.now(referral).packet, partner)

    def now(self, referral):
        with self.store.reading() as tx:
            return tx.referrals.get(getattr(referral, "id", referral))

    def packet(self, packet_id):
        with self.store.reading() as tx:
            return tx.referrals.packet(packet_id)

    def view(self, referral, by=BOSS):
        return view(look(referral.id, what="referral", by=claim(by), hub=self.hub), hub=self.hub)

    def withdraw(self, consent, recipient=None, by=KIM):
        return withdraw(getattr(consent, "id", consent), recipient=recipient, by=claim(by), hub=self.hub)

    def cancel(self, referral, reason="person-request", second=None, by=KIM, in_error=False):
        wish = cancels.Wish(reason=reason, in_error=in_error)
        approve = claim(second) if second else None
        return cancels.cancel(referral.id, wish=wish, by=claim(by), approve_by=approve, hub=self.hub)

    def answer(self, referral, by=KIM, **document: object):
        return answers.answer(referral.id, encoded(document), by=claim(by), hub=self.hub)

    def mail(self, partner=CENTRE):
        """Everything the partner's mailbox offers now, taken out of it: a list of events."""
        self.worker.once()
        collected = collect(partner, limit=100, acks=(), errors={}, hub=self.hub)
        collect(partner, limit=0, acks=[jti for jti, _ in collected.sets], errors={}, hub=self.hub)
        return [self.heard(compact) for _, compact in collected.sets]

    def heard(self, compact):
        """Verify an event of the hub; what it says, with its name under `name`."""
        claims = verify(compact, kind=EVENT, keys=self.ring.public()).claims
        ((uri, body),) = claims["events"].items()
        name = uri.rpartition(":")[2]
        return {"name": name, "packet": claims["sub_id"]["id"], "txn": claims.get("txn"), **body}

    def log(self):
        """The log's records in order, with their leaf types."""
        with self.store.reading() as tx:
            entries = tx.log.entries(start=0, limit=10_000)
        return [(entry.type.name, json.loads(entry.record)) for _, entry in entries]

    def leaves(self, kind):
        return [record for name, record in self.log() if name == kind]

    def ledger(self, person):
        with self.store.reading() as tx:
            return tx.ledger.of(person)

    def put(self, referral, **changes: object):
        """Write a referral as it never came about, for a state that is hard to reach."""
        with self.store.transaction() as tx:
            changed = replace(tx.referrals.get(referral.id), **changes)
            tx.referrals.save(changed, seen=tx.referrals.writes(referral.id))
        return changed

    def everything(self) -> str:
        """All that is stored, as one text to search."""
        return repr(vars(self.store._tables))


def consent_document(at, *, level, no_show, to, days):
    document = deepcopy(schemas.example("consent"))
    until = show_instant(at + timedelta(days=days))
    signed = show_instant(at - timedelta(minutes=30))
    document["signers"][0]["signed_at"] = document["reviewed_at"] = document["copy_at"] = signed
    document["feedback"] = {"level": level, "no_show": no_show}
    document["clauses"][0] |= {"recipient": {"entity": to, "service_line": LINE}, "valid_until": until}
    document["clauses"][0]["valid_from"] = signed
    (declared,) = (one["declaration"] for one in document["releases"])
    declared["signers"][0]["signed_at"] = signed
    release = {"professional": to, "recipient": ORIGIN, "categories": BACK, "until": until, "declaration": declared}
    document["releases"] = [release] if level >= 0 else []
    return document


def refer_document(to=CENTRE, data=None, **changes: object):
    document = deepcopy(schemas.example("refer"))
    document["recipient"] = {"partner": to, "service_line": LINE}
    document["data"] |= data or {}
    return document | changes


def a_file(content=b"%PDF-1.7 Ein Brief (erfunden).", length=None, **changes: object):
    usual = {
        "name": "brief.pdf",
        "media_type": "application/pdf",
        "category": "referral.core",
        "scan": Scan.CLEAN,
        "metadata": (),
    }
    size = len(content) if length is None else length
    return File(**usual | {"length": size, "source": io.BytesIO(content)} | changes)


USUAL = {
    "scheduled": {"appointment": show_instant(NOON + timedelta(days=7))},
    "waitlisted": {"weeks": 4},
    "declined": {"reason": "no-capacity"},
    "redirected": {"reason": "not-competent"},
    "on-hold": {"reason": "holiday"},
    "ended-early": {"reason": "no-contact"},
    "cancelled": {"reason": "person-request"},
    "completed": {"outcome": "got-help"},
    "question": {"text": "Passt vormittags?", "categories": ["person.contact"]},
    "unreadable": {"reason": "malformed"},
    "withdrawal-answered": {"result": "deleted"},
}
"""Members with which an event is well-formed."""


@dataclass
class Voice:
    """One partner about one packet: what it says is signed with its own key, in the order of its own thread."""

    bench: Bench
    packet: str
    partner: str = CENTRE
    seq: int = 0
    prev: str | None = None
    said: list = field(default_factory=list)

    @property
    def referral(self):
        return self.bench.now(self.stored.referral)

    @property
    def stored(self):
        return self.bench.packet(self.packet)

    def fetch(self):
        return pick_up(self.packet, client=self.partner, hub=self.bench.hub)

    def opened(self) -> Packet:
        """The packet as the partner reads it."""
        inner = open_sealed(
            json.loads(self.stored.parcel)["packet"], keys=ring_of(self.partner), typ="rx-packet+jwe", cty=PACKET.typ
        ).plaintext
        assert digest(inner) == self.stored.packet_sha256
        return read_packet(json.loads(unb64url(inner.split(b".")[1])))

    def event(self, name, members, **changes: object) -> Event:
        at, stored = self.bench.clock.now(), self.stored
        usual = Event(
            name=name, issuer=self.partner, audience=ORIGIN, issued_at=at, time_of_event=at, packet=self.packet,
            jti=uuid7(at, random=self.bench.hub.entropy.bytes(10)), jwe_sha256=stored.jwe_sha256,
            referral=stored.referral, packet_sha256=stored.packet_sha256, version=self.referral.version,
            seq=self.seq + 1, prev_sha256=self.prev, members=members,
        )  # fmt: skip
        return replace(usual, **changes)

    def signed(self, name, members=None, key=None, **changes: object) -> str:
        """Sign the next event; its place in the thread counts as used."""
        event = self.event(name, members or {}, **changes)
        compact = sign(event_claims(event), kind=EVENT, key=key or key_of(self.partner, Purpose.ACK))
        if event.seq == self.seq + 1:
            self.seq, self.prev = event.seq, digest(compact.rpartition(".")[0])
        self.said.append(event)
        return compact

    def says(self, name, /, **members: object) -> str:
        """Say the next thing; the hub's verdict."""
        return self.sends(self.signed(name, members))

    def says_unopened(self, name, /, **members: object) -> str:
        outside = {"referral": None, "packet_sha256": None, "version": None, "seq": None, "prev_sha256": None}
        return self.sends(self.signed(name, members, **outside))

    def sends(self, compact, client=None) -> str:
        return receive(compact, client=client or self.partner, hub=self.bench.hub)


def wait(bench, days):
    """Let days go by, the worker looking once a day."""
    for _ in range(days):
        bench.clock.advance(days=1)
        bench.worker.once()
