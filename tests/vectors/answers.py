"""What SPEC.md left open: which refusal comes first, what a second means, what a body is called, who is receipted."""

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

from exchange.core.vocabulary import PacketKind
from keys.objects import EVENT
from tests.vectors.events import Thread, only, token_request
from tests.vectors.forge import (
    AT,
    OTHER,
    Change,
    Json,
    Parcel,
    Vector,
    at,
    header_of,
    jws,
    load,
    new_id,
    packet,
    readable,
)

LEAP = "2026-12-31T23:59:60.000Z"
FORM, JSON, SET = "application/x-www-form-urlencoded", "application/json", "application/secevent+jwt"


def answers() -> Iterable[Vector]:
    """All of them."""
    of_packets = (form_and_audience, clauses_of_one_id, seconds, receipt_of_an_answer)
    for make in (*of_packets, scopes, verdicts, parkings, media_types):
        yield from make()


def both(*changes: Change) -> Change:
    def change(document: Json) -> None:
        for one in changes:
            one(document)

    return change


def form_and_audience() -> Iterable[Vector]:
    """Two things are wrong at once: whom it is for, and its form."""
    wrong = both(at("aud", value=OTHER), at("nonce", value="x"))
    yield Parcel(claims=wrong).vector(
        "packet-aud-before-form", "For somebody else, with an unknown claim", "wrong-audience"
    )
    no_aud = both(lambda claims: claims.pop("aud"), at("rx", "kind", value="reply"))
    yield Parcel(claims=no_aud).vector("packet-aud-missing", "For nobody", "malformed")
    yield Parcel(transfer_claims=wrong).vector(
        "transfer-form-before-aud", "A token for somebody else, with an unknown claim", "malformed"
    )
    for side, name in (("partner", "received"), ("hub", "withdrawn")):
        thread = Thread(side, Parcel())
        claims = deepcopy(thread.claims(name))
        both(at("aud", value=OTHER), lambda c: only(c).pop("jwe_sha256"))(claims)
        compact = jws(claims, header=header_of(EVENT, thread.signer), signer=thread.signer)
        what = "For somebody else, without `jwe_sha256`"
        yield thread.vector(f"{side}-form-before-aud", what, compact, "invalid_request")


def clauses_of_one_id() -> Iterable[Vector]:
    def twin(name: str, value: object) -> Change:
        def change(claims: Json) -> None:
            clauses = claims["rx"]["consent"]["clauses"]
            clauses.append(clauses[1] | {name: value})

        return change

    for label, what, change in (
        ("wider", "one of them with more categories", twin("categories", ["attachment", "referral.core"])),
        ("unused", "one of them for the way back", twin("direction", "back")),
    ):
        said = f"Two different clauses of one id, {what}"
        yield Parcel(claims=change).vector(f"manifest-clause-twice-{label}", said, "manifest-incomplete")
    ended = both(twin("direction", "back"), at("rx", "consent", "valid_until", value="2026-12-01T10:00:00.000Z"))
    what = "Two clauses of one id in a consent that has ended"
    yield Parcel(claims=ended).vector("manifest-clause-twice-ended", what, "consent-ended")


def seconds() -> Iterable[Vector]:
    """Times nobody can count with, and an end that is a clause's."""
    for label, what, change in (
        ("leap-second", "A consent that ends in a leap second", at("rx", "consent", "valid_until", value=LEAP)),
        ("leap-clause", "A clause that ends in one", at("rx", "consent", "clauses", 1, "valid_until", value=LEAP)),
        ("basic-time", "ISO 8601 that is not RFC 3339", at("rx", "reply", "until", value="20261222T100000Z")),
        ("week-date", "A week date", at("rx", "consent", "valid_until", value="2027-W09-1T10:00:00.000Z")),
        ("time-without-seconds", "A time without seconds", at("rx", "reply", "until", value="2026-12-22T10:00Z")),
    ):
        yield Parcel(claims=change).vector(f"packet-{label}", what, "malformed")
    ends = AT + timedelta(days=5)
    made = Parcel(packet=replace(packet(until=ends), ends_early=ends))
    yield readable(made, "packet-exp-of-clause", "`exp` is where the clauses end, before 21 days are over")
    late = at("exp", value=int(AT.timestamp()) + 21 * 86400 + 1)
    yield Parcel(claims=late).vector("packet-exp-late", "`exp` one second after 21 days", "malformed")


def receipt_of_an_answer() -> Iterable[Vector]:
    before = load("event-scheduled")
    asked = replace(packet(), kind=PacketKind.ANSWER, version=2, referral=before["claims"]["txn"], in_reply_to=new_id())
    made = Parcel(packet=asked)
    yield readable(made, "packet-answer", "The answer to a question")
    thread = Thread("partner", made)
    thread.seq, thread.prev = only(before["claims"])["seq"], before["signing_sha256"]
    said = thread.claims("received")
    only(said)["version"] = asked.version
    yield thread.good("received-of-answer", "The technical receipt of an answer, in the thread of its referral", said)


def scopes() -> Iterable[Vector]:
    yield token_request("scope", "A scope of a partner", None, scope="referral.receive")
    yield token_request("scope-witness", "The scope of those who watch the log", "invalid_scope", scope="hub.witness")
    both_scopes = "referral.receive hub.witness"
    yield token_request("scope-among", "The same beside one of a partner", "invalid_scope", scope=both_scopes)


def verdicts() -> Iterable[Vector]:
    """A partner's step in a state, and what the hub says to it, also after a withdrawal."""
    reached: dict[str, list[str]] = {
        "sent": [],
        "under-review": ["under-review"],
        "accepted": ["under-review", "accepted"],
        "on-hold": ["under-review", "accepted", "scheduled", "in-service", "on-hold"],
    }

    def one(label: str, what: str, name: str, verdict: str, *, state: str, how: str = "", **members: Any) -> Vector:
        given = {"after": reached[state], "withdrawn": how != "", "stale": how == "stale", "event": name}
        given |= {"members": members}
        return Vector(name=f"verdict-{label}", what=what, kind="verdict", input=given, expect={"verdict": verdict})

    yield one("no-reason", "A reason the form asks for is missing", "declined", "malformed", state="under-review")
    yield one("no-reason-on-hold", "The same in another step", "on-hold", "malformed", state="on-hold")
    yield one("reason-missing", "A reason that only leaving `on-hold` asks for", "in-service", "reason-missing",
              state="on-hold")  # fmt: skip
    yield one("reason-given", "It is there", "in-service", "accepted", state="on-hold", reason="illness")
    yield one("reason-unknown", "A reason nobody asks for here", "scheduled", "reason-unknown", state="accepted",
              reason="illness", appointment="2026-12-20T10:00:00.000Z")  # fmt: skip
    yield one("reason-of-another-list", "A reason of another list", "declined", "malformed", state="under-review",
              reason="illness")  # fmt: skip
    yield one("leap-second", "An appointment in a leap second", "scheduled", "malformed", state="accepted",
              appointment=LEAP)  # fmt: skip
    yield one("withdrawn-step", "A step after the withdrawal", "accepted", "clause:missing", state="under-review",
              how="withdrawn")  # fmt: skip
    yield one("withdrawn-form", "One whose form is wrong as well", "declined", "malformed", state="under-review",
              how="withdrawn")  # fmt: skip
    yield one("withdrawn-text", "A diagnosis where a law belongs", "withdrawal-answered", "malformed",
              state="accepted", how="withdrawn", result="kept", law="F32.1")  # fmt: skip
    yield one("withdrawn-no-consent-asked", "A step that needs no consent", "cancelled", "terminal",
              state="accepted", how="withdrawn")  # fmt: skip
    yield one("withdrawn-stale", "The same with the version of before", "cancelled", "stale-version",
              state="accepted", how="stale")  # fmt: skip
    yield one("withdrawn-question", "A question after the withdrawal", "question", "clause:missing", state="accepted",
              how="withdrawn", text="Welche Sprache?", categories=["person.contact"])  # fmt: skip
    feedback = {"schema": "urn:geleit:schema:feedback:1", "data": {}, "manifest": [], "attachments": []}
    yield one("withdrawn-feedback", "Feedback after the withdrawal", "feedback", "terminal", state="accepted",
              how="withdrawn", **feedback)  # fmt: skip
    yield one("withdrawn-answered", "The answer to the stop signal", "withdrawal-answered", "accepted",
              state="accepted", how="withdrawn", result="deleted")  # fmt: skip
    yield one("withdrawn-no-law", "The law is missing", "withdrawal-answered", "malformed", state="accepted",
              how="withdrawn", result="kept")  # fmt: skip
    yield one("withdrawn-blank-law", "The law is blank", "withdrawal-answered", "malformed", state="accepted",
              how="withdrawn", result="kept", law=" ")  # fmt: skip


def parkings() -> Iterable[Vector]:
    """What comes before its turn: it waits, within limits, and beyond them it has to come again."""
    parked, accepted, malformed = ({"status": 202, "verdict": one} for one in ("parked", "accepted", "malformed"))
    full = {"status": 429}

    def one(label: str, what: str, events: list[Json], said: list[tuple[int, int, Json]]) -> Vector:
        given = {
            "after": ["under-review"],
            "events": events,
            "order": [{"event": number, "wait_seconds": wait} for number, wait, _ in said],
        }
        answered = {"answers": [answer for _, _, answer in said]}
        return Vector(name=f"parking-{label}", what=what, kind="parking", input=given, expect=answered)

    def event(name: str, pad: int = 0, **members: Any) -> Json:
        return {"name": name, "members": members} | ({"pad": pad} if pad else {})

    gone, hour = event("erased"), 3600
    yield one("gap", "An event before its turn, twice, then the one that was missing", [gone, event("accepted")],
              [(1, 0, parked), (1, 0, parked), (0, 0, accepted), (1, 0, accepted)])  # fmt: skip
    yield one("malformed", "One of another form is refused at once, and its number is spent when its turn comes",
              [gone, event("declined"), event("accepted")],
              [(1, 0, malformed), (2, 0, parked), (0, 0, accepted), (2, 0, accepted)])  # fmt: skip
    yield one("twenty", "Twenty wait, and one more has to come again; what was missing is taken all the same",
              [gone] * 22, [*((number, 0, parked) for number in range(1, 21)), (21, 0, full), (21, 0, full),
                            (0, 0, accepted), (21, 0, accepted)])  # fmt: skip
    large = event("accepted", pad=60_000)
    yield one("size", "Three of 80 KB wait, and with a fourth it were more than 256 KiB", [gone, *[large] * 4],
              [(1, 0, parked), (2, 0, parked), (3, 0, parked), (4, 0, full), (0, 0, accepted)])  # fmt: skip
    yield one("old", "Nothing new waits once the oldest has waited for 72 hours; what waits is kept", [gone] * 5,
              [(1, 0, parked), (2, 71 * hour, parked), (3, hour - 1, parked), (4, 1, full), (1, 0, parked),
               (0, 0, accepted), (4, 0, accepted)])  # fmt: skip


def media_types() -> Iterable[Vector]:
    cases: list[tuple[str, str, str, list[str], int]] = [
        ("set", "An event under its own type", "POST /sets", [SET], 400),
        ("set-case", "In capitals, with a charset", "POST /sets", ["Application/SecEvent+JWT; charset=UTF-8"], 400),
        ("set-json", "An event as JSON", "POST /sets", [JSON], 415),
        ("set-none", "Without a type", "POST /sets", [], 415),
        ("set-twice", "The type twice", "POST /sets", [SET, SET], 415),
        ("poll", "A poll as JSON", "POST /sets/poll", [JSON], 200),
        ("poll-charset", "In another charset", "POST /sets/poll", [f"{JSON}; charset=latin1"], 415),
        ("poll-suffix", "Under a type built on JSON", "POST /sets/poll", ["application/problem+json"], 415),
        ("push", "Several events as JSON", "POST /sets/push", [JSON], 202),
        ("push-set", "Several under the type of one", "POST /sets/push", [SET], 415),
        ("capacity", "A capacity as a form", "PUT /capacity", [FORM], 415),
        ("blob", "A file under any type", "PUT /blobs/{sha256}", ["image/png"], 204),
        ("blob-none", "And under none", "PUT /blobs/{sha256}", [], 204),
        ("token-json", "A token asked for in JSON", "POST /oauth/token", [JSON], 415),
    ]
    for label, what, call, types, status in cases:
        given = {"call": call, "content_type": types}
        yield Vector(name=f"media-{label}", what=what, kind="media", input=given, expect={"status": status})
