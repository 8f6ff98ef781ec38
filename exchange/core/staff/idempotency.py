"""Idempotency: what a call was answered, kept so that a repeat is answered the same and does nothing again."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResponse:
    """An answer as it goes over the wire: ids, codes and times, nothing personal."""

    status: int
    headers: Mapping[str, str]
    body: bytes
