"""Structured logging with an allow-list: JSON lines on stdout, or text on a terminal.

The operational log: no personal data can enter it by accident.

A line holds an event's name and fields from a list, each of a form that leaves no room for a name, a text or an
address of a person. What is not on the list is dropped; what is not of the form is written as `?`. The event's name
is the literal first argument of the logging call: its other arguments are never put into it, and no traceback is
written, for both may hold anything.
"""

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TextIO

Fits = Callable[[object], bool]
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OURS = ("exchange", "keys", "schemas", "adapters")
_EVENT = re.compile(r"[a-z][a-z -]{0,40}")


def _text(pattern: str) -> Fits:
    whole = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and whole.fullmatch(value) is not None


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_CODE = _text(r"[a-z][a-z0-9-]{0,40}|[A-Z][A-Z0-9_]{0,60}")
_ADDRESS = _text(r"[0-9a-f.:]{2,45}:[0-9]{1,5}")
FIELDS: Mapping[str, Fits] = {
    "trace": _text(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}"),
    "method": lambda value: isinstance(value, str) and value in METHODS,
    # A template of ours, never the address that was asked for.
    "route": _text(r"(?:/[a-z0-9._-]*|/\{[a-z0-9_]+(?::path)?\})+"),
    "status": _number,
    "seconds": _number,
    "count": _number,
    "state": _CODE,
    "code": _CODE,
    "error": _text(r"[A-Za-z_][A-Za-z0-9_]{0,60}"),
    "partner": _text(r"https?://[a-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:/[a-z0-9._-]{1,64})*"),
    "listen": _ADDRESS,
    "metrics": _ADDRESS,
}
"""Every field a line may have besides `at`, `level`, `logger` and `event`, and what its value must be like."""


class AllowList(logging.Formatter):
    """Writes what `FIELDS` allows of a record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line."""
        at = datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")
        return self.write({"at": at, "level": record.levelname.lower(), "logger": record.name} | _allowed(record))

    def write(self, line: Mapping[str, object]) -> str:
        """Put a line into words."""
        return json.dumps(line)


class Readable(AllowList):
    """The same for people at a terminal."""

    def write(self, line: Mapping[str, object]) -> str:
        """Put a line into words."""
        rest = " ".join(f"{name}={value}" for name, value in line.items() if name not in {"at", "level", "logger"})
        return f"{str(line['at'])[11:23]} {line['level']:7} {rest or line['logger']}"


def start_logging(stream: TextIO | None = None) -> None:
    """Send every logger's lines through the allow-list, once per process; to stdout where no stream is given."""
    out = stream or sys.stdout
    handler = logging.StreamHandler(out)
    handler.setFormatter(Readable() if out.isatty() else AllowList())
    root = logging.getLogger()
    for logger in _loggers():
        # Some libraries bring one of their own (pyasn1 to stderr), and it would write past the allow-list.
        logger.handlers.clear()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for noisy in ("httpx", "httpcore", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # It warns of every request that is no HTTP: whoever sends those must not fill the disk.
    logging.getLogger("uvicorn").setLevel(logging.ERROR)
    # Python would otherwise show records, warnings and tracebacks on stderr, with the values in them.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    threading.excepthook = _thread_ended
    sys.unraisablehook = _unraisable


def handlers() -> Mapping[str, bool]:
    """Every handler of this process's loggers by its class, and whether it writes what the allow-list lets through."""
    found = [one for logger in _loggers() for one in logger.handlers]
    # One that writes nothing is what a library leaves behind so that it is not asked where its lines go.
    writing = [one for one in found if not isinstance(one, logging.NullHandler)]
    names = {type(one).__name__ for one in writing}
    return {
        name: all(isinstance(one.formatter, AllowList) for one in writing if type(one).__name__ == name)
        for name in sorted(names)
    }


def _loggers() -> Iterator[logging.Logger]:
    """Every logger there is in this process, the root first."""
    yield logging.getLogger()
    yield from (one for one in list(logging.root.manager.loggerDict.values()) if isinstance(one, logging.Logger))


def _allowed(record: logging.LogRecord) -> dict[str, object]:
    carried = vars(record)
    line: dict[str, object] = {}
    if record.name.startswith(OURS):
        line["event"] = record.msg if isinstance(record.msg, str) and _EVENT.fullmatch(record.msg) else "?"
    for name, fits in FIELDS.items():
        if name in carried:
            line[name] = carried[name] if fits(carried[name]) else "?"
    return line


def _thread_ended(ended: threading.ExceptHookArgs) -> None:
    logging.getLogger(__name__).error("thread ended", extra={"error": ended.exc_type.__name__})


def _unraisable(lost: "sys.UnraisableHookArgs") -> None:
    logging.getLogger(__name__).error("error lost", extra={"error": lost.exc_type.__name__})
