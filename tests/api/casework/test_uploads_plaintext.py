"""While a file is uploaded, and after it, its plaintext is in no file of the process."""

from contextlib import suppress
from pathlib import Path

from exchange.flows.casework.remind import return_uncollected
from tests.support.hubs import Bench, a_file
from tests.support.memory.blobs import MemoryBlobs

CANARY = b"erfundener-Befund-4711 "


class Watched(MemoryBlobs):
    """Looks at the open files whenever something is kept: what it is sealed from is open then."""

    def __init__(self) -> None:
        super().__init__()
        self.seen = []

    def put(self, name, source) -> None:
        self.seen.append([CANARY in one for one in opened()])
        super().put(name, source)


def opened():
    """What stands in every ordinary file that this process has open."""
    found = []
    for path in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if path.is_file():
                found.append(path.read_bytes())
    return found


def test_no_plaintext_lies_in_any_file_while_a_file_comes_in(cases, draft):
    seen = []

    async def pieces():
        yield b"%PDF-1.7 "
        for _ in range(40):
            yield CANARY * 1000
            seen.append([CANARY in one for one in opened()])

    assert cases.attach(draft, pieces()).status_code == 201
    assert any(map(len, seen))
    assert not any(map(any, seen))
    assert not any(CANARY in one for one in cases.office.bench.blobs.kept.values())


def test_no_plaintext_lies_in_any_file_while_a_file_is_sealed_anew():
    blobs = Watched()
    bench = Bench(blobs=blobs)
    bench.a_consent(days=1)
    first = bench.refer(files=[a_file(b"%PDF-1.7 " + CANARY * 10_000)])
    bench.clock.advance(days=1)
    return_uncollected(hub=bench.hub)
    bench.a_consent()
    blobs.seen.clear()
    bench.release(first)
    assert len(blobs.seen) == 1
    assert not any(map(any, blobs.seen))
