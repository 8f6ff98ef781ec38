# ruff: noqa: INP001 it stands alone: one file and the package `cryptography`
"""Check an evidence bundle of a Geleit hub: `python verify.py BUNDLE.zip --vkey KEY`, without the hub or a network.

Get this file with Geleit and compare its SHA-256 with SECURITY.md; never take it from a bundle. Get the key from the
hub (`geleit log verify`) by telephone or on paper; never from a bundle either. Exit 0: all of it holds; 3: it does not.
"""

import argparse
import base64
import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MOST_FILES, MOST_BYTES, MOST_PACKED = 20_100, 256 * 1024 * 1024, 64 * 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?", re.ASCII)
NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
METHODS, ENCRYPTED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}), 0x1
LEAF, SALT, HASH, LONGEST_PATH, KEY_BYTES, ID_BYTES = 41, 32, 32, 63, 32, 4
EXPORTED = 71
REFUSED = 3
Tree = tuple[str, int, bytes]


class Refused(Exception):
    """This bundle does not hold; the code says why."""


def unpack(path: Path) -> dict[str, bytes]:
    """Read the files of an archive into memory; nothing is written."""
    if path.stat().st_size > MOST_PACKED:
        raise Refused("SENDER_BUNDLE_UNSAFE")
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if not NAME.fullmatch(entry.filename) or entry.filename in files or len(files) == MOST_FILES:
                    raise Refused("SENDER_BUNDLE_UNSAFE")
                if entry.flag_bits & ENCRYPTED or entry.compress_type not in METHODS:
                    raise Refused("SENDER_BUNDLE_UNSAFE")
                with archive.open(entry) as file:
                    files[entry.filename] = file.read(left + 1)
                left -= len(files[entry.filename])
                if left < 0:
                    raise Refused("SENDER_BUNDLE_UNSAFE")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise Refused("SENDER_BUNDLE_UNSAFE") from error
    return files


def unbase64(text: str) -> bytes:
    """Read base64 in its one spelling."""
    raw = base64.b64decode(text.encode("ascii"), validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError(text)
    return raw


def keys_of(vkeys: Sequence[str]) -> dict[tuple[str, bytes], bytes]:
    """Read the keys one trusts (c2sp.org/signed-note): by name and id, the public key."""
    keys = {}
    for vkey in vkeys:
        try:
            name, short, encoded = vkey.split("+", 2)
            raw = unbase64(encoded)
        except ValueError as error:
            raise Refused("SENDER_BUNDLE_KEY_FOREIGN") from error
        key_id = hashlib.sha256(name.encode() + b"\n" + raw).digest()[:ID_BYTES]
        if raw[:1] != b"\x01" or len(raw) != KEY_BYTES + 1 or key_id.hex() != short:
            raise Refused("SENDER_BUNDLE_KEY_FOREIGN")
        keys[name, key_id] = raw[1:]
    return keys


def tree_of(note: str, keys: Mapping[tuple[str, bytes], bytes]) -> Tree:
    """Read a signed checkpoint (c2sp.org/tlog-checkpoint): origin, size, root."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    origin, size, root = text.split("\n")[:3]
    trusted = False
    for line in signatures.splitlines():
        dash, name, blob = line.split(" ")
        raw = unbase64(blob)
        key = keys.get((name, raw[:ID_BYTES]))
        if dash == "—" and key is not None and name == origin:
            Ed25519PublicKey.from_public_bytes(key).verify(raw[ID_BYTES:], text.encode())
            trusted = True
    if not trusted:
        raise Refused("SENDER_BUNDLE_KEY_FOREIGN")
    if not NUMBER.fullmatch(size) or len(unbase64(root)) != HASH:
        raise ValueError(size)
    return origin, int(size), unbase64(root)


def root_of(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """Walk from a leaf to the root (RFC 9162 section 2.1.3.2)."""
    if index >= size or len(path) > LONGEST_PATH:
        raise ValueError(index)
    place, last, found = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for sibling in path:
        if last == 0:
            raise ValueError(index)
        if place & 1 or place == last:
            found = hashlib.sha256(b"\x01" + sibling + found).digest()
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\x01" + found + sibling).digest()
        place, last = place >> 1, last >> 1
    if last:
        raise ValueError(index)
    return found


def proof_of(raw: bytes, read: Callable[[str], Tree]) -> tuple[int, bytes, bytes, Tree]:
    """Check a proof (c2sp.org/tlog-proof): its index, leaf, record if shown, and the tree it stands in."""
    head, _, note = raw.decode().partition("\n\n")
    lines = head.split("\n")
    if lines[0] != "c2sp.org/tlog-proof@v1" or not lines[2].startswith("index "):
        raise ValueError(lines[0])
    extra = unbase64(lines[1].removeprefix("extra "))
    index, tree = int(lines[2].removeprefix("index ")), read(note)
    leaf, shown = extra[:LEAF], extra[LEAF:]
    if root_of(leaf, index, tree[1], [unbase64(one) for one in lines[3:]]) != tree[2]:
        raise ValueError(index)
    if shown and hashlib.sha256(shown).digest() != leaf[LEAF - HASH :]:
        raise ValueError(index)
    return index, leaf, shown[SALT:], tree


def check(files: Mapping[str, bytes], vkeys: Sequence[str]) -> str:
    """Check all of a bundle, and say what it holds."""
    keys = keys_of(vkeys)
    read = cache(lambda note: tree_of(note, keys))

    def proved(name: str) -> tuple[int, bytes, bytes, Tree]:
        try:
            return proof_of(files[name], read)
        except (ValueError, IndexError, InvalidSignature) as error:
            raise Refused(f"SENDER_BUNDLE_PROOF_WRONG {name}") from error

    for name in ("manifest.json", "anchor.tlog-proof"):
        if name not in files:
            raise Refused(f"SENDER_BUNDLE_ALTERED {name}")
    _, leaf, record, tree = proved("anchor.tlog-proof")
    if leaf[0] != EXPORTED or not record:
        raise Refused("SENDER_BUNDLE_PROOF_WRONG anchor.tlog-proof")
    if json.loads(record)["manifest_sha256"] != hashlib.sha256(files["manifest.json"]).hexdigest():
        raise Refused("SENDER_BUNDLE_ALTERED manifest.json")
    manifest = json.loads(files["manifest.json"])
    proofs = {f"proofs/{log}-{index}.tlog-proof": (log, index) for log, index in manifest["leaves"]}
    check_files(files, manifest["files"], beside={"manifest.json", "anchor.tlog-proof", *proofs})
    leaves = {(one["log"], one["index"]): unbase64(one["leaf"]) for one in json.loads(files["leaves.json"])}
    for name, (log, index) in proofs.items():
        if name not in files or (log, index) not in leaves:
            raise Refused(f"SENDER_BUNDLE_LEAF_MISSING {name}")
        at, leaf, _, (origin, _, _) = proved(name)
        if (at, leaf) != (index, leaves[log, index]) or not origin.endswith(f"/rx-log/{log}"):
            raise Refused(f"SENDER_BUNDLE_PROOF_WRONG {name}")
    return f"{manifest['about']}: {len(proofs)} leaves hold under {tree[0]}, size {tree[1]}"


def check_files(files: Mapping[str, bytes], digests: Mapping[str, str], *, beside: set[str]) -> None:
    """Hold every file against the manifest; one that is not in it does not belong there."""
    for name in sorted({*files, *digests} - beside):
        if name not in files or digests.get(name) != hashlib.sha256(files[name]).hexdigest():
            raise Refused(f"SENDER_BUNDLE_ALTERED {name}")


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, and say how it stands."""
    parser = argparse.ArgumentParser(description="Check an evidence bundle of a Geleit hub.")
    parser.add_argument("bundle", type=Path)
    parser.add_argument("--vkey", action="append", required=True, help="the log's key; never from the bundle")
    given = parser.parse_args(arguments)
    try:
        sys.stdout.write(f"OK {check(unpack(given.bundle), given.vkey)}\n")
    except Refused as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
