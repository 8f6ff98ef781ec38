"""Verification of an evidence bundle, anywhere: with keys one trusts, without a hub and without a network."""

from collections.abc import Mapping, Sequence
from functools import cache

from exchange.core.evidence.bundle import BundleKeyForeign, BundleReport, check_bundle
from exchange.core.evidence.checkpoint import Checkpoint, ProofInvalid
from keys.errors import KeysError, UnknownKey
from keys.note import Verifier, open_note


def verify_bundle(files: Mapping[str, bytes], *, vkeys: Sequence[str]) -> BundleReport:
    """Check a bundle that was unpacked. `vkeys` are the log's keys; none is ever taken from the bundle.

    Raises:
        BundleKeyForeign: none of the keys signed it, or one is not written as a key is.
        BundleAltered, BundleLeafMissing, BundleProofWrong: something in it is not what was exported.
    """
    try:
        verifiers = [Verifier.read(one) for one in vkeys]
    except KeysError as error:
        raise BundleKeyForeign().saying(where="--vkey") from error

    @cache
    def read(note: str) -> Checkpoint:
        try:
            text, signers = open_note(note, verifiers=verifiers)
        except UnknownKey as error:
            raise BundleKeyForeign().saying(where="--vkey") from error
        except KeysError as error:
            raise ProofInvalid(error.code) from error
        checkpoint = Checkpoint.read(text)
        if checkpoint.origin not in {one.name for one in signers}:
            raise BundleKeyForeign().saying(where="--vkey")
        return checkpoint

    return check_bundle(files, read=read)
