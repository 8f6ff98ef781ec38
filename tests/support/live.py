"""A real server on a real port, for what only shows over a socket."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import uvicorn
from starlette.types import ASGIApp


@contextmanager
def running(app: ASGIApp) -> Iterator[str]:
    """Serve the app on a free loopback port; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", access_log=False))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def all_at_once(attempt: Callable[[int], httpx.Response], *, times: int = 50) -> list[httpx.Response]:
    """Run the attempt in as many threads, all starting together."""
    gate = threading.Barrier(times)

    def one(number: int) -> httpx.Response:
        gate.wait()
        return attempt(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
