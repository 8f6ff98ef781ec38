"""Partner commands: set up, fetch, open, acknowledge, give feedback. The hub needs no folder here."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

import schemas
from exchange.cli.context import NEEDED, Json, Options, PassphraseFile, grouped, vault_passphrase
from exchange.cli.members import Members, members_of
from exchange.cli.output import show, working
from exchange.cli.rounds import DELETION, round_text, sent_text, todo_text
from exchange.cli.terminal.language import either
from exchange.cli.terminal.table import table
from exchange.cli.terminal.words import word
from exchange.core.errors import Malformed
from exchange.core.ids import read_instant, show_instant
from exchange.core.packet.file_name import UNCHECKED
from exchange.core.partner.fingerprint import fingerprint_of_document
from exchange.core.said import Said, one_of
from exchange.core.text.misread import misread
from exchange.core.vocabulary import PartnerKind
from exchange.partner.folder import PartnerFolder, Settings
from exchange.partner.listing import Entry
from exchange.partner.open import facts_of
from exchange.partner.partner import Partner
from exchange.partner.partner import init as set_up
from exchange.partner.receive import Round
from exchange.partner.setup import add_members
from exchange.partner.threads import Sent
from keys.errors import KeysError
from keys.passphrase import leave_no_secrets
from keys.strictjson import loads

Folder = Annotated[Path, typer.Argument(help="Ordner der Stelle / the partner's folder", metavar="DIR")]
Packet = Annotated[str, typer.Argument(help="Kennung des Pakets / packet id", metavar="PACKET")]


_OFFERS = typer.Option(
    help="JSON: {name, kind, service_lines, hook?} – geleit schema example partner", exists=True, dir_okay=False
)
_SETTING_UP: Options = {
    "folder": (Folder, NEEDED),
    "entity": (Annotated[str, typer.Option(help="Eigene Kennung, https://… / own entity id")], NEEDED),
    "hub": (Annotated[str, typer.Option(help="Adresse der Vermittlungsstelle / the hub's origin")], NEEDED),
    "pin": (
        Annotated[str, typer.Option(help="Fingerabdruck der Vermittlungsstelle / the hub's pin, from geleit init")],
        NEEDED,
    ),
    "demo": (
        Annotated[bool, typer.Option("--demo", help="Demo: erlaubt http://127.0.0.1:PORT / demo mode")],
        False,
    ),
}


@contextmanager
def _setting_up(given: dict[str, Any]) -> Iterator[tuple[Path, Settings]]:
    folder = given.pop("folder")
    yield folder, Settings(**{name: given.pop(name) for name in ("entity", "hub", "pin", "demo")})


def _init(
    where: tuple[Path, Settings],
    *,
    offers: Annotated[Path, _OFFERS],
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Eine Stelle einrichten: Schlüssel und das Dokument zur Aufnahme. / Set a partner up."""
    folder, settings = where
    given = _read(offers)
    if given.get("kind") not in list(PartnerKind):
        form = one_of(PartnerKind, typed=given.get("kind", ""))
        raise Malformed(pointer="/kind", allowed=tuple(PartnerKind)).saying(form=form)
    document = set_up(
        folder,
        settings=settings,
        name=str(given.get("name", "")),
        kind=PartnerKind(given["kind"]),
        lines=given.get("service_lines", []),
        passphrase=vault_passphrase(passphrase_file),
    )
    more: dict[str, object] = {name: given[name] for name in ("bound_by_203", "sgb1_35", "hook") if name in given}
    if more:
        add_members(PartnerFolder(folder), more)
    keys = fingerprint_of_document(loads(document.read_bytes()))
    facts = {"folder": str(folder), "document": str(document), "entity": settings.entity, "fingerprint": keys}
    show(facts, as_json=as_json, text=either(*_MADE).format(folder=folder, document=document, keys=keys))


init = grouped(_init, _SETTING_UP, gather=_setting_up)


def receive(folder: Folder, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Einmal abholen, prüfen, quittieren. / Fetch once, check, acknowledge receipt."""
    passphrase = vault_passphrase(passphrase_file)
    with working(either(*_FETCHING)), Partner.open(folder, passphrase=passphrase) as partner:
        done = partner.receive()
    show(_round(done), as_json=as_json, text=round_text(done))


def watch(folder: Folder, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Laufend abholen, bis Strg-C. / Fetch as things come, until Ctrl-C."""
    # Leaving at once is safe: everything is stored before it is acknowledged, and a poll may take half a minute.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: sys.exit())
    passphrase = vault_passphrase(passphrase_file)
    leave_no_secrets(os.environ)
    with Partner.open(folder, passphrase=passphrase) as partner:
        for done in partner.watch(threading.Event()):
            show(_round(done), as_json=as_json, text=round_text(done))


def list_packets(folder: Folder, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Pakete mit Stand und dem, was zu tun ist. / Packets, their state, and what is to be done."""
    with Partner.open(folder, passphrase=vault_passphrase(passphrase_file)) as partner:
        found = list(partner.list())
    if as_json:
        show({"packets": [_entry(one) for one in found]}, as_json=True)
        return
    columns = ["packet", "stage", "state", "kind", "version", "todo"]
    table(either("Pakete", "Packets"), columns, list(map(_row, found)))


def open_packet(
    folder: Folder,
    packet: Packet,
    *,
    to: Annotated[Path | None, typer.Option(help="Inhalt und Anhänge hierhin schreiben / write it here")] = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ein Paket öffnen: anzeigen, oder mit Anhängen ablegen. / Open a packet."""
    with Partner.open(folder, passphrase=vault_passphrase(passphrase_file)) as partner:
        if to is None:
            parts = partner.sealed_parts(packet)
            show({"packet": packet, "data": partner.read(packet).data, "sealed": facts_of(parts)}, as_json=True)
            return
        with working(either("Öffnen", "Opening")):
            written = partner.export(packet, to=to)
            parts = partner.sealed_parts(packet)
    facts = {"packet": packet, "files": [str(path) for path in written], "sealed": facts_of(parts)}
    lines = [str(path) for path in written]
    lines += [either(*_SHUT).format(pointer=part.pointer) for part in parts if part.problem]
    lines += [either(*_UNCHECKED)] if any(path.suffix == UNCHECKED for path in written) else []
    show(facts, as_json=as_json, text="\n".join(lines))


def acknowledge(
    folder: Folder,
    packet: Packet,
    state: Annotated[str, typer.Argument(help="under-review, accepted, declined, scheduled, completed, question …")],
    *,
    member: Members = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Einen Schritt melden oder nachfragen. / Report a step, or ask a question.

    Beispiele / examples: declined --with reason=no-capacity · scheduled --with appointment=2027-01-08T09:00:00+01:00 ·
    question --with text="…" --with categories=employment.goal · deleted, stopped, kept --with law=bgb-630f
    """
    given = members_of(member)
    with Partner.open(folder, passphrase=vault_passphrase(passphrase_file)) as partner:
        sent = _say(partner, packet, state, given)
    show(_sent(sent), as_json=as_json, text=sent_text(sent))


def feedback(
    folder: Folder,
    packet: Packet,
    file: Annotated[Path, typer.Argument(help="JSON – geleit schema example feedback", exists=True, dir_okay=False)],
    *,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Eine Rückmeldung senden, so weit die Person es erlaubt hat. / Send feedback, as far as the person allows."""
    document = _read(file)
    with Partner.open(folder, passphrase=vault_passphrase(passphrase_file)) as partner:
        sent = partner.feedback(packet, document)
    show(_sent(sent), as_json=as_json, text=sent_text(sent))


def _say(partner: Partner, packet: str, state: str, given: Mapping[str, Any]) -> Sent:
    if state == "question":
        return partner.question(packet, given.get("text", ""), categories=given.get("categories", []))
    if state in schemas.codes()["withdrawal-results"]:
        return partner.answer_withdrawal(packet, state, law=given.get("law", ""))
    return partner.acknowledge(
        packet,
        state,
        reason=given.get("reason", ""),
        outcome=given.get("outcome", ""),
        weeks=given.get("weeks"),
        appointment=_when(given.get("appointment")),
    )


def _when(text: str | None) -> datetime | None:
    return read_instant(text) if text else None


def _read(file: Path) -> dict[str, Any]:
    try:
        document = loads(file.read_bytes())
    except KeysError as error:
        wrong = misread(error.detail, cause=error.__cause__)
        raise wrong.saying(where=f"{os.fspath(file)}:{wrong.where}".rstrip(":")) from error
    if not isinstance(document, dict):
        raise Malformed().saying(where=os.fspath(file), form=_SECTION)
    return document


def _round(done: Round) -> dict[str, Any]:
    return {
        "received": list(done.received),
        "unreadable": dict(done.unreadable),
        "stopped": list(done.stopped),
        "events": [{"packet": packet, "event": name} for packet, name in done.events],
        "faults": dict(done.faults),
        "waiting": done.waiting,
    }


def _sent(sent: Sent) -> dict[str, Any]:
    return {"event": sent.name, "jti": sent.jti, "delivery": sent.delivery.value, "err": sent.err}


def _entry(entry: Entry) -> dict[str, Any]:
    refused = [f"{one.code} → {', '.join(one.allowed)}" for one in entry.objections]
    due = [" / ".join(DELETION)] if entry.answer_due else []
    return {
        "packet": entry.packet,
        "referral": entry.referral,
        "stage": entry.stage.value,
        "state": entry.state,
        "kind": entry.kind,
        "version": entry.version,
        "expires_at": show_instant(entry.expires_at) if entry.expires_at else None,
        "objections": [{"code": one.code, "allowed": list(one.allowed)} for one in entry.objections],
        "todo": "; ".join([*refused, *due, *entry.waiting]),
    }


def _row(entry: Entry) -> list[str]:
    words = (word("packet-stages", entry.stage.value), word("states", entry.state), word("kinds", entry.kind))
    return [entry.packet, *words, str(entry.version), todo_text(entry)]


_SECTION = Said('ein Abschnitt: {"name": …, "kind": …}', 'a section: {"name": …, "kind": …}')
_FETCHING = ("Abholen und prüfen", "Fetching and checking")
_MADE = (
    "Angelegt: {folder}\nGeben Sie der Vermittlungsstelle: {document}\nFingerabdruck, am Telefon vorzulesen:\n  {keys}",
    "Made: {folder}\nGive the hub: {document}\nFingerprint, to read out on the phone:\n  {keys}",
)
_SHUT = Said(
    de="Achtung: Der versiegelte Teil {pointer} lässt sich nicht öffnen. Bitten Sie darum, ihn neu zu versiegeln, "
    "mit Ihrem heutigen Dokument (partner.json).",
    en="Careful: the sealed part {pointer} cannot be opened. Ask for it to be sealed anew, with your document of today "
    "(partner.json).",
)
_UNCHECKED = (
    f"Achtung: Was auf {UNCHECKED} endet, ist nicht das, als was es geschickt wurde. Nicht öffnen; fragen Sie zurück.",
    f"Careful: what ends in {UNCHECKED} is not what it was sent as. Do not open it; ask the sender.",
)
