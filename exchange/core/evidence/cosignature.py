"""Witness's decision (c2sp.org/tlog-witness 1.1.0): does a checkpoint go on from the last one that was cosigned?

A witness keeps one checkpoint of each log, the newest. It cosigns what has that for its beginning and nothing else: so
nobody is shown a log that was shortened or rewritten, unless all witnesses are deceived at once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from exchange.core.errors import Conflict, Forbidden, Refusal
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid, read_hash
from exchange.core.evidence.merkle import EMPTY, is_beginning

MOST_BYTES = 256 * 1024
"""Of a submission: 63 lines of proof, and the largest note there is."""
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})", re.ASCII)
_LONGEST_PATH = 63
_LARGEST = (1 << 63) - 1


class SubmissionMalformed(ProofInvalid):
    """This is not a submission as witnesses take them."""

    code = "SENDER_SUBMISSION_MALFORMED"
    status = 400
    de = "Das ist keine Einreichung, wie Zeugen sie nehmen."
    fix_de = "Bitte reichen Sie den Prüfpunkt in der Form von tlog-witness 1.1.0 ein."
    fix_en = "Submit the checkpoint in the form of tlog-witness 1.1.0."


class CheckpointUnsigned(Forbidden):
    """No key that is known for this log signed this checkpoint, or its signature does not hold."""

    code = "SENDER_CHECKPOINT_UNSIGNED"
    de = "Kein Schlüssel, der für dieses Protokoll bekannt ist, hat diesen Prüfpunkt gültig unterschrieben."
    fix_de = "Bitte unterschreiben Sie mit dem Schlüssel, den der Zeuge für Ihr Protokoll kennt."
    fix_en = "Sign with the key that the witness knows for your log."


class CheckpointStale(Conflict):
    """The last checkpoint that was cosigned here is of another size."""

    code = "SENDER_CHECKPOINT_STALE"
    de = "Der letzte Prüfpunkt, den wir mitunterschrieben haben, hat eine andere Größe."
    fix_de = "Bitte reichen Sie noch einmal ein, mit einem Nachweis ab der genannten Größe."
    fix_en = "Submit again, with a proof from the size named."

    def __init__(self, size: int) -> None:
        super().__init__("old-size")
        self.size = size


class CheckpointForked(Refusal):
    """This checkpoint does not have the last one that was cosigned here for its beginning.

    `kept` says that it was kept just now as evidence of a log that lies.
    """

    code = "SENDER_CHECKPOINT_FORKED"
    de = "Dieser Prüfpunkt setzt den letzten nicht fort, den wir mitunterschrieben haben."
    fix_de = (
        "Bitte prüfen Sie den Nachweis. Stimmt er, dann zeigt dieses Protokoll nicht allen dasselbe: Betrieb rufen."
    )
    fix_en = "Check the proof. If it is right, this log does not show everybody the same: call its operator."
    kept = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What a log hands in: its size when this witness last cosigned, the proof since then, and its signed note."""

    old: int
    path: Sequence[bytes]
    note: str

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Read a submission. Nothing in it is true yet.

        Raises:
            SubmissionMalformed: it is not in the one form there is.
        """
        try:
            head, found, note = body.decode().partition("\n\n")
        except UnicodeDecodeError as error:
            raise SubmissionMalformed("utf-8") from error
        first, *proof = head.split("\n")
        old = _OLD.fullmatch(first)
        if not found or old is None or int(old[1]) > _LARGEST or len(proof) > _LONGEST_PATH:
            raise SubmissionMalformed("head")
        try:
            return cls(old=int(old[1]), path=tuple(map(read_hash, proof)), note=note)
        except ProofInvalid as error:
            raise SubmissionMalformed("proof") from error

    @property
    def text(self) -> str:
        """The text of the note, up to the empty line before its signatures."""
        return self.note.rpartition("\n\n")[0] + "\n"


def check_growth(submission: Submission, *, new: Checkpoint, last: Checkpoint | None) -> None:
    """Check that a checkpoint, whose signature holds, may be cosigned after the last one of its log.

    | the old size | the root and the proof | |
    |---|---|---|
    | above the new size | | 400 |
    | not that of the last checkpoint, or not 0 where there is none | | 409, with the size that is right |
    | as it should be | new size 0, root not that of the empty tree | 422 |
    | 0 | a proof, though none is needed | 422 |
    | the new size | another root, or a proof | 422 |
    | between | the proof does not lead from root to root | 422 |
    | as it should be | all else | cosigned |

    Raises:
        SubmissionMalformed, CheckpointStale, CheckpointForked: as the table says, in this order.
    """
    if submission.old > new.size:
        raise SubmissionMalformed("old-size")
    size, root = (last.size, last.root) if last else (0, EMPTY)
    if submission.old != size:
        raise CheckpointStale(size)
    if new.size == 0 and new.root != EMPTY:
        raise CheckpointForked("empty")
    if not is_beginning(old=(size, root), new=(new.size, new.root), path=submission.path):
        raise CheckpointForked("inconsistent")
