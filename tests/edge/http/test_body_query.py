"""A parameter of the query stands there once."""

import pytest
from starlette.requests import Request

from exchange.core.errors import Malformed
from exchange.edge.http.body import read_once


def asked(query):
    return Request({"type": "http", "query_string": query, "headers": []})


def test_a_parameter_is_read_or_what_is_usual_stands_for_it():
    assert read_once(asked(b"limit=7"), "limit") == "7"
    assert read_once(asked(b"other=7"), "limit", usual="50") == "50"


@pytest.mark.parametrize("query", [b"limit=1&limit=2", b"limit=1&limit=1", b"limit&limit=1"])
def test_a_parameter_that_stands_there_twice_is_refused(query):
    with pytest.raises(Malformed) as refused:
        read_once(asked(query), "limit")
    assert refused.value.pointer == "/limit"
