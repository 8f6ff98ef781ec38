"""A hub and a partner set up as the README says, command by command, with the server running in this process."""

import io
import json
import socket
import threading
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn

from exchange.__main__ import run
from exchange.cli.listen import bind, shown
from exchange.core.partner.fingerprint import fingerprint_of_document
from exchange.main import build_app, build_worker, open_hub


def private(file: Path, text: str) -> Path:
    """A file that is its owner's alone, as those with a secret are."""
    file.touch(mode=0o600)
    file.write_text(text)
    return file


STAFF = {"lea": "team-lead", "anna": "caseworker", "ben": "caseworker"}


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def facts(self):
        return json.loads(self.out)


@dataclass
class Hand:
    """Types commands. Everybody's passphrase lies in a file of their name."""

    root: Path
    origin: str = ""
    partner: str = "https://suchtberatung.example"
    stop: threading.Event = field(default_factory=threading.Event)

    def types(self, *words: object) -> Said:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run([str(word) for word in words])
        return Said(code, out.getvalue(), err.getvalue())

    def secret(self, name: str) -> Path:
        file = self.root / f"{name}.txt"
        if not file.exists():
            private(file, f"{name}: eine lange Passphrase")
        return file

    def hub(self, *words: object, by: str = "anna", second: str = "") -> Said:
        """Act at the hub: the command's words, then who acts."""
        who = ["--by", by, "--by-passphrase-file", self.secret(by)] if by else []
        other = ["--approve-by", second, "--approve-passphrase-file", self.secret(second)] if second else []
        return self.types(*words, *who, *other, "--passphrase-file", self.secret("hub"), "--json")

    def box(self, *words: object) -> Said:
        """Act as the partner."""
        return self.types("partner", *words, "--passphrase-file", self.secret("box"))

    def begins(self, *words: object, folder: object = "hub", first="lea", second=("anna", "caseworker")) -> Said:
        """Make a hub with its two founders, the first of whom leads."""
        who = ("--first", first, first, "team-lead", "--first-passphrase-file", self.secret(first))
        other = ("--second", second[0], *second, "--second-passphrase-file", self.secret(second[0]))
        return self.hub("init", self.root / folder, *words, *who, *other, by="")

    def takes_on(self, name: str, role: str, *, by: str = "lea", second: str = "anna") -> Said:
        """Enter a member of staff, let another confirm, and let them take their account."""
        hub = self.root / "hub"
        one = self.hub("staff", "add", hub, name, "--name", name, "--role", role, by=by).facts["half"]
        other = self.hub("staff", "confirm", hub, name, "--yes", by=second).facts["half"]
        files = [self.root / f"{name}-half-{place}" for place in (1, 2)]
        for file, half in zip(files, (one, other), strict=True):
            private(file, half)
        halves = ("--first-half-file", files[0], "--second-half-file", files[1])
        return self.hub("staff", "activate", hub, name, *halves, "--new-passphrase-file", self.secret(name), by="")

    def enrols(self, document: Path, *words: object, **who: str) -> Said:
        """Let two people enrol a partner whose fingerprint they heard."""
        read_out = fingerprint_of_document(json.loads(document.read_text()))
        who = {"second": "lea"} | who
        return self.hub("partner", "enrol", self.root / "hub", document, "--fingerprint", read_out, *words, **who)

    def example(self, name: str, **changes: object) -> Path:
        """A filled input file for this hub and this partner, with changes."""
        text = self.types("schema", "example", name).out
        document = json.loads(text.replace("https://hub.jobcenter.example", self.origin)) | changes
        file = self.root / f"{name}-{len(list(self.root.iterdir()))}.json"
        file.write_text(json.dumps(document))
        return file


def set_up(root: Path) -> Hand:
    """Make the hub, its staff, its partner, and run it."""
    hand, sock = found(root)
    _serve(hand, sock)
    return hand


def found(root: Path) -> tuple[Hand, socket.socket]:
    """Make the hub, its staff and its partner; the socket it is to be served on."""
    hand = Hand(root)
    sock = bind("127.0.0.1:0")
    hand.origin = f"http://{shown(sock)}"
    pin = _make_hub(hand)
    _make_partner(hand, pin)
    return hand, sock


def _make_hub(hand: Hand) -> str:
    made = hand.begins("--origin", hand.origin, "--demo").facts
    for whom, by in (("anna", "lea"), ("lea", "anna")):
        hand.hub("staff", "training", hand.root / "hub", whom, "--topic", "addiction", by=by)
    hand.takes_on("ben", STAFF["ben"])
    hand.hub("staff", "training", hand.root / "hub", "ben", "--topic", "addiction", by="lea")
    hand.hub("staff", "confirm", hand.root / "hub", "ben", "--yes", by="anna")
    return made["federation_pin"]


def _make_partner(hand: Hand, pin: str) -> None:
    offers = hand.example("partner")
    hub = ("--hub", hand.origin, "--pin", pin, "--demo")
    hand.box("init", hand.root / "box", "--entity", hand.partner, "--offers", offers, *hub)
    hand.enrols(hand.root / "box" / "partner.json")


def _serve(hand: Hand, sock: object) -> None:
    opened = open_hub(hand.root / "hub", passphrase=hand.secret("hub").read_bytes())
    server = uvicorn.Server(uvicorn.Config(build_app(opened), log_config=None))
    threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True).start()
    threading.Thread(target=build_worker(opened).run, args=(hand.stop,), daemon=True).start()
