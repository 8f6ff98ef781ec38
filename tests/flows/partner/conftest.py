import pytest

from tests.flows.partner.receiver import Receiver, hooked
from tests.support.servers import serving


@pytest.fixture
def receiver():
    return Receiver()


@pytest.fixture
def server(receiver):
    with serving(receiver) as server:
        yield server


@pytest.fixture
def bench(server):
    return hooked(server)
