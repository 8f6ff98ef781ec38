"""Upload quota: how many bytes of files somebody may have put that nothing names yet.

A file is put before what names it: an event, a draft, a consent. Until then it only takes room, and what is still not
named a day later is swept away. So whoever puts files is counted, wherever they come in, until they are named or gone.
"""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from exchange.core.errors import Refusal
from exchange.core.said import Said

UPLOAD_KEPT = timedelta(hours=24)
"""A file that came in less long ago may still wait for whoever is to name it."""
_BLOCK = 4096


class UploadQuotaExceeded(Refusal):
    """Too many bytes of files lie here that nothing names."""

    code = "SENDER_UPLOAD_QUOTA_EXCEEDED"
    status = 429
    retryable = "same-ids"
    de = "Zu viele Daten liegen als Anlagen hier, die noch nichts nennt."
    fix_de = (
        "Senden Sie, was die abgelegten Anlagen nennt: dann zählen sie nicht mehr. Sonst werden sie einen Tag nach dem "
        "Ablegen vergessen. Der Betrieb kann die Grenze `upload_bytes` erhöhen."
    )
    fix_en = (
        "Send what names the attachments that were put: they do not count any more then. Otherwise they are forgotten "
        "a day after they were put. The operator can raise the limit `upload_bytes`."
    )

    def __init__(self, retry_after: int, *, most: int) -> None:
        super().__init__()
        self.retry_after = retry_after
        self.saying(form=Said(f"zusammen höchstens {most} Bytes", f"together at most {most} bytes"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that somebody puts: `who` is a partner, a client or a member of staff, by id; `size` in bytes."""

    id: str
    sha256: str
    who: str
    size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Unnamed:
    """What of one caller lies here unnamed: how many bytes together, and since when the oldest of it."""

    size: int = 0
    oldest: datetime | None = None


def on_disk(size: int) -> int:
    """How many bytes a file takes up: whole blocks, so that a million of one byte each do count."""
    return max(1, math.ceil(size / _BLOCK)) * _BLOCK


def raise_if_over(unnamed: Unnamed, size: int, *, most: int, at: datetime) -> None:
    """Refuse bytes of a caller of whom, with them, more than `most` would lie here.

    Raises:
        UploadQuotaExceeded: so it is. `retry_after` are the seconds until the oldest of what lies here is forgotten,
            were nothing to name it.
    """
    if unnamed.size + size <= most:
        return
    wait = (unnamed.oldest or at) + UPLOAD_KEPT - at
    raise UploadQuotaExceeded(max(1, math.ceil(wait.total_seconds())), most=most)
