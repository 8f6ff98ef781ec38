"""Makes the test vectors of schemas/SPEC.md, and writes their examples into it.

    python -m tests.vectors.make --new      only those that are not there yet
    python -m tests.vectors.make

Keys, clock and chance are fixed, and the keys are for tests only. ECDSA and sealing draw their own randomness, so the
objects made differ from run to run; what they say does not. That is why they are checked in.
"""

import json
import re
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from exchange.core.errors import ConsentEnded
from exchange.core.ids import show_instant
from exchange.core.vocabulary import PartnerKind
from keys import jwk
from tests.vectors.answers import answers
from tests.vectors.events import bad_events, configurations, good_events, tokens
from tests.vectors.forge import (
    AT,
    FOLDER,
    HUB,
    HUB_KEYS,
    LINES,
    LONGEST_SHOWN,
    PARTNER,
    PARTNER_KEYS,
    SPEC,
    Json,
    Vector,
    jwks,
    load,
    write,
)
from tests.vectors.hooks import hooks
from tests.vectors.parcels import attachments, bad_packets, bad_seals, bad_transfers, good_parcels
from tests.vectors.receipts import receipts
from tests.vectors.sealed_parts import sealed_parts


def key_file() -> Json:
    def holder(entity: str, keys: dict[str, list[jwk.PrivateKey]], **more: object) -> Json:
        public = {name: jwks(some) for name, some in keys.items()}
        private = {name: [one.to_jwk() for one in some] for name, some in keys.items()}
        return {"entity": entity, **more, "jwks": public, "private": private}

    kind = PartnerKind.EMPLOYMENT_SUPPORT.value
    partner = holder(PARTNER, PARTNER_KEYS, kind=kind, bound_by_203=False, service_lines=LINES)
    hub = holder(HUB, HUB_KEYS, federation_pin=HUB_KEYS["federation"][0].kid)
    return {
        "what": "Keys of one hub and one partner. For tests only, and known to everybody.",
        "hub": hub,
        "partner": partner,
    }


PUSHED = ("event-received", "event-accepted")


def http_file() -> Json:
    """What is said over HTTP, as far as no other vector says it."""
    offered = load("event-packet-available")
    parcel = load("packet-hybrid")["input"]
    ended = ConsentEnded()
    problem = {
        "type": f"{HUB}/problems/{ended.code.lower()}", "title": ended.en, "detail": ended.fix_en,
        "status": ended.status, "code": ended.code, "retryable": ended.retryable,
        "trace": "01936f3e-8c00-7a1b-8000-0242ac120002",
    }  # fmt: skip
    state = {
        "referral": offered["claims"]["sub_id"]["id"], "state": "accepted", "version": 1,
        "allowed": ["waitlisted", "scheduled", "in-service", "external", "ended-early"], "seq": 3,
        "deadline": show_instant(AT + timedelta(days=28)), "deadline_reason": "appointment",
    }  # fmt: skip
    return {
        "what": "Bodies of requests and answers.",
        "poll": {
            "request": {"maxEvents": 20, "returnImmediately": False, "ack": [load("event-withdrawn")["claims"]["jti"]]},
            "response": {"sets": {offered["claims"]["jti"]: offered["input"]["set"]}, "moreAvailable": True},
        },
        "poll_parcels": {
            "request": {"maxEvents": 50, "include": "parcels"},
            "response": {
                "sets": {offered["claims"]["jti"]: offered["input"]["set"]},
                "parcels": {parcel["packet_id"]: json.loads(parcel["parcel"])},
                "parcelErrs": {offered["claims"]["sub_id"]["id"]: {"status": ended.status, "code": ended.code}},
            },
        },
        "push_several": {
            "request": {"sets": {one["claims"]["jti"]: one["input"]["set"] for one in map(load, PUSHED)}},
            "response": {
                "ack": [load(PUSHED[0])["claims"]["jti"]],
                "setErrs": {
                    load(PUSHED[1])["claims"]["jti"]: {"err": "invalid_audience", "description": "aud is not this hub"}
                },
            },
        },
        "push_error": {"response": {"err": "invalid_audience", "description": "aud is not this hub"}},
        "referral": {"response": state},
        "problem": {"response": problem},
    }


def vectors() -> Iterable[Vector]:
    for make in (
        good_parcels, bad_transfers, bad_seals, bad_packets, attachments, good_events, bad_events, tokens,
        configurations, hooks, answers, receipts, sealed_parts,
    ):  # fmt: skip
        yield from make()


# The examples of SPEC.md.

WIDTH = 118
MARK = re.compile(r"<!-- vector: ([a-z0-9-]+)#(\S+) -->\n```json\n(.*?)```", re.DOTALL)


def abridged(value: Any) -> Any:
    """Cut every long text, as the examples show it."""
    if isinstance(value, dict):
        return {name: abridged(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [abridged(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST_SHOWN and " " not in value and ":" not in value:
        return value[:LONGEST_SHOWN] + "…"
    return value


def example(name: str, pointer: str) -> Any:
    """What an example shows: the place of a vector, abridged."""
    place: Any = load(name)
    for token in pointer.split("/")[1:]:
        place = place[int(token)] if isinstance(place, list) else place[token]
    return abridged(place)


def written(value: Any, *, indent: int = 0) -> str:
    """Write JSON with as much on a line as fits."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent < WIDTH or not isinstance(value, dict | list) or not value:
        return flat
    start, end = ("{", "}") if isinstance(value, dict) else ("[", "]")
    named = value.items() if isinstance(value, dict) else (("", one) for one in value)
    parts = [(f"{json.dumps(name)}: " if name else "") + written(one, indent=indent + 2) for name, one in named]
    lines = [parts[0]]
    for part in parts[1:]:
        together = f"{lines[-1]}, {part}"
        if "\n" in together or len(together) + indent + 2 >= WIDTH:
            lines.append(part)
        else:
            lines[-1] = together
    inside = " " * (indent + 2)
    return f"{start}\n" + ",\n".join(inside + line for line in lines) + f"\n{' ' * indent}{end}"


def examples_in(text: str) -> str:
    """SPEC.md with its examples written anew."""
    return MARK.sub(lambda m: f"<!-- vector: {m[1]}#{m[2]} -->\n```json\n{written(example(m[1], m[2]))}\n```", text)


def main(*, only_new: bool) -> None:
    FOLDER.mkdir(exist_ok=True)
    kept = {old.stem for old in FOLDER.glob("*.json")} if only_new else set()
    for old in FOLDER.glob("*.json"):
        if old.stem not in kept:
            old.unlink()
    write("keys", key_file())
    for vector in vectors():
        if vector.name not in kept:
            vector.write()
    write("http", http_file())
    SPEC.write_text(examples_in(SPEC.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(only_new=sys.argv[1:] == ["--new"])
