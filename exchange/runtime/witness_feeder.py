"""Witness feeder: hands the newest checkpoint in to our witnesses while the log grows, beside the log signer.

One after the other is asked, and one that is away keeps the next one waiting for ten seconds; no message waits.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from threading import Event

from adapters.outbound.client import OutboundClient, OutboundError
from exchange.core.errors import GeleitError
from exchange.core.evidence.checkpoint import ProofInvalid
from exchange.core.evidence.merkle import HashMissing
from exchange.flows.federation.cosigned import (
    OurWitness,
    check_cosignature,
    keep_cosigned,
    our_witnesses,
    submission,
)
from exchange.ports.hub import Hub
from exchange.ports.published_log import PublishedLog
from keys.errors import KeysError

_LOG = logging.getLogger(__name__)
LOOK_SECONDS, EVERY_SECONDS = 5.0, 60.0
"""Between two looks, and between two rounds in which the log has grown."""
ALARM_SECONDS = 15 * 60.0
"""How long a checkpoint may lack its witnesses before somebody is told (protocol section 8)."""
_LARGEST = 20
_OK, _CONFLICT = 200, 409
_NOBODY, _SILENT = "?", "witness did not cosign"
_ANSWER_LIMIT, _ANSWER_SECONDS = 64 * 1024, 10.0
Answered = tuple[int, bytes]
Post = Callable[[str, bytes], Answered]
"""Posts bytes to an address, and returns status and body; raises OutboundError where nobody answers."""


def posting(client: OutboundClient) -> Post:
    """Post with the client for all that leaves the house."""

    def post(address: str, body: bytes) -> Answered:
        answer = client.request(
            "POST",
            address,
            headers={"content-type": "text/plain; charset=utf-8"},
            content=body,
            limit=_ANSWER_LIMIT,
            seconds=_ANSWER_SECONDS,
        )
        return answer.status, answer.body

    return post


class WitnessFeeder:
    """Feeds until asked to stop. Any number may run on one hub.

    `unwitnessed_seconds` is how long the log has been longer than what enough witnesses have cosigned; 0 where it is
    not, or where it has no witnesses.
    """

    def __init__(self, hub: Hub, *, published: PublishedLog, post: Post) -> None:
        self._hub, self._published, self._post = hub, published, post
        self._known: dict[str, int] = {}
        self._said: dict[str, str] = {}
        self._since: float | None = None
        self._last, self._alarmed = ("", 0.0), False

    @property
    def unwitnessed_seconds(self) -> float:
        """How long enough cosignatures have been missing."""
        return 0.0 if self._since is None else self._hub.clock.monotonic() - self._since

    def run(self, stop: Event) -> None:
        """Feed what has grown, once a minute at the most, until `stop` is set."""
        while not stop.wait(LOOK_SECONDS):
            try:
                self.once()
            except (GeleitError, KeysError, HashMissing, OSError) as error:
                self._say("evidence log not fed", getattr(error, "code", type(error).__name__))

    def once(self) -> bool:
        """Ask every witness for a cosignature of the newest checkpoint; whether enough of them have given one.

        False too where there is nothing to ask: the log has not grown since, or a round was less than a minute ago.
        """
        log = max(self._published.numbers(), default=0)
        note = self._published.note(log) if log else ""
        now, (last, at) = self._hub.clock.monotonic(), self._last
        if not note or note == last or (last and now - at < EVERY_SECONDS):
            return False
        self._last, witnesses = (_NOBODY, now), our_witnesses(self._hub)
        if not witnesses:
            return False
        self._since = now if self._since is None else self._since
        lines = self._asked(witnesses, note=note, log=log)
        enough = keep_cosigned(lines, note=note, log=log, of=witnesses, published=self._published, hub=self._hub)
        # What lacks signatures is tried again in a minute, grown or not.
        self._last = (note if len(lines) == len(witnesses) else _NOBODY, now)
        self._count(enough=enough)
        return enough

    def _asked(self, witnesses: Sequence[OurWitness], *, note: str, log: int) -> Mapping[str, str]:
        given = {one.address: self._cosignature(one, note=note, log=log) for one in witnesses}
        return {address: line for address, line in given.items() if line}

    def _cosignature(self, witness: OurWitness, *, note: str, log: int) -> str:
        """The line that one witness adds; empty where it adds none, which is said once for each reason."""
        try:
            body = self._taken(witness, note=note, log=log)
            line = check_cosignature(body, note=note, witness=witness)
        except (ProofInvalid, OutboundError) as error:
            self._say(f"{_SILENT}, {witness.address}", str(error.args[0]) if error.args else type(error).__name__)
            return ""
        self._known[witness.address] = int(note.split("\n")[1])
        self._said.pop(f"{_SILENT}, {witness.address}", None)
        return line

    def _taken(self, witness: OurWitness, *, note: str, log: int) -> bytes:
        status, body = self._hand_in(witness, note=note, log=log)
        if status == _CONFLICT:
            # It knows another size than we remember; the format has it say which.
            self._known[witness.address] = _size(body)
            status, body = self._hand_in(witness, note=note, log=log)
        if status != _OK:
            raise ProofInvalid(f"status-{status}")
        return body

    def _hand_in(self, witness: OurWitness, *, note: str, log: int) -> Answered:
        old = self._known.get(witness.address, 0)
        body = submission(old, note=note, log=log, published=self._published, hub=self._hub)
        return self._post(f"{witness.address}/add-checkpoint", body)

    def _count(self, *, enough: bool) -> None:
        if enough:
            self._since, self._alarmed = None, False
        elif self.unwitnessed_seconds > ALARM_SECONDS and not self._alarmed:
            _LOG.error("evidence log not witnessed", extra={"seconds": round(self.unwitnessed_seconds)})
            self._alarmed = True

    def _say(self, what: str, why: str) -> None:
        if self._said.get(what) != why:
            words, _, address = what.partition(", ")
            _LOG.warning(words, extra={"code": why} | ({"partner": address} if address else {}))
        self._said[what] = why


def _size(body: bytes) -> int:
    text = body.strip()
    if len(text) > _LARGEST or not text.isdigit():
        raise ProofInvalid("size")
    return int(text)
