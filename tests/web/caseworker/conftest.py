import pytest

from tests.support.site import Site


@pytest.fixture
def site():
    return Site()
