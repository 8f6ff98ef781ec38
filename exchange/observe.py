"""The operational log: JSON lines on stderr, and only fields from a list. No personal data can enter it by accident."""

import json
import logging
import sys
from datetime import UTC, datetime

ALLOWED = frozenset({"event", "trace", "method", "route", "status", "seconds", "state", "count", "error", "partner"})
"""Every field a line may have besides `at`, `level` and `logger`. Values are codes, numbers, ids of organisations."""


class AllowList(logging.Formatter):
    """Writes the allowed fields of a record; everything else a record carries is dropped, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        fields = {name: getattr(record, name) for name in sorted(ALLOWED) if hasattr(record, name)}
        own = record.name.startswith(("exchange", "keys", "schemas", "adapters"))
        return json.dumps(line | fields | ({"event": record.getMessage()} if own and "event" not in fields else {}))


def start_logging() -> None:
    """Send every logger's lines through the allow-list, once per process."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AllowList())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore", "uvicorn", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
