import pytest

from tests.support.places import SqlPlace


@pytest.fixture
def place(tmp_path):
    """Real SQLite files; each `open` of them is what another process, or the same one after a restart, would do."""
    place = SqlPlace.sqlite(tmp_path)
    yield place
    place.close()
