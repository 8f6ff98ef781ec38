"""Work that was undone because it stood in another's way is done again by the edge, a few times."""

import asyncio

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from exchange.core.rate_limit import Limits
from exchange.core.unavailable import Contended, DatabaseUnavailable
from exchange.edge.endpoint import unguarded
from exchange.edge.http.body import NO_BODY
from exchange.edge.http.rate_limits import RateLimits


async def nothing():
    return {"type": "http.request", "body": b"", "more_body": False}


class Work:
    """Fails so often, then is done; counts how often it was begun."""

    def __init__(self, *failures: Exception) -> None:
        self.failures, self.begun = list(failures), 0

    def __call__(self, _request, _raw):
        self.begun += 1
        if self.failures:
            raise self.failures.pop(0)
        return PlainTextResponse("done")

    def asked(self):
        state = {"rate_limits": RateLimits(Limits(), now=lambda: 0.0)}
        request = Request({"type": "http", "method": "GET", "path": "/", "headers": [], "state": state}, nothing)
        return asyncio.run(unguarded(self, media=NO_BODY, limit=0)(request)).body


def test_what_was_undone_twice_is_done_the_third_time():
    work = Work(Contended(), Contended())
    assert (work.asked(), work.begun) == (b"done", 3)


@pytest.mark.parametrize(("failures", "begun"), [([Contended()] * 3, 3), ([DatabaseUnavailable("busy")], 1)])
def test_after_that_or_for_another_reason_the_caller_is_told(failures, begun):
    work = Work(*failures)
    with pytest.raises(DatabaseUnavailable):
        work.asked()
    assert work.begun == begun
