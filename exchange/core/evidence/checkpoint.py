"""Checkpoint, or tree head (c2sp.org/tlog-checkpoint): what a log signs: its origin, how many leaves, their root."""

import base64
import re
from dataclasses import dataclass
from typing import Self

from exchange.core.errors import Refusal
from exchange.core.evidence.merkle import HASH_BYTES

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_LINES = 3


class ProofInvalid(Refusal):
    """This is not a valid checkpoint, signature or proof of an evidence log."""

    code = "SENDER_PROOF_INVALID"
    de = "Das ist kein gültiger Prüfpunkt, keine gültige Unterschrift oder kein gültiger Nachweis eines Protokolls."
    fix_de = "Holen Sie die Datei noch einmal dort, wo sie herkommt. Passt sie wieder nicht, melden Sie es dem Betrieb."
    fix_en = "Get the file again from where it came from. If it still does not fit, tell the log's operator."


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A log's state: `origin` names the log, `root` is the Merkle tree hash of its first `size` leaves."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a checkpoint's text. Lines after the third are signed but say nothing, as the format has it.

        Raises:
            ProofInvalid: it is not in the one spelling the format allows.
        """
        if not text.endswith("\n"):
            raise ProofInvalid("checkpoint")
        lines = text[:-1].split("\n")
        if len(lines) < _LINES or not all(lines) or not _SIZE.fullmatch(lines[1]):
            raise ProofInvalid("checkpoint")
        return cls(origin=lines[0], size=int(lines[1]), root=read_hash(lines[2]))


def to_base64(raw: bytes) -> str:
    """Write bytes in the base64 of RFC 4648 section 4."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str) -> bytes:
    """Read base64, and only its one spelling.

    Raises:
        ProofInvalid: a foreign character, wrong padding, or unused bits that are not zero.
    """
    # Once more in `keys.note`, with an error of its own: the core imports no keys.
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise ProofInvalid("base64") from error
    if to_base64(raw) != text:
        raise ProofInvalid("base64")
    return raw


def read_hash(text: str) -> bytes:
    """Read a hash in base64.

    Raises:
        ProofInvalid: it is not the base64 of 32 bytes.
    """
    raw = from_base64(text)
    if len(raw) != HASH_BYTES:
        raise ProofInvalid("hash")
    return raw
