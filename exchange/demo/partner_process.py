"""Partner process: one by itself; sets itself up, watches its mailbox, and does what its script says.

Says on its output what happens, a JSON object a line: ids and codes only. Everything it does, it does through
`exchange.partner.Partner`. SIGTERM stops it anywhere; the folder is as it should be, and the next start goes on.
"""

import json
import signal
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from exchange.core.vocabulary import PartnerKind
from exchange.partner.errors import HubRefused
from exchange.partner.folder import Settings
from exchange.partner.inbox import Stage
from exchange.partner.listing import Entry
from exchange.partner.partner import Partner, init
from exchange.partner.receive import Round
from keys.strictjson import loads

_PAUSE_SECONDS = 0.5
_BERLIN = ZoneInfo("Europe/Berlin")
Step = Mapping[str, Any]


def run(
    folder: Path,
    *,
    script: Annotated[Path, typer.Option(help="JSON: {name, kind, service_lines, behaviour}")],
    passphrase_file: Annotated[Path, typer.Option()],
    entity: Annotated[str, typer.Option()],
    hub: Annotated[str, typer.Option()],
    pin: Annotated[str, typer.Option()],
) -> None:
    """Run the partner in FOLDER until SIGTERM."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    said, passphrase = loads(script.read_bytes()), passphrase_file.read_bytes()
    if not (folder / "partner.toml").exists():
        settings = Settings(entity=entity, hub=hub, pin=pin, demo=True)
        kind, lines = PartnerKind(said["kind"]), said["service_lines"]
        document = init(folder, settings=settings, name=said["name"], kind=kind, lines=lines, passphrase=passphrase)
        _say("founded", document=str(document))
        # Two people at the hub compare the fingerprint and enrol us; until then it would not let us in.
        sys.stdin.readline()
    with Partner.open(folder, passphrase=passphrase) as partner:
        _say("open")
        actor = Actor(partner, behaviour=said["behaviour"], notebook=folder.parent / f"{folder.name}.acted.json")
        for done in _rounds(partner):
            _report(done, partner=partner)
            actor.act()


class Actor:
    """Takes the scripted steps of each referral, each once; a notebook on the disk says how far it is."""

    def __init__(self, partner: Partner, *, behaviour: Mapping[str, Sequence[Step]], notebook: Path) -> None:
        self._partner, self._behaviour, self._notebook = partner, behaviour, notebook
        self._acted: dict[str, int] = loads(notebook.read_bytes()) if notebook.exists() else {}

    def act(self) -> None:
        """Do what may be done now, in every referral."""
        received = [one for one in self._partner.list() if one.stage is Stage.RECEIVED]
        for newest in {one.referral: one for one in received}.values():
            self._go_on(newest)

    def _go_on(self, entry: Entry) -> None:
        steps = self._behaviour.get(entry.service, ())
        for number in range(self._acted.get(entry.referral, 0), len(steps)):
            if steps[number].get("await", entry.kind) != entry.kind:
                return
            self._take(steps[number], entry)
            self._acted[entry.referral] = number + 1
            self._notebook.write_text(json.dumps(self._acted), encoding="utf-8")

    def _take(self, step: Step, entry: Entry) -> None:
        partner, packet = self._partner, entry.packet
        if "await" in step:
            return
        if "question" in step:
            sent = partner.question(packet, step["question"], categories=step["categories"])
        elif "feedback" in step:
            sent = partner.feedback(packet, step["feedback"])
        else:
            sent = partner.acknowledge(
                packet,
                step["say"],
                reason=step.get("reason", ""),
                outcome=step.get("outcome", ""),
                weeks=step.get("weeks"),
                appointment=_appointment(step["in_days"]) if "in_days" in step else None,
            )
        _say("said", referral=entry.referral, name=sent.name, delivery=sent.delivery.value)


def _rounds(partner: Partner) -> Iterator[Round]:
    """Watch for ever; a hub that does not let us in yet is asked again."""
    yield Round()
    while True:
        try:
            yield from partner.watch(Event())
        except HubRefused as error:
            _say("refused-by-hub", code=error.detail)
            time.sleep(_PAUSE_SECONDS)


def _report(done: Round, *, partner: Partner) -> None:
    for packet in done.received:
        entry, files = partner.show(packet), partner.read(packet).attachments
        sizes = [one.length for one in files]
        _say("received", referral=entry.referral, kind=entry.kind, suite=entry.suite, attachments=sizes)
    for packet, reason in done.unreadable:
        _say("unreadable", packet=packet, reason=reason)
    for packet, name in done.events:
        entry = partner.show(packet)
        last = entry.objections[-1] if name == "refused" and entry.objections else None
        objection = {"code": last.code, "pointer": last.pointer} if last else {}
        _say("heard", referral=entry.referral, name=name, **objection)
    for packet in done.stopped:
        _say("stopped", packet=packet)
    if done.away:
        _say("away")


def _appointment(days: int) -> datetime:
    return (datetime.now(_BERLIN) + timedelta(days=days)).replace(hour=9, minute=30, second=0, microsecond=0)


def _say(event: str, **facts: Any) -> None:
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    typer.run(run)
