"""The README's "A referral by hand", typed as it stands: both blocks, in the order in which two houses would type them.

What only the reader can know is put in its place: passphrases, the pin that `init` printed, ids, what is filled into
the examples. In the place of `https://hub.example` stands an address of this machine, as a demonstration has it.
"""

import json
import os
import pty
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from exchange.core.partner.fingerprint import fingerprint_of_document

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.partition("## A referral by hand\n")[2].partition("\n## ")[0]
HUB, PARTNER = (
    [line.partition("  #")[0].strip() for line in block.splitlines()]
    for block in re.findall(r"```\n(.*?)```", SECTION, re.DOTALL)
)
WORD = "eine lange Passphrase"
WHO = {"FIRST": "--first", "SECOND": "--second", "BY": "--by", "APPROVE": "--approve-by"}
PATIENCE = 60


class Shell:
    """Types lines into a shell in one folder, and puts in what the reader knows."""

    def __init__(self, place, command, port):
        self.place, self.port, self.known = place, port, {"--pin …": "--pin …"}
        own = {name: value for name, value in os.environ.items() if not name.startswith("GELEIT")}
        self.own = own | {"GELEIT_PASSPHRASE": WORD, "PATH": f"{command}:{own['PATH']}"}
        self.children = []

    def env(self, line):
        """Everybody named in a line proves themselves with a passphrase of their own."""
        words = line.split()
        named = {name: words[words.index(option) + 1] for name, option in WHO.items() if option in words}
        return self.own | {f"GELEIT_{name}_PASSPHRASE": f"{who}: {WORD}" for name, who in named.items()}

    def read(self, line):
        demo = " --demo" if "https://hub.example" in line else ""
        for name, value in self.known.items():
            line = line.replace(name, value)
        origin = f"http://127.0.0.1:{self.port}"
        return line.replace("https://hub.example", origin).replace("127.0.0.1:8080", f"127.0.0.1:{self.port}") + demo

    def types(self, line, ends=0):
        ran = subprocess.run(  # noqa: S603 what our own document says
            ["bash", "-euc", self.read(line)], cwd=self.place, env=self.env(line), capture_output=True, text=True,  # noqa: S607
            check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert ran.returncode == ends, (line, ran.stdout + ran.stderr)
        return ran.stdout

    def begins(self, line):
        """A command that goes on."""
        arguments = ["bash", "-euc", f"exec {self.read(line)}"]
        with (self.place / "serve.log").open("w") as log:
            self.children.append(
                subprocess.Popen(arguments, cwd=self.place, env=self.env(line), stdout=log, stderr=log)  # noqa: S603
            )
        waits(lambda: "started" in (self.place / "serve.log").read_text())

    def answers(self, line, said):
        """A command that asks something on a terminal, and the answer."""
        master, terminal = pty.openpty()
        child = subprocess.Popen(  # noqa: S603
            ["bash", "-euc", self.read(line)], cwd=self.place, env=self.env(line), stdin=terminal, stdout=terminal,  # noqa: S607
            stderr=terminal,
        )  # fmt: skip
        os.close(terminal)
        os.write(master, f"{said}\n".encode())
        heard = b""
        try:
            while chunk := os.read(master, 4096):
                heard += chunk
        except OSError:
            pass  # Linux ends a terminal nobody writes to any more like this.
        os.close(master)
        assert child.wait(PATIENCE) == 0, heard.decode(errors="replace")
        return heard.decode()

    def fills_in(self, name, **changes):
        path = self.place / name
        text = path.read_text().replace("https://hub.jobcenter.example", f"http://127.0.0.1:{self.port}")
        document = json.loads(text.replace("https://suchtberatung.example", "https://partner.example")) | changes
        path.write_text(json.dumps(document))


def waits(until):
    end = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture
def shell(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port = sock.getsockname()[1]
    command = tmp_path / "bin" / "geleit"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m exchange "$@"\n')
    command.chmod(0o755)
    place = tmp_path / "desk"
    place.mkdir()
    (place / "letter.pdf").write_bytes(b"%PDF-1.7 erfunden")
    shell = Shell(place, command.parent, port)
    yield shell
    for child in shell.children:
        child.terminate()
        child.wait(PATIENCE)


def makes_its_document(shell, line):
    """What the partner does before it is enrolled: the first line of its block."""
    offers = json.loads(shell.types("geleit schema example partner"))
    (shell.place / "offers.json").write_text(json.dumps(offers))
    shell.types(line)
    document = (shell.place / "box" / "partner.json").read_text()
    (shell.place / "partner.json").write_text(document)
    return fingerprint_of_document(json.loads(document))


def receives(shell, lines):
    """The partner's block after its first line; its packet is named by the list of its folder."""
    receive, *rest = lines
    waits(lambda: "Empfangen" in shell.types(receive))
    (packet,) = json.loads(shell.types("geleit partner list box --json"))["packets"]
    shell.known["PACKET"] = packet["packet"]
    return [shell.types(line) for line in rest]


@pytest.mark.timeout(400)
def test_a_referral_by_hand_goes_as_it_is_written(shell):
    said = {}
    for line in HUB:
        words = line.split()
        if line.startswith("export "):
            assert words[1] == "GELEIT_PASSPHRASE=…"
        elif words[1] == "serve":
            shell.begins(line)
        elif words[1:3] == ["partner", "enrol"]:
            said[line] = shell.answers(line, makes_its_document(shell, PARTNER[0]))
        else:
            said[line] = shell.types(line)
        _learns(shell, line, said.get(line, ""))
    assert "nimmt teil" in " ".join(said.values())
    assert "Der Widerruf ist eingetragen" in said["geleit withdraw hub CONSENT --by anna"]
    assert "Alles stimmt." in said["geleit log verify hub"]
    assert list((shell.place / "proofs").iterdir())


def _learns(shell, line, out):
    """What the reader takes from an answer to the next line."""
    if line.startswith("geleit init"):
        shell.known["--pin …"] = f"--pin {re.search('Fingerabdruck für Partner: (.*)', out)[1]}"
    if line.endswith("> consent.json"):
        shell.fills_in("consent.json")
    if line.startswith("geleit consent record"):
        shell.known["CONSENT"] = re.search("erteilt: (.*)", out)[1]
    if line.endswith("> refer.json"):
        shell.fills_in("refer.json", attachments=[])
    if line.startswith("geleit refer"):
        shell.known["REFERRAL"] = re.search("Gesendet: (.*)", out)[1]
    if line.startswith("geleit serve"):
        opened, acknowledged = receives(shell, PARTNER[1:])
        assert "letter.pdf" in opened
        assert "angenommen" in acknowledged
