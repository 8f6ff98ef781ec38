"""Transaction retry: sync work in a thread, done again where the database undid it, as it stood in another's way."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

from exchange.core.unavailable import Contended

Answer = TypeVar("Answer")
Given = ParamSpec("Given")
_TRIES = 3


def again(work: Callable[Given, Answer], *given: Given.args, **more: Given.kwargs) -> Answer:
    """Do sync work, a few times if need be.

    Raises:
        Contended: it stood in another's way every time.
    """
    for _ in range(_TRIES - 1):
        try:
            return work(*given, **more)
        except Contended:
            continue
    return work(*given, **more)


async def run_again(work: Callable[Given, Answer], *given: Given.args, **more: Given.kwargs) -> Answer:
    """Do what `again` does, in a thread."""
    return await run_in_threadpool(lambda: again(work, *given, **more))
