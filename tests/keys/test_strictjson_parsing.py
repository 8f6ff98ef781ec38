"""The published cases of "Parsing JSON is a minefield" against our reader."""

import base64
import json
from pathlib import Path

import pytest

from keys.errors import Malformed
from keys.strictjson import loads

FILE = Path(__file__).parents[1] / "vectors" / "json-parsing" / "cases.json"
CASES = {name: base64.b64decode(raw) for name, raw in json.loads(FILE.read_text()).items()}
STRICTER = {
    # Two readers could understand these differently (RFC 7493, sections 2.1 to 2.3), so none of ours reads them.
    "y_object_duplicated_key",
    "y_object_duplicated_key_and_value",
    # A number of more digits than any double needs.
    "y_number_double_close_to_zero",
}


def reads(raw):
    try:
        loads(raw)
    except Malformed:
        return False
    return True


def test_every_valid_document_is_read_but_for_those_two_readers_could_understand_differently():
    refused = {name for name, raw in CASES.items() if name.startswith("y_") and not reads(raw)}
    assert refused == STRICTER


def test_every_invalid_document_is_refused():
    assert [name for name, raw in CASES.items() if name.startswith("n_") and reads(raw)] == []


@pytest.mark.parametrize("name", sorted(name for name in CASES if name.startswith("i_")))
def test_where_the_standard_leaves_it_open_it_is_refused_or_read_as_everybody_reads_it(name):
    raw = CASES[name]
    assert not reads(raw) or loads(raw) == json.loads(raw)
