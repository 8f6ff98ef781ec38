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
from shlex import quote
from threading import Event
from typing import Annotated, Any

import typer
from rich.console import Console

from exchange.core.said import Said
from exchange.core.text.dates import Language
from exchange.demo.facts import differences, gather, table_of
from exchange.demo.ground import LEAD, Scene, Stalled, scene
from exchange.demo.story import play
from exchange.demo.telling import Teller
from keys.passphrase import leave_no_secrets

PROVES = Said(
    "Was das zeigt: Nichts hat das Jobcenter verlassen, dem die Person nicht für genau diese Stelle zugestimmt hat, "
    "nichts ging verloren, als eine Stelle ausfiel, und jeder Schritt lässt sich nachprüfen.",
    "What this shows: nothing left the Jobcenter that the person had not agreed to for that very partner, nothing was "
    "lost while a partner was down, and every step can be checked.",
)
_TO_WITHDRAW, _PARTNER = 8, "arztpraxis"


def demo(
    *,
    once: Annotated[bool, typer.Option("--once", help="Am Ende aufhören / end when the story ends")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Nur Fakten, als JSON / only facts, as JSON")] = False,
    directory: Annotated[Path | None, typer.Option(help="Leerer Ordner; sonst ein frischer / empty folder")] = None,
    lang: Annotated[
        Language, typer.Option("--lang", envvar="GELEIT_LANG", help="Sprache der Erzählung / language: de, en")
    ] = "de",
) -> None:
    """Eine Vermittlungsstelle, drei Stellen, zehn erfundene Überleitungen. / A hub, three partners, ten referrals.

    Endet mit einer Tabelle und läuft weiter bis Strg-C. / Ends with a table and stays up until Ctrl-C.
    """
    # A polite end from outside is an end like Ctrl-C: the processes of the demonstration end with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    # Its hub and partners have passphrases of their own; those of a real hub are not theirs to inherit.
    leave_no_secrets(os.environ)
    teller = Teller(Console(highlight=False, quiet=as_json), language=lang)
    teller.plain(
        "Geleit · Vorführung. Alle Personen und Stellen sind erfunden.",
        "Geleit · demonstration. All people and partners are invented.",
    )
    teller.chapter("0 · Schlüssel entstehen", "0 · Keys are made")
    with _folder(directory) as folder, scene(folder, teller=teller) as here:
        _point_at(here)
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
    teller = here.chronicle.teller
    teller.console.print()
    teller.console.print(table_of(facts, cases=here.cases, teller=teller))
    size, findings = facts["log"]["size"], len(facts["log"]["findings"])
    teller.plain(
        f"Nachweis-Protokoll: {size} Einträge nachgerechnet, {findings} Abweichungen. {facts['seconds']} s.",
        f"Evidence log: {size} leaves recomputed, {findings} differences. {facts['seconds']} s.",
    )
    teller.plain(f"\n{PROVES.de}", f"\n{PROVES.en}")
    for one in wrong:
        said = teller.says(f"Anders als erzählt: {one}", f"Not as told: {one}")
        Console(stderr=True, highlight=False, soft_wrap=True).print(said, markup=False)


def _stay(here: Scene) -> None:
    """Say what may be tried now, and stay until Ctrl-C."""
    teller, commands = here.chronicle.teller, "\n".join(f"  {line}" for line in commands_of(here))
    teller.plain(
        f"\nAlles läuft weiter; Strg-C beendet es. Zum Ausprobieren in einem zweiten Fenster:\n{commands}",
        f"\nEverything stays up; Ctrl-C ends it. To try in a second window:\n{commands}",
    )
    _point_at(here)
    try:
        Event().wait()
    except KeyboardInterrupt:
        teller.plain("\nEnde.", "\nThe end.")


def _point_at(here: Scene) -> None:
    """Say where the pages are: what most people want to see of it."""
    here.chronicle.teller.plain(f"\nBitte öffnen: {here.start}", f"\nPlease open: {here.start}")


def commands_of(here: Scene) -> list[str]:
    """What can be typed now, in the demonstration's folder, as it stands."""
    referrals, consents = here.chronicle.referrals, here.chronicle.consents
    vault = 'GELEIT_PASSPHRASE="$(cat passphrases/{})"'
    lead = f'GELEIT_BY_PASSPHRASE="$(cat passphrases/{LEAD})"'
    first = _code(here, referrals[min(referrals)]) if referrals else ""
    acts = [f"geleit show hub {first} --by {LEAD}", f"geleit feedback hub {first} --by {LEAD}"] if referrals else []
    acts += [f"geleit withdraw hub {consents[_TO_WITHDRAW]} --by {LEAD}"] if _TO_WITHDRAW in consents else []
    language = [f"export GELEIT_LANG={here.chronicle.teller.language}"]
    return [
        f"cd {quote(str(here.directory))}",
        f"export {vault.format('hub')} {lead}",
        *language,
        f"geleit list hub --by {LEAD}",
        *acts,
        "geleit log verify hub",
        f"{vault.format(_PARTNER)} geleit partner list {_PARTNER}",
    ]


def _code(here: Scene, referral: str) -> str:
    with here.hub.store.reading() as tx:
        found = tx.referrals.get(referral)
    return found.code or referral if found else referral


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
