"""Inclusion proof to hand over (c2sp.org/tlog-proof): this leaf stands in that log, under that checkpoint.

`extra` holds what the leaf's hash is made of: the leaf itself, and where the record is shown, the salt and the record
the leaf commits to. So the file says by itself what was logged, and nobody needs to ask the hub.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid, from_base64, read_hash, to_base64
from exchange.core.evidence.entry import COMMITMENT_AT, LEAF_BYTES, SALT_BYTES
from exchange.core.evidence.merkle import leaf_hash, root_of_inclusion

HEAD = "c2sp.org/tlog-proof@v1"
SUFFIX = ".tlog-proof"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)
_EXTRA = "extra "
_LONGEST_PATH = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof as its file holds it. `note` is the signed checkpoint, with everybody's signatures."""

    index: int
    path: Sequence[bytes]
    note: str
    extra: bytes

    @property
    def leaf(self) -> bytes:
        """The leaf it is about."""
        return self.extra[:LEAF_BYTES]

    @property
    def record(self) -> bytes | None:
        """The record it shows, as canonical JSON; None if it shows none."""
        return self.extra[LEAF_BYTES + SALT_BYTES :] or None

    @property
    def text(self) -> str:
        """The file."""
        lines = [HEAD, f"{_EXTRA}{to_base64(self.extra)}", f"index {self.index}", *map(to_base64, self.path)]
        return "\n".join(lines) + "\n\n" + self.note

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a file. Nothing in it is true yet.

        Raises:
            ProofInvalid: it is not a proof as this hub writes them.
        """
        head, found, note = text.partition("\n\n")
        if not found:
            raise ProofInvalid("proof")
        lines = head.split("\n")
        if len(lines) < 3 or lines[0] != HEAD or not lines[1].startswith(_EXTRA):  # noqa: PLR2004 head, extra, index
            raise ProofInvalid("proof")
        index = _INDEX.fullmatch(lines[2])
        if index is None or len(lines[3:]) > _LONGEST_PATH:
            raise ProofInvalid("index")
        extra = from_base64(lines[1].removeprefix(_EXTRA))
        return cls(index=int(index[1]), path=tuple(map(read_hash, lines[3:])), note=note, extra=extra)

    def check(self, checkpoint: Checkpoint) -> None:
        """Check the leaf against a checkpoint whose signature holds, and the record against the leaf.

        Raises:
            ProofInvalid: the leaf is not in the log, or the record is not the one it commits to.
        """
        found = root_of_inclusion(leaf_hash(self.leaf), index=self.index, size=checkpoint.size, path=self.path)
        if found != checkpoint.root:
            raise ProofInvalid("inclusion")
        shown = self.extra[LEAF_BYTES:]
        if shown and hashlib.sha256(shown).digest() != self.leaf[COMMITMENT_AT:]:
            raise ProofInvalid("record")
