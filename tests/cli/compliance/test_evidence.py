"""Evidence in one file: handed out at a hub, checked without it, by geleit and by the published script alone."""

import stat
import subprocess
import sys
from pathlib import Path

from exchange.cli.compliance.evidence import unpack

SCRIPT = Path(__file__).resolve().parents[3] / "deploy" / "verify.py"
PERSON = "Vorgang Nachweis"


def test_a_bundle_is_handed_out_and_checked_without_the_hub(hand):
    hand.hub("consent", "record", hand.root / "hub", hand.example("consent", person=PERSON))
    out = hand.root / "nachweis.zip"
    done = hand.hub("evidence", "export", hand.root / "hub", out, "--person", PERSON).facts
    assert (done["leaves"] > 0, stat.S_IMODE(out.stat().st_mode)) == (True, 0o600)
    with out.open("rb") as file:
        held = unpack(file)
    assert {"LIESMICH.txt", "findings.json", "rulebook.json", "keys.json", "events.json"} <= set(held)
    assert not any(name.endswith(".py") for name in held)
    assert "nie aus einem Bündel" in held["LIESMICH.txt"].decode()
    assert not [name for name, raw in held.items() if PERSON.encode() in raw or b"anna" in raw]
    vkey = done["vkeys"][0]
    checked = hand.types("evidence", "verify", out, "--vkey", vkey, "--json").facts
    assert (checked["leaves"], checked["records"]) == (done["leaves"], 0)
    # Isolated: no path and no environment but the interpreter's own and what is installed beside it.
    alone = subprocess.run(  # noqa: S603 the published script, on a file of this test
        [sys.executable, "-I", SCRIPT, out, "--vkey", vkey], capture_output=True, text=True, check=False, env={}
    )
    assert (alone.returncode, alone.stdout.split()[0], alone.stderr) == (0, "OK", "")
    again = hand.hub("evidence", "export", hand.root / "hub", out, "--person", PERSON)
    assert (again.code, again.facts["error"]["code"]) == (3, "SENDER_FILE_TAKEN")


def test_what_is_wanted_is_one_thing_and_a_key_comes_from_elsewhere(hand):
    out = hand.root / "nichts.zip"
    for wish in ((), ("--person", "x", "--since", "2026-01-01"), ("--since", "2026-01-01", "--with-records")):
        answer = hand.hub("evidence", "export", hand.root / "hub", out, *wish)
        assert (answer.code, answer.facts["error"]["code"]) == (2, "SENDER_USAGE")
    day = hand.hub("evidence", "export", hand.root / "hub", out, "--since", "gestern", by="lea")
    assert (day.code, day.facts["error"]["where"]) == (2, "--since")
    assert not out.exists()
    out.write_bytes(b"no bundle")
    unsafe = hand.types("evidence", "verify", out, "--vkey", "x", "--json")
    assert (unsafe.code, unsafe.facts["error"]["where"]) == (3, str(out))
    assert hand.types("evidence", "verify", out).code == 2
