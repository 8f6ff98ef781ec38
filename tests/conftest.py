"""How property tests run: bounded here and in CI, longer with `make soak`; never judged by a shared machine's clock."""

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

from tests.support.argon import ask_once
from tests.support.canaries import no_canary_in_what_processes_write, pytest_runtest_teardown
from tests.support.cluster import Cluster, binaries
from tests.support.slowest import pytest_runtest_logreport, pytest_terminal_summary

__all__ = [
    "no_canary_in_what_processes_write",
    "pytest_runtest_logreport",
    "pytest_runtest_teardown",
    "pytest_terminal_summary",
]

ask_once()
SOAK = os.environ.get("GELEIT_SOAK") == "1"
settings.register_profile("usual", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "soak", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=5000, print_blob=True
)
settings.load_profile("soak" if SOAK else "usual")


@pytest.fixture(scope="session")
def cluster():
    """One PostgreSQL for all tests of this process. Where there is none they are skipped, but never in CI."""
    bin_ = binaries()
    if bin_ is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("PostgreSQL is not installed; on Debian: apt-get install postgresql")
    cluster = Cluster(bin_)
    yield cluster
    cluster.remove()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Give each test a name of its own: of those that share one, only one runs where processes share the work."""
    for item in items:
        # Schemathesis names its tests after their calls, and pytest 9.2 leaves that out of the id.
        label = getattr(item, "operation_label", None)
        if label and item.id.params is None:
            item._id = item.id.with_params(label)
    _begin_with_what_takes_long(items)
    twice = [name for name, times in Counter(item.nodeid for item in items).items() if times > 1]
    if twice:
        raise pytest.UsageError(f"{len(twice)} names belong to several tests, the first is {twice[0]}")


def _begin_with_what_takes_long(items):
    """Order files by the longest time one of their tests is given: what is begun last would run on alone."""
    longest = Counter()
    for item in items:
        mark = item.get_closest_marker("timeout")
        longest[item.path] = max(longest[item.path], mark.args[0] if mark else 0)
    items.sort(key=lambda item: -longest[item.path])
