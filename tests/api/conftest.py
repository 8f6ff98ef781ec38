import pytest

from tests.support.office import Office


@pytest.fixture
def cases():
    return Office().cases()


@pytest.fixture
def draft(cases):
    cases.office.bench.a_consent()
    return cases.create()


@pytest.fixture
def office():
    return Office()


@pytest.fixture
def partner(office):
    return office.client()
