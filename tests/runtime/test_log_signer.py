"""The log signer signs what has grown, and alarms once about what keeps it from it."""

import pytest

from exchange.runtime.log_signer import LogSigner
from tests.support.evidence import Logged


@pytest.fixture
def log(tmp_path):
    return Logged(tmp_path / "log")


def test_the_notary_signs_what_has_grown_and_alarms_once_what_keeps_it_from_it(log, caplog):
    log.grows_to(50)
    notary = LogSigner(log.hub, published=log.book)
    assert (notary.once(), notary.once(), log.checkpoint().size) == (True, False, 50)
    (log.folder / "1" / "checkpoint").unlink()
    assert [notary.once(), notary.once()] == [False, False]
    assert [record.error for record in caplog.records] == ["HUB_LOG_DAMAGED"]
