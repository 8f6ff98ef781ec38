"""What the net is worth: how many forbidden numbers of a labelled set it finds, and how often it is wrong."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.core.consent import numbers
from exchange.core.consent.numbers import number_in

CORPUS = Path(__file__).parents[2] / "corpus" / "forbidden_text.jsonl"
ROWS = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
RECALL, FALSE_ALARMS = 0.98, 0.05
"""Of texts that hold a number at least this share is found, of the others at most this share is taken for one."""


def test_the_set_is_large_and_balanced():
    holding = [row for row in ROWS if row["find"]]
    assert len(ROWS) >= 400
    assert 0.35 < len(holding) / len(ROWS) < 0.65
    assert len({row["text"] for row in ROWS}) == len(ROWS)
    assert {kind for row in holding for kind in row["find"]} == {*numbers._NUMBERS, "icd"}


def test_it_finds_what_it_must():
    holding = [row for row in ROWS if row["find"]]
    missed = [row for row in holding if number_in(row["text"]) not in row["find"]]
    assert 1 - len(missed) / len(holding) >= RECALL, missed


def test_it_seldom_takes_something_else_for_one():
    others = [row for row in ROWS if not row["find"]]
    wrong = [(row, number_in(row["text"])) for row in others if number_in(row["text"])]
    assert len(wrong) / len(others) <= FALSE_ALARMS, wrong


SCRAPS = st.sampled_from(
    [*"0123456789AFgB ./-", "BG", "//", "ICD", "１", "９", "Ａ", "²", "٣", "\u200b", "\u00a0", "–", "F32", "12345", "𝟏"]
)


@settings(max_examples=1000)
@given(st.lists(SCRAPS, max_size=16).map("".join))
def test_the_first_quick_look_at_a_text_misses_nothing(text):
    plain = numbers._plain(text)
    known = next((kind for kind, found in numbers._NUMBERS.items() if found.search(plain)), None)
    assert number_in(text) == (
        known or ("icd" if any(numbers._is_icd(plain, one) for one in numbers._CODE.finditer(plain)) else None)
    )


@pytest.mark.parametrize("scrap", ["1 ", "1-", "1 - ", "12345678 ", "F32 ", "1", "SV 1 ", "BG 1"])
def test_no_text_keeps_it_busy(scrap):
    text = scrap * (60_000 // len(scrap))
    began = time.process_time()
    number_in(text)
    assert time.process_time() - began < 3
