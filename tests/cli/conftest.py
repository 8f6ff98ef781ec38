import pytest

from tests.cli.by_hand import set_up


@pytest.fixture(scope="session")
def hand(tmp_path_factory):
    hand = set_up(tmp_path_factory.mktemp("by-hand"))
    yield hand
    hand.stop.set()
