import pytest

from tests.support.places import SqlPlace


@pytest.fixture
def place(tmp_path):
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request):
    """The same on each database there is, and on one of the test's own."""
    if request.param == "sqlite":
        place = SqlPlace.sqlite(request.getfixturevalue("tmp_path"))
    else:
        place = SqlPlace.new_postgresql(request.getfixturevalue("cluster"))
    yield place
    place.close()
