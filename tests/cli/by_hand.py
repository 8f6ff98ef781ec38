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
from exchange.main import build_app, build_worker, open_hub

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
            file.write_text(f"{name}: eine lange Passphrase")
        return file

    def hub(self, *words: object, by: str = "anna", second: str = "") -> Said:
        """Act at the hub: the command's words, then who acts."""
        who = ["--by", by, "--by-passphrase-file", self.secret(by)] if by else []
        other = ["--approve-by", second, "--approve-passphrase-file", self.secret(second)] if second else []
        return self.types(*words, *who, *other, "--passphrase-file", self.secret("hub"), "--json")

    def box(self, *words: object) -> Said:
        """Act as the partner."""
        return self.types("partner", *words, "--passphrase-file", self.secret("box"))

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
    made = hand.hub("init", hand.root / "hub", "--origin", hand.origin, "--demo", by="").facts
    for name, role in STAFF.items():
        who = ("--name", name, "--role", role, "--staff-passphrase-file", hand.secret(name))
        hand.hub("staff", "add", hand.root / "hub", name, *who, by="" if name == "lea" else "lea")
    hand.hub("staff", "training", hand.root / "hub", "anna", "--topic", "Sucht", by="lea")
    return made["federation_pin"]


def _make_partner(hand: Hand, pin: str) -> None:
    offers = hand.example("partner")
    hub = ("--hub", hand.origin, "--pin", pin, "--demo")
    hand.box("init", hand.root / "box", "--entity", hand.partner, "--offers", offers, *hub)
    hand.hub("partner", "enrol", hand.root / "hub", hand.root / "box" / "partner.json", second="lea")


def _serve(hand: Hand, sock: object) -> None:
    opened = open_hub(hand.root / "hub", passphrase=hand.secret("hub").read_bytes())
    server = uvicorn.Server(uvicorn.Config(build_app(opened), log_config=None))
    threading.Thread(target=server.run, kwargs={"sockets": [sock]}, daemon=True).start()
    threading.Thread(target=build_worker(opened).run, args=(hand.stop,), daemon=True).start()
