"""Test bed: the ground the story stands on: a folder, addresses, a hub with staff, three partners that it enrols."""

import json
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from exchange.config import Entries
from exchange.core.calendar import Land, day_of
from exchange.core.errors import Refusal, Unavailable
from exchange.core.staff.founding import Founder
from exchange.core.vocabulary import Role, TrainingTopic
from exchange.demo.cases import PARTNERS, Case, consent_document, read_cases, read_partner
from exchange.demo.children import Child, hub_arguments
from exchange.demo.chronicle import Chronicle
from exchange.demo.pdf import write_pdf
from exchange.demo.telling import Teller
from exchange.flows.partner.enrol import Enrolment, enrol
from exchange.flows.staff.activate import activate
from exchange.flows.staff.authenticate import Credentials
from exchange.flows.staff.confirm import confirm
from exchange.flows.staff.enter import enter_account, enter_deputy, enter_training
from exchange.flows.staff.found import found
from exchange.main import create_hub, open_hub
from exchange.opened import Opened
from exchange.ports.hub import Hub
from exchange.web.public.invented import FILE as PEOPLE
from keys.jwk import Purpose

LEAD, WRITER, SECOND, WATCHER, TECHNICIAN = "leitung", "fallmanagement", "vertretung", "datenschutz", "technik"
_FOUNDERS = ((LEAD, "Teamleitung (erfunden)", Role.TEAM_LEAD), (WRITER, "Fallmanagement (erfunden)", Role.CASEWORKER))
_NEW = (
    (SECOND, "Vertretung (erfunden)", Role.DEPUTY),
    (WATCHER, "Datenschutz (erfunden)", Role.DPO),
    (TECHNICIAN, "Technik (erfunden)", Role.OPERATOR),
)
_ROLES = {id_: role for id_, _, role in (*_FOUNDERS, *_NEW)}
_NAME = "Jobcenter Beispielstadt (erfunden)"
_PASSPHRASE_BYTES = 24
_BACKLOG = 64
_STANDS_IN = timedelta(days=90)
_PATIENCE_SECONDS = 75.0
_LOOK_SECONDS = 0.1
_HUB = "hub"


class Stalled(Unavailable):
    """What the demonstration waits for has not come."""

    code = "HUB_DEMO_STALLED"
    de = "Worauf die Vorführung wartet, ist nicht gekommen."
    fix_de = "Die Dateien unter `log` im Ordner der Vorführung sagen mehr; dann noch einmal starten."
    fix_en = "The files under `log` in the demonstration's folder say more; then start it again."


class FolderInUse(Refusal):
    """This folder is not empty; the demonstration wants one of its own."""

    code = "HUB_DEMO_FOLDER_IN_USE"
    status = 409
    de = "Dieser Ordner ist nicht leer; die Vorführung will einen eigenen. Es wurde nichts geändert."
    fix_de = "Nennen Sie einen leeren oder neuen Ordner."
    fix_en = "Name an empty or new folder. Nothing was changed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Everything that is there once the hub runs.

    `entities` are the addresses of hub and partners by their key; `children` the processes that should be running.
    """

    directory: Path
    opened: Opened
    entities: Mapping[str, str]
    pin: str
    cases: Sequence[Case]
    chronicle: Chronicle
    children: dict[str, Child] = field(default_factory=dict)

    @property
    def start(self) -> str:
        """The address of the first page: this machine by its name, as browsers want it."""
        return f"http://localhost:{urlsplit(self.entities[_HUB]).port}/"

    @property
    def hub(self) -> Hub:
        """The hub, in this process: the same database that `geleit serve` works on."""
        return self.opened.hub

    def claim(self, staff: str) -> Credentials:
        """A member of staff proves who they are."""
        return Credentials(staff, self.passphrase(staff).read_bytes())

    def passphrase(self, name: str) -> Path:
        """The file that holds a passphrase of this run."""
        return self.directory / "passphrases" / name

    def begin(self, key: str) -> None:
        """Start a partner's process, the first time or again."""
        entity, hub = self.entities[key], self.entities[_HUB]
        options = {"entity": entity, "hub": hub, "pin": self.pin, "passphrase-file": str(self.passphrase(key))}
        options["script"] = str(self.directory / f"{key}.json")
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        arguments = ["exchange.demo.partner_process", str(self.directory / key), *flags]
        hear = partial(self.chronicle.hear, key)
        self.children[key] = Child(arguments, log=self.directory / "log" / f"{key}.log", hear=hear)

    def stop(self, key: str) -> None:
        """Stop a partner's process."""
        self.children.pop(key).stop()

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Wait until something is so.

        Raises:
            Stalled: it has not come in 75 s, or a process ended by itself meanwhile.
        """
        ends = time.monotonic() + _PATIENCE_SECONDS
        while not until():
            gone = [key for key, child in self.children.items() if not child.running]
            if gone or time.monotonic() > ends:
                raise Stalled(", ".join([what, *gone]))
            time.sleep(_LOOK_SECONDS)


@contextmanager
def scene(directory: Path, *, teller: Teller) -> Iterator[Scene]:
    """Set everything up in an empty or new folder, and end every process of ours at the end, whatever happened.

    Raises:
        FolderInUse: there is something in this folder already; nothing was changed.
    """
    if directory.exists() and any(directory.iterdir()):
        raise FolderInUse(str(directory))
    with ExitStack() as stack:
        sockets = {key: stack.enter_context(_bound()) for key in (_HUB, *PARTNERS)}
        entities = {key: f"http://127.0.0.1:{sock.getsockname()[1]}" for key, sock in sockets.items()}
        # What connects before the hub answers waits in this queue. Partners pull: nobody listens at their addresses.
        sockets[_HUB].listen(_BACKLOG)
        _write_secrets(directory)
        secret = directory / "passphrases" / _HUB
        create_hub(
            directory / _HUB,
            entries=Entries(origin=entities[_HUB], name=_NAME, demo=True, land=Land.BERLIN),
            passphrase=secret.read_bytes(),
            begin=partial(_begin, directory),
        )
        _write_people(directory)
        fd = sockets[_HUB].fileno()
        arguments = hub_arguments(directory / _HUB, fd=fd, passphrase=secret)
        hub = Child(arguments, log=directory / "log" / "hub.log", inherit=[fd])
        stack.callback(hub.stop)
        made = _scene(directory, entities=entities, teller=teller)
        stack.callback(_stop_partners, made)
        made.children[_HUB] = hub
        teller.line(
            f"{_NAME}: Vermittlungsstelle mit eigenen Schlüsseln, als eigener Prozess, {entities[_HUB]}",
            "A hub with keys of its own, as a process of its own.",
        )
        _bring_people(made)
        yield made


def enrol_partner(here: Scene, key: str) -> Enrolment:
    """Two people enrol a partner from the document that its own process made, and let it go on."""
    document = Path(here.chronicle.founded[key]).read_bytes()
    done = enrol(
        document,
        by=here.claim(WRITER),
        approve_by=here.claim(LEAD),
        adapter="",
        adapters=here.opened.adapters,
        hub=here.hub,
    )
    here.children[key].go_on()
    return done


def write_case(here: Scene, case: Case) -> Path:
    """Write a case's files as a caseworker would have them: referral, consent, attachment."""
    folder = here.directory / "faelle"
    consent = consent_document(case, hub=here.entities[_HUB], at=here.hub.clock.now())
    _write_json(folder / f"{case.name}-einwilligung.json", consent)
    if case.pdf is not None:
        pdf = write_pdf(case.pdf.title, case.pdf.lines, size=case.pdf.size, chance=secrets.token_bytes)
        (folder / case.pdf.file).write_bytes(pdf)
    path = folder / f"{case.name}.json"
    _write_json(path, case.refer)
    return path


def _bound() -> socket.socket:
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    return sock


def _write_secrets(directory: Path) -> None:
    for name in ("passphrases", "log", "faelle"):
        (directory / name).mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in (_HUB, *PARTNERS, *_ROLES):
        path = directory / "passphrases" / name
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(_PASSPHRASE_BYTES), encoding="ascii")


def _write_people(directory: Path) -> None:
    """Tell the hub whom a click on its first page signs in."""
    path = directory / _HUB / PEOPLE
    path.touch(mode=0o600)
    secret = {id_: (directory / "passphrases" / id_).read_text(encoding="ascii") for id_ in _ROLES}
    _write_json(path, {role.value: {"staff": id_, "passphrase": secret[id_]} for id_, role in _ROLES.items()})


def _scene(directory: Path, *, entities: Mapping[str, str], teller: Teller) -> Scene:
    opened = open_hub(directory / _HUB, passphrase=(directory / "passphrases" / _HUB).read_bytes())
    cases, scripts = read_cases(entities), {key: read_partner(key) for key in PARTNERS}
    for key, script in scripts.items():
        _write_json(directory / f"{key}.json", script)
    names = {key: script["name"].removesuffix(" (erfunden)") for key, script in scripts.items()}
    return Scene(
        directory=directory,
        opened=opened,
        entities=entities,
        pin=opened.hub.ring.current(Purpose.FEDERATION, opened.hub.clock.now()).kid,
        cases=cases,
        chronicle=Chronicle(teller=teller, cases=cases, names=names),
    )


def _bring_people(here: Scene) -> None:
    """Start the partners; while they make their keys, staff and trainings are entered."""
    for key in PARTNERS:
        here.begin(key)
    hub, lead, writer = here.hub, here.claim(LEAD), here.claim(WRITER)
    now = hub.clock.now()
    year = (now, now + timedelta(days=365))
    for topic in TrainingTopic:
        # Two founders: each enters the other's, until there is somebody to confirm it.
        enter_training(WRITER, topic=topic, valid=year, by=lead, hub=hub)
        enter_training(LEAD, topic=topic, valid=year, by=writer, hub=hub)
    for id_, name, role in _NEW:
        one = enter_account(id_, name=name, role=role, by=lead, hub=hub)
        other = confirm(one.change, by=writer, hub=hub)
        halves = (one.half.encode(), other.half.encode())
        activate(id_, halves=halves, passphrase=here.passphrase(id_).read_bytes(), hub=hub)
    for topic in TrainingTopic:
        confirm(enter_training(SECOND, topic=topic, valid=year, by=lead, hub=hub).change, by=writer, hub=hub)
    # A deputy sees and approves only what they stand in for.
    days = (day_of(now), day_of(now + _STANDS_IN))
    confirm(enter_deputy(SECOND, owner=WRITER, days=days, by=lead, hub=hub).change, by=writer, hub=hub)


def _begin(directory: Path, hub: Hub) -> None:
    first, second = (
        Founder(id=id_, name=name, role=role, passphrase=(directory / "passphrases" / id_).read_bytes())
        for id_, name, role in _FOUNDERS
    )
    found(first, second, hub=hub)


def _stop_partners(here: Scene) -> None:
    for key in PARTNERS:
        if key in here.children:
            here.stop(key)


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
