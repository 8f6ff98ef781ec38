"""Demo command: `geleit demo` itself."""

import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import Annotated, Any

import typer
from rich.console import Console

from exchange.demo.facts import differences, gather, table_of
from exchange.demo.ground import LEAD, WRITER, Scene, Stalled, scene
from exchange.demo.story import play
from exchange.demo.telling import Teller
from keys.passphrase import leave_no_secrets


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Am Ende aufhören / end when the story ends")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Nur Fakten, als JSON / only facts, as JSON")] = False,
    directory: Annotated[Path | None, typer.Option(help="Leerer Ordner; sonst ein frischer / empty folder")] = None,
) -> None:
    """Eine Vermittlungsstelle, drei Stellen, zehn erfundene Überleitungen. / A hub, three partners, ten referrals.

    Endet mit einer Tabelle und läuft weiter bis Strg-C. / Ends with a table and stays up until Ctrl-C.
    """
    # A polite end from outside is an end like Ctrl-C: the processes of the demonstration end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    # Its hub and partners have passphrases of their own; those of a real hub are not theirs to inherit.
    leave_no_secrets(os.environ)
    teller = Teller(Console(highlight=False, quiet=as_json))
    teller.plain("Geleit · Vorführung. Alle Personen und Stellen sind erfunden.\nAll people and partners are invented.")
    teller.chapter("0 · Schlüssel entstehen", "0 · Keys are made")
    with _folder(directory) as folder, scene(folder, teller=teller) as here:
        wrong = _differences(here)
        facts = gather(here)
        wrong += differences(here, facts)
        _show(here, facts, wrong, as_json=as_json)
        if not once:
            _stay(here)
    if wrong:
        raise typer.Exit(1)


def _differences(here: Scene) -> list[str]:
    try:
        play(here)
    except Stalled as error:
        return [f"stalled: {error.detail}"]
    return []


def _show(here: Scene, facts: dict[str, Any], wrong: list[str], *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
    console = here.chronicle.teller.console
    console.print()
    console.print(table_of(facts, cases=here.cases))
    log = facts["log"]
    findings = len(log["findings"])
    here.chronicle.teller.plain(
        f"Nachweis-Protokoll: {log['size']} Einträge nachgerechnet, {findings} Abweichungen. {facts['seconds']} s.\n"
        f"Evidence log: {log['size']} leaves recomputed, {findings} differences."
    )
    for one in wrong:
        Console(stderr=True, highlight=False, soft_wrap=True).print(
            f"Anders als erzählt / not as told: {one}", markup=False
        )


def _stay(here: Scene) -> None:
    """Say what may be tried now, and stay until Ctrl-C."""
    folder, first = here.directory, next(iter(here.chronicle.referrals.values()), "REFERRAL")
    hub, secret = folder / "hub", f"--passphrase-file {here.passphrase('hub')}"
    partner, own = folder / "arztpraxis", f"--passphrase-file {here.passphrase('arztpraxis')}"
    by = f"--by {LEAD} --by-passphrase-file {here.passphrase(LEAD)}"
    consent = here.chronicle.consents.get(8, "CONSENT")
    addresses = "\n".join(f"  {key:15} {entity}" for key, entity in here.entities.items())
    here.chronicle.teller.plain(
        f"\nAlles läuft weiter; Strg-C beendet es. / Everything stays up; Ctrl-C ends it.\n{addresses}\n"
        "\nZum Ausprobieren in einem zweiten Fenster / to try in a second window:\n"
        f"  geleit list {hub} {by} {secret}\n"
        f"  geleit show {hub} {first} {by} {secret}\n"
        f"  geleit feedback {hub} {first} {by} {secret}\n"
        f"  geleit withdraw {hub} {consent} {by} {secret}\n"
        f"  geleit log verify {hub} {secret}\n"
        f"  geleit partner list {partner} {own}\n"
        f"\nFälle / cases: {folder / 'faelle'} · {WRITER}, {LEAD}: {folder / 'passphrases'}"
    )
    try:
        Event().wait()
    except KeyboardInterrupt:
        here.chronicle.teller.plain("\nEnde. / The end.")


@contextmanager
def _folder(chosen: Path | None) -> Iterator[Path]:
    """The folder that was chosen, which stays; or a fresh one, which goes."""
    if chosen is not None:
        yield chosen.resolve()
        return
    fresh = Path(tempfile.mkdtemp(prefix="geleit-demo-"))
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
