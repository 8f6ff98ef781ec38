import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.core.evidence.checkpoint import Checkpoint, to_base64
from exchange.core.evidence.cosignature import (
    CheckpointForked,
    CheckpointStale,
    Submission,
    SubmissionMalformed,
    check_growth,
)
from exchange.core.evidence.merkle import EMPTY, Levels, consistency, leaf_hash

ORIGIN = "log.example/rx-log/1"
PUBLISHED = json.loads((Path(__file__).parents[2] / "vectors" / "witness" / "litewitness.json").read_text())
SIZES = st.integers(0, 70)


def tree(size, *, other=False):
    levels = Levels()
    levels.add(b"".join(leaf_hash(b"%d" % at if not other or at else b"other") for at in range(size)))
    return levels


def checkpoint(size, *, other=False):
    return Checkpoint(origin=ORIGIN, size=size, root=tree(size, other=other).root)


def submission(old, new, *, path=None):
    proof = consistency(tree(new).read, old=old, new=new) if path is None else path
    return Submission(old=old, path=proof, note="")


@given(SIZES, SIZES)
def test_a_log_that_only_grew_may_be_cosigned(first, second):
    old, new = sorted((first, second))
    last = checkpoint(old) if old else None
    check_growth(submission(old, new), new=checkpoint(new), last=last)


@given(st.integers(1, 70), SIZES)
def test_a_log_that_was_rewritten_is_forked(first, second):
    old, new = sorted((first, second or first))
    with pytest.raises(CheckpointForked):
        check_growth(submission(old, new), new=checkpoint(new), last=checkpoint(old, other=True))


@given(st.integers(1, 70), SIZES, st.integers(0, 6), st.integers(0, 255))
def test_a_proof_with_one_bit_changed_leads_nowhere(first, second, at, bit):
    old, new = sorted((first, second or first))
    path = list(consistency(tree(new).read, old=old, new=new))
    if not path:
        path = [bytes(32)]
    elif len(path) > at:
        path[at] = bytes([path[at][0] ^ (1 << bit % 8), *path[at][1:]])
    else:
        path = [*path, path[-1]]
    with pytest.raises(CheckpointForked):
        check_growth(submission(old, new, path=path), new=checkpoint(new), last=checkpoint(old))


@pytest.mark.parametrize("old", [0, 4, 6])
def test_a_size_that_is_not_the_last_is_answered_with_the_one_that_is(old):
    with pytest.raises(CheckpointStale) as stale:
        check_growth(submission(old, 9), new=checkpoint(9), last=checkpoint(5))
    assert stale.value.size == 5


def test_whoever_has_cosigned_nothing_has_cosigned_size_zero():
    with pytest.raises(CheckpointStale) as stale:
        check_growth(submission(3, 9), new=checkpoint(9), last=None)
    assert stale.value.size == 0


def test_an_old_size_above_the_new_one_is_malformed_before_it_is_stale():
    with pytest.raises(SubmissionMalformed):
        check_growth(submission(9, 5, path=()), new=checkpoint(5), last=checkpoint(7))


def test_nobody_proves_that_a_tree_grew_out_of_nothing():
    with pytest.raises(CheckpointForked):
        check_growth(submission(0, 5, path=(EMPTY,)), new=checkpoint(5), last=None)


def test_an_empty_log_has_the_root_of_the_empty_tree():
    check_growth(submission(0, 0), new=checkpoint(0), last=None)
    with pytest.raises(CheckpointForked):
        check_growth(submission(0, 0), new=Checkpoint(origin=ORIGIN, size=0, root=bytes(32)), last=None)


def test_the_same_checkpoint_may_be_cosigned_again():
    check_growth(submission(5, 5), new=checkpoint(5), last=checkpoint(5))


@pytest.mark.parametrize("call", PUBLISHED["calls"], ids=lambda one: str(one["status"]))
def test_published_submissions_are_read_as_they_were_written(call):
    read = Submission.read(call["body"].encode())
    head = [f"old {read.old}", *map(to_base64, read.path)]
    assert "\n".join(head) + "\n\n" + read.note == call["body"]
    assert Checkpoint.read(read.text).size in {1, 3, 5}


@pytest.mark.parametrize(
    "body",
    [
        b"", b"old 1", b"old 1\n", b"\n\nnote", b"old 01\n\nx", b"old -1\n\nx", b"old 1 \n\nx", b"OLD 1\n\nx",
        b"size 1\n\nx",
        b"old 1\nAAAA\n\nx", b"old 1\n" + 64 * (b"A" * 43 + b"=\n") + b"\nx", b"old 1\r\n\r\nx", b"old \xff\n\nx",
        b"old 9999999999999999999\n\nx", b"old 9223372036854775808\n\nx", "old ١\n\nx".encode(),
    ],
    ids=map(str, range(99)),
)  # fmt: skip
def test_what_is_no_submission_is_malformed(body):
    with pytest.raises(SubmissionMalformed):
        Submission.read(body)


@given(st.one_of(st.binary(max_size=200), st.text(alphabet="old 0123\nA=", max_size=60).map(str.encode)))
def test_whatever_is_submitted_is_read_or_refused_in_our_own_words(raw):
    with suppress(SubmissionMalformed):
        assert Submission.read(raw).old >= 0
