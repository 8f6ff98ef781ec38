"""Two processes that answer and two that deliver, all on one PostgreSQL, and callers who notice nothing of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from exchange.core.vocabulary import Delivery
from exchange.flows.evidence.verify import verify_log
from tests.bench.ground import Layout, served
from tests.bench.loop import Worker
from tests.conftest import SOAK

EACH = 50 if SOAK else 4
PARTNERS = 2


@pytest.fixture
def hub(cluster, tmp_path):
    """A hub whose processes answer or deliver, none both."""
    layout = Layout(database=cluster.database(), person_keys=cluster.database(), answering=2, delivering=2)
    with served(tmp_path, partners=PARTNERS, layout=layout) as made:
        yield made


def go(worker, number):
    for turn in range(EACH):
        worker.consent(f"P-{number}-{turn}")
        worker.once(f"P-{number}-{turn}")


def test_every_referral_arrives_once_whichever_process_answers_or_delivers(hub):
    workers = [Worker(hub, recipient) for recipient in hub.recipients]
    with ThreadPoolExecutor(PARTNERS) as pool:
        for done in [pool.submit(go, worker, number) for number, worker in enumerate(workers)]:
            done.result()
    with hub.hub.store.reading() as tx:
        referrals = tx.referrals.page(states=(), after="", limit=1000)
        assert {one.delivery for one in referrals} == {Delivery.RECEIVED}
        assert len(referrals) == tx.ledger.count() == PARTNERS * EACH
    report = verify_log(hub=hub.hub)
    assert (report.findings, report.disclosures) == ((), PARTNERS * EACH)
