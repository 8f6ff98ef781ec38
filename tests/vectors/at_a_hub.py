"""Judges of vectors that ask what a hub answers: its own code, over a store in memory."""

from datetime import datetime
from typing import Any

from keys.encoding import b64url, sha256
from tests.support.clock import FixedClock
from tests.support.hubs import CENTRE, Bench, Voice
from tests.support.office import Client, Office, TickingClock

Json = dict[str, Any]
CONTENT = b"any bytes"
TOO_MANY = 429


def verdict_by_us(vector: Json) -> Json:
    """Bring a referral where the vector says, withdraw where it says, and let the partner say its event."""
    given = vector["input"]
    bench = Bench(clock=FixedClock(datetime.fromisoformat(vector["at"])))
    voice: Voice = bench.under_way(*given["after"])
    version = voice.referral.version
    if given["withdrawn"]:
        bench.withdraw(voice.referral.consent)
    told = version if given["stale"] else voice.referral.version
    return {"verdict": voice.sends(voice.signed(given["event"], given["members"], version=told))}


def parking_by_us(vector: Json) -> Json:
    """Sign the events in the order of the thread, send them in another, and say what each was answered.

    A verdict is what is on record of the event then; of one that has to come again nothing is.
    """
    given = vector["input"]
    office = Office(longest=0.0, bench=Bench(clock=TickingClock(datetime.fromisoformat(vector["at"]))))
    voice: Voice = office.bench.under_way(*given["after"])
    pads = [{"pad": "A" * one["pad"]} if "pad" in one else {} for one in given["events"]]
    signed = [voice.signed(one["name"], one["members"] | pad) for one, pad in zip(given["events"], pads, strict=True)]
    jtis = [one.jti for one in voice.said[-len(signed) :]]
    answers = []
    for turn in given["order"]:
        office.bench.clock.advance(seconds=turn["wait_seconds"])
        answer = office.client().push(signed[turn["event"]])
        with office.bench.store.reading() as tx:
            kept = tx.inbox.get(CENTRE, jtis[turn["event"]])
        assert ("Retry-After" in answer.headers) == (answer.status_code == TOO_MANY)
        said = {"status": answer.status_code}
        answers.append(said | ({"verdict": kept.verdict} if kept else {}))
    return {"answers": answers}


def media_by_us(vector: Json) -> Json:
    """Send what the call takes under the types that the vector says; none is none, two are two."""
    given = vector["input"]
    office = Office(longest=0.0, bench=Bench(clock=TickingClock(datetime.fromisoformat(vector["at"]))))
    method, path = given["call"].replace("{sha256}", b64url(sha256(CONTENT))).split()
    client: Client = office.client()
    proof = client.headers(method, path)
    head = [*proof.items(), *(("Content-Type", one) for one in given["content_type"])]
    bodies = {"/sets/push": b'{"sets": {}}', "/sets/poll": b'{"returnImmediately": true}'}
    content = CONTENT if path.startswith("/blobs/") else bodies.get(path, b"{}")
    return {"status": office.send(method, path, headers=head, content=content).status_code}
