"""What the net is worth: what it finds of a labelled set, kind by kind, and how often it is wrong in clean text."""

import json
import time
from collections import Counter
from pathlib import Path

import pytest

from exchange.core.detection.blocked import DETECTORS, blocked_in
from exchange.core.detection.kind import BLOCKING, KINDS

CORPUS = Path(__file__).parents[2] / "corpus"
ROWS = [json.loads(line) for line in (CORPUS / "forbidden_text.jsonl").read_text(encoding="utf-8").splitlines()]
HOLDING, OTHERS = [row for row in ROWS if row["find"]], [row for row in ROWS if not row["find"]]
CLEAN = (CORPUS / "clean_text.txt").read_text(encoding="utf-8").splitlines()
RECALL, WRONG_OF_LOOKALIKES = 0.99, 0.05
"""Of the texts of each kind at least this share is found; of those made to look like one at most this share is."""


def test_the_labelled_set_is_large_and_has_every_kind():
    assert len(ROWS) >= 600
    assert len({row["text"] for row in ROWS}) == len(ROWS)
    assert min(Counter(kind for row in HOLDING for kind in row["find"]).values()) >= 30
    assert {kind for row in HOLDING for kind in row["find"]} == set(BLOCKING)
    assert len(OTHERS) >= 200


def test_every_kind_that_blocks_has_its_detector_in_the_order_of_the_table():
    assert tuple(DETECTORS) == BLOCKING
    assert all(KINDS[kind].exact and all(KINDS[kind].said) for kind in BLOCKING)


def test_of_each_kind_it_finds_what_it_must(capsys):
    found = {kind: [blocked_in(row["text"]) in row["find"] for row in HOLDING if kind in row["find"]] for kind in KINDS}
    wrong = Counter(blocked_in(text) for text in CLEAN)
    recall = {kind: sum(hits) / len(hits) for kind, hits in found.items() if hits}
    with capsys.disabled():
        print("\nkind                       texts  recall  wrong in clean")  # noqa: T201 - the table is what is asked for
        for kind, share in recall.items():
            print(f"{kind:26} {len(found[kind]):5}  {share:6.3f}  {wrong[kind]:5}")  # noqa: T201
    assert {kind: share for kind, share in recall.items() if share < RECALL} == {}


def test_two_thousand_clean_texts_raise_no_alarm():
    assert len(set(CLEAN)) == len(CLEAN) >= 2000
    assert [text for text in CLEAN if blocked_in(text)] == []


def test_it_seldom_takes_for_one_what_was_made_to_look_like_one():
    wrong = [(row["text"], blocked_in(row["text"])) for row in OTHERS if blocked_in(row["text"])]
    assert len(wrong) / len(OTHERS) <= WRONG_OF_LOOKALIKES, wrong


def test_what_asks_for_so_many_digits_or_a_letter_misses_none_for_it():
    missed = [
        (row["text"], kind)
        for row in HOLDING
        for kind in row["find"]
        if DETECTORS[kind].find(row["text"]) and blocked_in(row["text"]) is None
    ]
    assert missed == []


def test_a_date_alone_is_not_looked_at_and_what_stands_beside_it_is():
    assert blocked_in("2026-12-07") is None
    assert blocked_in("2026-12-07, F32.1") == "icd"


@pytest.mark.parametrize(
    "scrap",
    ["1 ", "1-", "1 - ", "12345678 ", "F32 ", "1", "SV 1 ", "BG 1", "DE89 ", "A1", "1 mg", "0-", "5-470", "KVNR A1",
     "Steuer-ID 1 ", "2 Tabletten ", "N06AB", "abends "],
)  # fmt: skip
def test_no_text_keeps_it_busy(scrap):
    text = scrap * (60_000 // len(scrap))
    began = time.process_time()
    blocked_in(text)
    assert time.process_time() - began < 3
