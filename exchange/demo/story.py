"""Scenario: what the caseworkers do, act by act. Each action is the flow behind a command of `geleit`."""

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from exchange.core.errors import NotCovered
from exchange.core.vocabulary import Delivery, Scan, State
from exchange.demo.cases import PARTNERS, Case
from exchange.demo.facts import axes
from exchange.demo.ground import LEAD, SECOND, WRITER, Scene, enrol_partner, write_case
from exchange.edge.metadata.look import metadata_in
from exchange.flows.consent.record import record_consent
from exchange.flows.consent.withdraw import withdraw
from exchange.flows.sending.answer import answer
from exchange.flows.sending.drafting.draft import File, draft
from exchange.flows.sending.release import Sent, release_and_send

SOMEONE_DOWN = "therapie"
BEFORE, ARRIVES, WITHDRAWN, QUESTION = 3, 4, 5, 8
"""Cases of the partner that is down: one before, one that waits for it, one withdrawn meanwhile; and the question."""
_LARGE = 1024 * 1024


def play(here: Scene) -> None:
    """Play the whole story.

    Raises:
        Stalled: something did not come.
    """
    _everybody_joins(here)
    _most_are_sent(here)
    _one_is_down(here)
    _one_is_answered(here)
    _all_come_to_rest(here)


def _everybody_joins(here: Scene) -> None:
    teller = here.chronicle.teller
    teller.chapter("1 · Drei Stellen werden aufgenommen", "1 · Three partners join")
    for key in PARTNERS:
        with teller.busy("Schlüssel entstehen", "keys are made"):
            here.wait(partial(here.chronicle.founded.__contains__, key), f"keys of {key}")
        done = enrol_partner(here, key)
        name, pin = here.chronicle.names[key], done.partner.pin[:12]
        teller.line(
            f"{name}: zwei Personen haben den Fingerabdruck {pin}… verglichen.",
            f"{key}: two people compared the fingerprint. Its private keys never left its own process.",
        )
    with teller.busy("Stellen melden sich an", "partners sign in"):
        here.wait(lambda: set(PARTNERS) <= here.chronicle.ready, "partners")


def _most_are_sent(here: Scene) -> None:
    here.chronicle.teller.chapter("2 · Überleitungen gehen hinaus", "2 · Referrals go out")
    for case in here.cases:
        if case.number not in {ARRIVES, WITHDRAWN}:
            _refer(here, case)


def _one_is_down(here: Scene) -> None:
    teller, name = here.chronicle.teller, here.chronicle.names[SOMEONE_DOWN]
    _await_state(here, BEFORE, State.SCHEDULED)
    teller.chapter("3 · Eine Stelle ist eine Weile nicht da", "3 · One partner is away for a while")
    here.stop(SOMEONE_DOWN)
    teller.line(f"{name}: Der Prozess ist beendet.", f"{SOMEONE_DOWN}: its process has ended.")
    waiting = [case for case in here.cases if case.number in {ARRIVES, WITHDRAWN}]
    for case in waiting:
        _refer(here, case)
        here.chronicle.notes[case.number].append("partner-was-down")
    for case in waiting:
        here.wait(partial(_on_its_way, here, case), f"case {case.number} on its way")
        here.chronicle.tell(case, "liegt bereit; niemand holt ab.", "waits for its partner; nobody collects it.")
    _withdraw(here, waiting[-1])
    here.begin(SOMEONE_DOWN)
    teller.line(f"{name} ist wieder da.", f"{SOMEONE_DOWN} is back.")
    _await_state(here, ARRIVES, State.WAITLISTED)
    _case(here, ARRIVES, "Nichts ging verloren.", "nothing was lost.")


def _one_is_answered(here: Scene) -> None:
    _await_state(here, QUESTION, State.CLARIFICATION_REQUESTED)
    here.chronicle.teller.chapter("4 · Eine Rückfrage wird beantwortet", "4 · A question is answered")
    case = here.cases[QUESTION - 1]
    document = json.dumps(case.answer).encode()
    answer(here.chronicle.referrals[QUESTION], document, by=here.claim(WRITER), hub=here.hub)
    here.chronicle.notes[QUESTION].append("question-answered")
    _case(
        here, QUESTION, "Die Antwort geht hinaus, im Rahmen der Einwilligung.", "the answer goes out, within consent."
    )


def _all_come_to_rest(here: Scene) -> None:
    with here.chronicle.teller.busy("Die Stellen arbeiten", "the partners are working"):
        for case in here.cases:
            here.wait(partial(_at_its_end, here, case), f"end of case {case.number}")
        here.wait(lambda: bool(here.chronicle.refused), "refusal of feedback")


def _refer(here: Scene, case: Case) -> None:
    """Record the consent, draft, release and send: `geleit consent record` and `geleit refer`."""
    path = write_case(here, case)
    writer = here.claim(WRITER)
    consent = (path.parent / f"{case.name}-einwilligung.json").read_bytes()
    recorded = record_consent(consent, by=writer, approve_by=None, hub=here.hub)
    here.chronicle.consents[case.number] = recorded.consent.id
    named = case.refer.get("attachments", ())
    size = sum((path.parent / one["file"]).stat().st_size for one in named)
    what = f"{size // _LARGE} MB" if size >= _LARGE else ""
    with here.chronicle.teller.busy(f"Versiegeln {what}", f"sealing {what}"):
        created = _draft(here, case, path)
    here.chronicle.referrals[case.number] = created
    second = here.claim(SECOND) if case.four_eyes else None
    try:
        sent = release_and_send(created, by=writer, approve_by=second, hub=here.hub)
    except NotCovered as error:
        _blocked(here, case, error)
        return
    _sent(here, case, sent)


def _draft(here: Scene, case: Case, path: Path) -> str:
    named = [(path.parent / one["file"], one) for one in case.refer.get("attachments", ())]
    opened: list[BinaryIO] = [file.open("rb") for file, _ in named]
    try:
        files = [_file(file, one, source) for (file, one), source in zip(named, opened, strict=True)]
        return draft(path.read_bytes(), files=files, by=here.claim(WRITER), hub=here.hub).id
    finally:
        for source in opened:
            source.close()


def _file(path: Path, named: Mapping[str, str], source: BinaryIO) -> File:
    metadata = metadata_in(source, media_type=named["media_type"])
    source.seek(0)
    return File(
        name=path.name,
        media_type=named["media_type"],
        category=named["category"],
        scan=Scan.NOT_SCANNED,
        length=path.stat().st_size,
        metadata=metadata,
        source=source,
    )


def _sent(here: Scene, case: Case, sent: Sent) -> None:
    eyes = (" Zu zweit freigegeben.", " Two people released it.") if case.four_eyes else ("", "")
    here.chronicle.tell(case, f"versiegelt und gesendet.{eyes[0]}", f"sealed and sent.{eyes[1]}")
    here.chronicle.notes[case.number] += [f"sealed:{sent.suite}", *(f"left-out:{one.name}" for one in sent.stays)]
    for one in sent.stays:
        here.chronicle.tell(case, f"Bleibt auf Wunsch hier: {one.name}.", f"stays here as asked: {one.name}.")


def _blocked(here: Scene, case: Case, error: NotCovered) -> None:
    here.chronicle.blocked.update(case=case.number, code=error.code, pointer=error.pointer, detail=error.detail)
    here.chronicle.notes[case.number].append(f"blocked:{error.detail}")
    here.chronicle.tell(
        case,
        f"Nichts geht hinaus. {error.de} Stelle: {error.pointer} ({error.detail}).",
        f"nothing leaves. {error.en} Place: {error.pointer} ({error.detail}).",
    )


def _withdraw(here: Scene, case: Case) -> None:
    withdraw(here.chronicle.consents[case.number], recipient=None, by=here.claim(LEAD), hub=here.hub)
    here.chronicle.notes[case.number].append("withdrawn-in-flight")
    here.chronicle.tell(
        case,
        "Die Person widerruft. Auf dem Weg gestoppt; niemand wird es lesen.",
        "the person withdraws. Stopped on its way; nobody will read it.",
    )


def _on_its_way(here: Scene, case: Case) -> bool:
    return axes(here, case.number)[1] == Delivery.SENDING


def _at_its_end(here: Scene, case: Case) -> bool:
    return axes(here, case.number) == case.end


def _await_state(here: Scene, number: int, state: State) -> None:
    with here.chronicle.teller.busy("Die Stellen arbeiten", "the partners are working"):
        here.wait(lambda: axes(here, number)[0] == state, f"case {number}: {state}")


def _case(here: Scene, number: int, de: str, en: str) -> None:
    here.chronicle.tell(here.cases[number - 1], de, en)
