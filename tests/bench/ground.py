"""The ground a run stands on: a hub in a folder of its own, its staff, its partners, and `geleit serve` as a process.

Staff prove themselves in every call like everywhere, but against a hash that is quick to compare: how slow Argon2id
is on purpose says nothing about referrals.
"""

import json
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic, sleep

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from adapters.outbound.client import OutboundClient
from exchange.config import FILE, Entries
from exchange.core.calendar import Land
from exchange.core.staff.staff import Staff
from exchange.core.unavailable import HubUnreachable
from exchange.core.vocabulary import PartnerKind, Role
from exchange.demo.children import Child, hub_arguments
from exchange.flows.evidence.checkpoint import signed
from exchange.flows.partner.enrol import enrol
from exchange.flows.staff.authenticate import Credentials
from exchange.main import create_hub, open_hub
from exchange.partner.folder import PartnerFolder, Settings
from exchange.partner.hub import HubConfiguration
from exchange.partner.partner import present
from exchange.partner.session import Session
from exchange.partner.setup import VALID
from exchange.partner.unseal import DecryptionKeys
from exchange.partner.verify import Offer, read_offer
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from keys.hpke import ALG as HYBRID
from keys.jwk import PrivateKey, Purpose
from keys.ring import Ring
from tests.bench import filled

WRITER, LEAD = Credentials("fallmanagement", b"eine Passphrase"), Credentials("leitung", b"eine Passphrase")
_ROLES = {WRITER: Role.CASEWORKER, LEAD: Role.TEAM_LEAD}
_ALGS = {Purpose.FEDERATION: "ES256", Purpose.OAUTH: "ES256", Purpose.ENC: HYBRID, Purpose.ACK: "ES256"}
SECRET = b"die Passphrase des Tresors"
_BACKLOG = 256
_PATIENCE_SECONDS, _SIGNING_SECONDS = 30.0, 1800.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One partner: its keys, its session with the hub, and what it checks a packet with."""

    entity: str
    ring: Ring
    session: Session
    decryption: DecryptionKeys
    offer: Offer
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """On which databases a hub stands (URLs; SQLite in its folder where empty), and in how many processes it runs.

    `processes` answer and deliver, `answering` only answer (`serve --no-worker`), `delivering` only deliver (`work`).
    `program` is the module that is run. What is measured is the work, so `limits` hold nobody up where nothing else is
    said.
    """

    database: str = ""
    person_keys: str = ""
    processes: int = 0
    answering: int = 0
    delivering: int = 0
    program: str = "exchange"
    limits: Mapping[str, int] = field(default_factory=lambda: {"client_calls": 10_000_000})

    def commands(self, folder: Path, *, fd: int, passphrase: Path) -> list[list[str]]:
        """The arguments of every process."""
        serve = [self.program, *hub_arguments(folder, fd=fd, passphrase=passphrase)[1:]]
        work = [self.program, "work", str(folder), "--passphrase-file", str(passphrase)]
        return [serve] * self.processes + [[*serve, "--no-worker"]] * self.answering + [work] * self.delivering


SIMPLE = Layout(processes=1)
"""One process, on SQLite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A hub, opened in this process as `geleit refer` opens it, and the processes that serve it, where any do."""

    hub: Hub
    recipients: Sequence[Recipient]
    folder: Path
    sock: socket.socket
    database: str
    published: PublishedLog
    pids: tuple[int, ...] = ()

    def signed(self) -> None:
        """Wait until the hub has signed all of its log: filling it is not what is measured."""
        with self.hub.store.reading() as tx:
            size = tx.log.size()
        ends = monotonic() + _SIGNING_SECONDS
        while signed(self.published.note(1), log=1, hub=self.hub).size < size:
            if monotonic() > ends:
                raise TimeoutError("the log is not signed")
            sleep(0.5)


@contextmanager
def ground(folder: Path, *, partners: int) -> Iterator[Ground]:
    """Set a hub with its partners up, without a process that serves it."""
    with ExitStack() as stack:
        sock = stack.enter_context(bound())
        yield _ground(folder, sock, layout=Layout(), partners=partners, stack=stack)


@contextmanager
def served(folder: Path, *, partners: int, layout: Layout = SIMPLE) -> Iterator[Ground]:
    """The same, served by processes of its own that end with the `with`; each answers and delivers."""
    with ExitStack() as stack:
        sock = stack.enter_context(bound())
        made = _ground(folder, sock, layout=layout, partners=partners, stack=stack)
        sock.listen(_BACKLOG)
        secret = folder / "passphrase"
        secret.touch(mode=0o600)
        secret.write_bytes(SECRET)
        pids = []
        commands = layout.commands(folder / "hub", fd=sock.fileno(), passphrase=secret)
        for number, arguments in enumerate(commands):
            log = folder / f"hub-{number}.log"
            child = Child(arguments, log=log, inherit=[sock.fileno()])
            stack.callback(child.stop)
            pids.append(child.pid)
        _wait(made.recipients[0])
        yield replace(made, pids=tuple(pids))


def _ground(folder: Path, sock: socket.socket, *, layout: Layout, partners: int, stack: ExitStack) -> Ground:
    entries = Entries(
        origin=f"http://127.0.0.1:{sock.getsockname()[1]}",
        name="Messung",
        demo=True,
        land=Land.BERLIN,
        database=layout.database,
        person_keys=layout.person_keys,
    )
    create_hub(folder / "hub", entries=entries, passphrase=SECRET)
    with (folder / "hub" / FILE).open("a", encoding="utf-8") as config:
        config.write("".join(["[limits]\n", *(f"{name} = {number}\n" for name, number in layout.limits.items())]))
    opened = open_hub(folder / "hub", passphrase=SECRET)
    stack.callback(opened.close)
    hub = opened.hub
    _bring_staff(hub)
    recipients = [_recipient(folder / f"partner-{number}", hub=hub, stack=stack) for number in range(partners)]
    return Ground(
        hub=hub,
        recipients=recipients,
        folder=folder,
        sock=sock,
        database=opened.config.database,
        published=opened.published,
    )


def bound() -> socket.socket:
    """A socket on a free port of the loopback."""
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def _bring_staff(hub: Hub) -> None:
    now = hub.clock.now()
    with hub.store.transaction() as tx:
        for claim, role in _ROLES.items():
            quick = Argon2id(salt=b"s" * 16, length=32, iterations=1, lanes=1, memory_cost=8)
            phc = quick.derive_phc_encoded(claim.passphrase)
            tx.staff.add(Staff(id=claim.staff, name="erfunden", role=role, passphrase_hash=phc, active=True, since=now))


def _recipient(folder: Path, *, hub: Hub, stack: ExitStack) -> Recipient:
    folder.mkdir(parents=True)
    now = hub.clock.now().replace(microsecond=0)
    ring = Ring(PrivateKey.generate(purpose, nbf=now, exp=now + VALID, alg=alg) for purpose, alg in _ALGS.items())
    document = {
        "entity": f"https://{folder.name}.example",
        "name": f"{folder.name} (erfunden)",
        "kind": PartnerKind.EMPLOYMENT_SUPPORT.value,
        "service_lines": [filled.line()],
        **{f"{purpose}_jwks": {"keys": [ring.current(purpose, now).public.to_jwk()]} for purpose in _ALGS},
    }
    enrol(json.dumps(document).encode(), by=WRITER, approve_by=LEAD, adapter="mailbox", adapters={}, hub=hub)
    pin = hub.ring.current(Purpose.FEDERATION, now).kid
    settings = Settings(entity=document["entity"], hub=hub.origin, pin=pin, demo=True)
    door = OutboundClient(demo=True)
    stack.callback(door.close)
    book = HubConfiguration(place=PartnerFolder(folder), settings=settings, client=door, now=present)
    return Recipient(
        entity=settings.entity,
        ring=ring,
        session=Session(settings=settings, ring=ring, hub_configuration=book, client=door, now=present),
        decryption=DecryptionKeys(entity=settings.entity, ring=ring, hub_configuration=book, now=present),
        offer=read_offer(document),
        folder=folder,
    )


def _wait(recipient: Recipient) -> None:
    ends = monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            recipient.decryption.hub_configuration.refresh()
        except HubUnreachable:
            if monotonic() > ends:
                raise
            sleep(0.1)
        else:
            return
