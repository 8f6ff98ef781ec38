"""Digests, and JSON read strictly. Numbers in brackets are sections of SPEC.md: [1.4] [1.5]."""

import base64
import hashlib
import json
import math
import re
import secrets
import time
import uuid
from datetime import datetime
from typing import Any, NoReturn

Json = dict[str, Any]

INSTANT = re.compile(r"[0-9-]{10}T[0-9]{2}:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class No(Exception):
    """Refused, with a code."""

    @property
    def code(self) -> str:
        return str(self.args[0])


def check(holds: object, code: str) -> None:
    if not holds:
        raise No(code)


# JSON and digests, [1.4] and [1.5].


def b64u(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64u(text: str) -> bytes:
    check(re.fullmatch(r"[A-Za-z0-9_-]*", text) and len(text) % 4 != 1, "malformed")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    check(b64u(raw) == text, "malformed")
    return raw


def digest(octets: str | bytes) -> str:
    return b64u(hashlib.sha256(octets.encode() if isinstance(octets, str) else octets).digest())


def strict(raw: bytes | str) -> Any:
    def no(_: str) -> NoReturn:
        raise No("malformed")

    def members(pairs: list[tuple[str, Any]]) -> Json:
        check(len({name for name, _ in pairs}) == len(pairs), "malformed")
        return dict(pairs)

    def whole(digits: str) -> int:
        check(len(digits) < 20 and abs(int(digits)) < 2**53, "malformed")
        return int(digits)

    def real(digits: str) -> float:
        check(math.isfinite(float(digits)), "malformed")
        return float(digits)

    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        value = json.loads(text, object_pairs_hook=members, parse_constant=no, parse_int=whole, parse_float=real)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise No("malformed") from error
    check(depth(value) <= 16, "malformed")
    return value


def depth(value: object) -> int:
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inside is None else 1 + max(map(depth, inside), default=0)


def instant(text: object) -> float:
    check(isinstance(text, str) and INSTANT.fullmatch(text), "malformed")
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise No("malformed") from error
    return at.timestamp()


def closed(value: object, members: set[str], *, maybe: set[str] | None = None) -> Json:
    check(isinstance(value, dict) and members <= set(value) <= members | (maybe or set()), "malformed")
    return dict(value) if isinstance(value, dict) else {}


def is_number(value: object, least: int = 0) -> bool:
    return type(value) is int and value >= least


def is_uuid(value: object) -> bool:
    return isinstance(value, str) and bool(UUID.fullmatch(value))


def is_bytes(value: object, count: int) -> bool:
    return isinstance(value, str) and len(value) == -(-count * 4 // 3) and bool(re.fullmatch("[A-Za-z0-9_-]+", value))


# [3] [4] The partner itself.


def new_id() -> str:
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
    return str(uuid.UUID(bytes=bytes(raw)))
