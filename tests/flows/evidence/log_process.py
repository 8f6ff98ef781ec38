"""A process that appends to a log and signs it: `python -m tests.flows.evidence.log_process MAIN KEYS FOLDER JWK`."""

import json
import sys
from pathlib import Path

from exchange.core.evidence.entry import EntryType
from exchange.core.policy import Policy
from exchange.flows.append_entry import append_entry
from exchange.flows.evidence.checkpoint import advance
from exchange.flows.evidence.sequence import place_waiting
from exchange.ports.hub import Hub
from exchange.storage.database.engine import open_database
from exchange.storage.database.person_keys import PersonKeys
from exchange.storage.database.rows import RowKeys
from exchange.storage.files.blobs import FileBlobs
from exchange.storage.files.published_log import FilePublishedLog
from exchange.storage.store import SqlStore
from exchange.world import SystemClock, SystemEntropy
from keys.jwk import PrivateKey, Purpose
from keys.ring import Ring
from tests.support.places import DATA_KEY, INDEX_KEY, ROW_KEY

ORIGIN = "https://hub.jobcenter.example"
LEAVES, SIGN_EVERY = 30, 5


def a_hub(main: str, keys: str, folder: Path, jwk: str) -> Hub:
    person_keys = PersonKeys(open_database(keys), data_key=DATA_KEY)
    row_keys = RowKeys(key=ROW_KEY, person_keys=person_keys, now=SystemClock().now)
    store = SqlStore(open_database(main), row_keys=row_keys, index_key=INDEX_KEY)
    ring = Ring([PrivateKey.from_jwk(json.loads(jwk), purpose=Purpose.LOG)])
    return Hub(
        origin=ORIGIN, demo=False, policy=Policy(), store=store, blobs=FileBlobs(folder / "blobs"), clock=SystemClock(),
        entropy=SystemEntropy(), rings=lambda: ring,
    )  # fmt: skip


def main() -> None:
    folder = Path(sys.argv[3])
    hub, book = a_hub(sys.argv[1], sys.argv[2], folder, sys.argv[4]), FilePublishedLog(folder)
    for number in range(LEAVES):
        with hub.store.transaction() as tx:
            append_entry(tx, EntryType.DELIVERY, {"jti": str(number)}, hub=hub, at=hub.clock.now())
        if number % SIGN_EVERY == 0:
            place_waiting(hub=hub)
            advance(published=book, hub=hub)


if __name__ == "__main__":
    main()
