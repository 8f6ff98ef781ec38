"""Evidence bundle (audit evidence, chain of custody): what a file of evidence holds, and whether all of it holds.

A leaf of the log names the digest of the manifest, and the manifest those of all files and every leaf that belongs to
it. So whoever changes, adds or leaves out anything would have to sign for the log. Nothing in a bundle is trusted:
checkpoints are read by the caller, with keys that came another way.
"""

import base64
import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from exchange.core.errors import Refusal
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from exchange.core.evidence.entry import EntryType
from exchange.core.evidence.proof import SUFFIX, Proof

FORMAT = "geleit-evidence-1"
MANIFEST, ANCHOR, LEAVES = "manifest.json", f"anchor{SUFFIX}", "leaves.json"
PROOFS = "proofs/"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,99})?", re.ASCII)
"""What a file may be called: one folder at the most, and never a way out of it."""
MOST_FILES, MOST_BYTES = 20_100, 256 * 1024 * 1024
"""Files of a bundle, and bytes of all of them unpacked."""
MOST_LEAVES = 20_000
"""Leaves of one bundle."""
ReadNote = Callable[[str], Checkpoint]
"""Reads a signed checkpoint with keys one trusts; a foreign key or a wrong signature is ProofInvalid."""


class BundleUnsafe(Refusal):
    """This file is no evidence bundle that can be unpacked safely; nothing of it was read."""

    code = "SENDER_BUNDLE_UNSAFE"
    de = "Das ist kein Nachweis-Bündel, das sich sicher öffnen lässt. Es wurde nichts davon gelesen."
    fix_de = "Lassen Sie sich die Datei noch einmal geben. Öffnen Sie diese nicht mit einem anderen Programm."
    fix_en = "Have the file given to you again. Do not open this one with another program."


class BundleAltered(Refusal):
    """Something in this bundle is not what was exported."""

    code = "SENDER_BUNDLE_ALTERED"
    de = "Etwas in diesem Bündel ist nicht das, was ausgegeben wurde."
    fix_de = "Lassen Sie sich die Datei noch einmal geben. Passt sie wieder nicht, melden Sie es dem Datenschutz."
    fix_en = "Have the file given to you again. If it still does not fit, tell the data protection officer."


class BundleLeafMissing(BundleAltered):
    """A leaf that belongs to this bundle is missing."""

    code = "SENDER_BUNDLE_LEAF_MISSING"
    de = "Ein Eintrag, der zu diesem Bündel gehört, fehlt."


class BundleProofWrong(BundleAltered):
    """A proof in this bundle is not the one of its leaf."""

    code = "SENDER_BUNDLE_PROOF_WRONG"
    de = "Ein Nachweis in diesem Bündel gehört nicht zu seinem Eintrag."


class BundleKeyForeign(Refusal):
    """This bundle is not signed with the key you trust."""

    code = "SENDER_BUNDLE_KEY_FOREIGN"
    de = "Dieses Bündel ist nicht mit dem Schlüssel unterschrieben, dem Sie vertrauen."
    fix_de = "Prüfen Sie --vkey: Holen Sie ihn bei der Vermittlungsstelle selbst, nie aus dem Bündel."
    fix_en = "Check --vkey: get it from the hub itself, never from the bundle."


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a leaf stands: in which log, at which index."""

    log: int
    index: int

    @property
    def file(self) -> str:
        """What its proof is called in a bundle."""
        return f"{PROOFS}{self.log}-{self.index}{SUFFIX}"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleReport:
    """What a bundle that holds is about, and under which checkpoint its newest leaf stands."""

    about: str
    leaves: int
    records: int
    files: int
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What belongs to a bundle: the digest (SHA-256, hex) of each file, and the place of each leaf."""

    about: str
    made_at: str
    files: Mapping[str, str]
    places: Sequence[Place]

    @property
    def raw(self) -> bytes:
        """The file."""
        document = {
            "format": FORMAT,
            "about": self.about,
            "made_at": self.made_at,
            "files": dict(self.files),
            "leaves": [[one.log, one.index] for one in self.places],
        }
        return json.dumps(document, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, raw: bytes) -> Self:
        """Read a file whose digest the log vouches for.

        Raises:
            BundleAltered: it is none of this format.
        """
        try:
            document = json.loads(raw)
            if document["format"] != FORMAT:
                raise BundleAltered(MANIFEST)
            places = [Place(log, index) for log, index in document["leaves"]]
            return cls(about=document["about"], made_at=document["made_at"], files=document["files"], places=places)
        except (ValueError, KeyError, TypeError) as error:
            raise BundleAltered(MANIFEST) from error


def leaves_file(leaves: Mapping[Place, bytes]) -> bytes:
    """Write down leaves by their places."""
    rows = [
        {"log": one.log, "index": one.index, "leaf": base64.b64encode(leaf).decode()} for one, leaf in leaves.items()
    ]
    return json.dumps(rows, indent=1).encode()


def digest_of(raw: bytes) -> str:
    """The digest of a file, as a manifest names it."""
    return hashlib.sha256(raw).hexdigest()


def check_bundle(files: Mapping[str, bytes], *, read: ReadNote) -> BundleReport:
    """Check all of a bundle.

    Raises:
        BundleKeyForeign: no key one trusts signed it.
        BundleAltered, BundleLeafMissing, BundleProofWrong: something in it is not what was exported.
    """
    checkpoint, manifest = _vouched(files, read)
    _check_files(files, manifest)
    leaves = _leaves(files[LEAVES])
    if set(leaves) != set(manifest.places):
        raise BundleLeafMissing(LEAVES)
    records = sum(_check_leaf(files, place, leaf, read) for place, leaf in leaves.items())
    return BundleReport(
        about=manifest.about, leaves=len(leaves), records=records, files=len(files), checkpoint=checkpoint
    )


def _vouched(files: Mapping[str, bytes], read: ReadNote) -> tuple[Checkpoint, Manifest]:
    """The manifest, if a leaf of the log names its digest."""
    for name in (MANIFEST, ANCHOR):
        if name not in files:
            raise BundleAltered(name)
    proof, checkpoint = _proof(files, ANCHOR, read)
    if proof.leaf[:1] != bytes([EntryType.EVIDENCE_EXPORTED]) or not proof.record:
        raise BundleProofWrong(ANCHOR)
    record: dict[str, Any] = json.loads(proof.record)
    if record.get("manifest_sha256") != digest_of(files[MANIFEST]):
        raise BundleAltered(MANIFEST)
    return checkpoint, Manifest.read(files[MANIFEST])


def _check_files(files: Mapping[str, bytes], manifest: Manifest) -> None:
    for name, sha256 in manifest.files.items():
        if name not in files or digest_of(files[name]) != sha256:
            raise BundleAltered(name)
    known = {MANIFEST, ANCHOR, *manifest.files, *(one.file for one in manifest.places)}
    for name in files:
        if name not in known:
            raise BundleAltered(name)
    if LEAVES not in manifest.files:
        raise BundleAltered(LEAVES)


def _leaves(raw: bytes) -> Mapping[Place, bytes]:
    return {Place(one["log"], one["index"]): base64.b64decode(one["leaf"]) for one in json.loads(raw)}


def _check_leaf(files: Mapping[str, bytes], place: Place, leaf: bytes, read: ReadNote) -> bool:
    """Check one leaf; says whether its record is shown."""
    if place.file not in files:
        raise BundleLeafMissing(place.file)
    proof, checkpoint = _proof(files, place.file, read)
    if (proof.index, proof.leaf) != (place.index, leaf) or not checkpoint.origin.endswith(f"/rx-log/{place.log}"):
        raise BundleProofWrong(place.file)
    return proof.record is not None


def _proof(files: Mapping[str, bytes], name: str, read: ReadNote) -> tuple[Proof, Checkpoint]:
    try:
        proof = Proof.read(files[name].decode())
        checkpoint = read(proof.note)
        proof.check(checkpoint)
    except (ProofInvalid, UnicodeDecodeError) as error:
        raise BundleProofWrong(name) from error
    return proof, checkpoint
