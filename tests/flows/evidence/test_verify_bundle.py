"""A bundle holds only as it was handed out; two programs that share no line agree on each that does not."""

import base64
import importlib.util
import io
import json
import zipfile
from pathlib import Path

import pytest

from exchange.core.errors import Refusal
from exchange.core.evidence.bundle import ANCHOR, LEAVES, MANIFEST, PROOFS
from exchange.core.evidence.proof import SUFFIX
from exchange.flows.evidence.checkpoint import vkey
from exchange.flows.evidence.verify_bundle import verify_bundle
from exchange.reports import archive
from exchange.reports.archive import pack, unpack
from keys.jwk import Purpose
from keys.note import Verifier, sign_note
from tests.support.bundles import handed_out, leaves_in
from tests.support.hubs import ORIGIN, Bench, key_of

SCRIPT = Path(__file__).resolve().parents[3] / "deploy" / "verify.py"
GOOD = handed_out()


def loaded():
    spec = importlib.util.spec_from_file_location("published_verify", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PUBLISHED = loaded()


def ours(raw, key):
    """The code geleit refuses a bundle with; empty where it holds."""
    try:
        verify_bundle(unpack(io.BytesIO(raw)), vkeys=[key])
    except Refusal as error:
        return error.code
    return ""


def theirs(raw, key, folder):
    """The same of the published script."""
    path = folder / "bundle.zip"
    path.write_bytes(raw)
    try:
        PUBLISHED.check(PUBLISHED.unpack(path), [key])
    except PUBLISHED.Refused as error:
        return str(error).split()[0]
    return ""


def both(raw, tmp_path, key=GOOD.vkey):
    codes = {ours(raw, key), theirs(raw, key, tmp_path)}
    assert len(codes) == 1, codes
    return codes.pop()


def proofs_in(files):
    return sorted(name for name in files if name.startswith(PROOFS))


def without_a_proof(files):
    return {name: raw for name, raw in files.items() if name != proofs_in(files)[3]}


def without_a_leaf(files):
    return {**files, LEAVES: json.dumps(leaves_in(files)[1:]).encode()}


def forged(files):
    """A leaf less, and a manifest that knows nothing of it."""
    manifest = json.loads(files[MANIFEST])
    manifest["leaves"] = manifest["leaves"][1:]
    shorter = without_a_leaf(files)
    manifest["files"][LEAVES] = PUBLISHED.hashlib.sha256(shorter[LEAVES]).hexdigest()
    return {**shorter, MANIFEST: json.dumps(manifest).encode()}


def swapped(files):
    one, other = proofs_in(files)[:2]
    return {**files, one: files[other], other: files[one]}


def another_anchor(files):
    return {**files, ANCHOR: GOOD.shown[ANCHOR]}


def no_anchor(files):
    return {**files, ANCHOR: GOOD.shown[proofs_in(GOOD.shown)[0]]}


def other_note(files):
    """A proof under a checkpoint that says something else."""
    name = proofs_in(files)[0]
    head, _, note = files[name].decode().partition("\n\n")
    lines = note.split("\n")
    return {**files, name: "\n".join([head, "", lines[0], str(int(lines[1]) + 1), *lines[2:]]).encode()}


BAD = {
    "SENDER_BUNDLE_LEAF_MISSING": [without_a_proof],
    "SENDER_BUNDLE_PROOF_WRONG": [swapped, no_anchor, other_note],
    "SENDER_BUNDLE_ALTERED": [
        without_a_leaf,
        forged,
        another_anchor,
        lambda files: {**files, "verify.py": b"print('OK')"},
        lambda files: {**files, "events.json": files["events.json"].replace(b"accepted", b"acceptef")},
        lambda files: {name: raw for name, raw in files.items() if name != "events.json"},
        lambda files: {name: raw for name, raw in files.items() if name != MANIFEST},
    ],
}
CASES = [(change, code) for code, changes in BAD.items() for change in changes]


@pytest.mark.parametrize("files", [GOOD.bare, GOOD.shown, GOOD.since], ids=["bare", "shown", "since"])
def test_what_was_handed_out_holds(files, tmp_path):
    assert both(pack(files), tmp_path) == ""


@pytest.mark.parametrize(("change", "code"), CASES)
def test_what_was_changed_is_refused_with_its_code(change, code, tmp_path):
    assert both(pack(change(GOOD.bare)), tmp_path) == code


def test_one_bit_anywhere_is_found(tmp_path):
    for number, (name, raw) in enumerate(sorted(GOOD.shown.items())):
        at = (number * 97) % len(raw)
        bent = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        changed = pack({**GOOD.shown, name: bent})
        # A name bent in a signature's line is nobody's key to one, and no proof to the other.
        codes = ours(changed, GOOD.vkey), theirs(changed, GOOD.vkey, tmp_path)
        assert all(one.startswith("SENDER_BUNDLE_") for one in codes), (name, at)


def test_a_record_that_is_not_the_one_its_leaf_names_is_found(tmp_path):
    name = proofs_in(GOOD.shown)[0]
    first, extra, *rest = GOOD.shown[name].decode().split("\n")
    raw = bytearray(base64.b64decode(extra.removeprefix("extra ")))
    raw[-2] ^= 1
    bent = "\n".join([first, f"extra {base64.b64encode(bytes(raw)).decode()}", *rest]).encode()
    assert both(pack({**GOOD.shown, name: bent}), tmp_path) == "SENDER_BUNDLE_PROOF_WRONG"


@pytest.mark.parametrize(
    "key", [vkey(log=2, hub=Bench().hub), GOOD.vkey[:-4] + "AAA+", "nonsense"], ids=["another", "bent", "nonsense"]
)
def test_a_key_that_is_not_the_logs_is_refused(key, tmp_path):
    assert both(pack(GOOD.bare), tmp_path, key=key) == "SENDER_BUNDLE_KEY_FOREIGN"


def test_a_key_that_is_trusted_for_another_log_says_nothing_of_this_one(tmp_path):
    key, name = key_of(ORIGIN, Purpose.LOG), "elsewhere.example/rx-log/1"

    def resigned(raw):
        head, _, note = raw.decode().partition("\n\n")
        return f"{head}\n\n{sign_note(note.partition(chr(10) * 2)[0] + chr(10), name=name, keys=[key])}".encode()

    files = {one: resigned(raw) if one.endswith(SUFFIX) else raw for one, raw in GOOD.bare.items()}
    trusted = Verifier.of(key.public, name=name).vkey
    assert both(pack(files), tmp_path, key=trusted) == "SENDER_BUNDLE_KEY_FOREIGN"


def zipped(*names: str, content=b"x", method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name in names:
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04nonsense",
        zipped("../manifest.json"),
        zipped("/manifest.json"),
        zipped("a/../../b"),
        zipped("a\\..\\b"),
        zipped(".hidden"),
        zipped("a/b/c"),
        pack(GOOD.bare)[:-40],
        zipped(MANIFEST, content=GOOD.bare[MANIFEST], method=zipfile.ZIP_LZMA),
        zipped(MANIFEST, content=GOOD.bare[MANIFEST], method=zipfile.ZIP_BZIP2),
        zipped(MANIFEST, method=zipfile.ZIP_LZMA)[:48] + b"\xff" * 12 + zipped(MANIFEST, method=zipfile.ZIP_LZMA)[60:],
    ],
)
def test_what_cannot_be_opened_safely_is_not_read(raw, tmp_path):
    assert both(raw, tmp_path) == "SENDER_BUNDLE_UNSAFE"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_not_read(tmp_path):
    assert both(zipped("manifest.json", "manifest.json"), tmp_path) == "SENDER_BUNDLE_UNSAFE"


def test_a_bomb_is_not_unpacked(monkeypatch, tmp_path):
    for module in (archive, PUBLISHED):
        monkeypatch.setattr(module, "MOST_BYTES", 1 << 20)
    assert both(zipped("manifest.json", content=bytes(1 << 21)), tmp_path) == "SENDER_BUNDLE_UNSAFE"
    assert both(zipped("a", "b", content=bytes(3 << 18)), tmp_path) == "SENDER_BUNDLE_UNSAFE"


def test_too_many_files_and_too_large_an_archive_are_not_read(monkeypatch, tmp_path):
    for module in (archive, PUBLISHED):
        monkeypatch.setattr(module, "MOST_FILES", 3)
    assert both(pack(GOOD.bare), tmp_path) == "SENDER_BUNDLE_UNSAFE"
    for module in (archive, PUBLISHED):
        monkeypatch.setattr(module, "MOST_FILES", 3000)
        monkeypatch.setattr(module, "MOST_PACKED", 100)
    assert both(pack(GOOD.bare), tmp_path) == "SENDER_BUNDLE_UNSAFE"
