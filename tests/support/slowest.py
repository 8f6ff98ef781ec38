"""The files that take longest: where the time of a whole run goes, and so where a test has to become leaner."""

import os
from collections import Counter

MANY = 20
_seconds: Counter[str] = Counter()


def pytest_runtest_logreport(report):
    """Add up set-up, call and teardown of every test of a file; where several processes run them, in the first."""
    _seconds[report.nodeid.partition("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter):
    """Say it where the whole is run, in CI; beside a single file it would be noise."""
    if os.environ.get("CI") != "true":
        return
    terminalreporter.section(f"{MANY} slowest files, of {sum(_seconds.values()):.0f} s")
    for name, seconds in _seconds.most_common(MANY):
        terminalreporter.write_line(f"{seconds:7.1f} s  {name}")
