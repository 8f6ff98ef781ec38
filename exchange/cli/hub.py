"""Hub commands: make it, bring it up to date."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import (
    NEEDED,
    Directory,
    Json,
    Options,
    PassphraseFile,
    Prompt,
    grouped,
    new_secret,
    vault_passphrase,
)
from exchange.cli.output import show
from exchange.cli.terminal.language import either
from exchange.config import Entries
from exchange.core.calendar import Land
from exchange.core.staff.founding import Founder
from exchange.core.vocabulary import Role
from exchange.flows.operations.vault_steps import StepTaken, take_vault_steps
from exchange.flows.staff.found import check_founding, found
from exchange.main import build_log_signer, create_hub, migrate_hub, open_hub, open_hub_to_migrate
from exchange.ports.hub import Hub
from exchange.storage.database.engine import without_password
from keys.jwk import Purpose


@dataclass(frozen=True, slots=True)
class Founding:
    """A hub to be: its folder, and what its configuration says."""

    directory: Path
    entries: Entries
    founders: tuple[Founder, Founder]


def _founding(given: dict[str, Any]) -> AbstractContextManager[Founding]:
    own = {name: given.pop(name) for name in _FOUNDING}
    entries = Entries(**{entry: own[option] for entry, option in _ENTRIES.items()})
    first, second = (_founder(own, which) for which in ("first", "second"))
    return nullcontext(Founding(own["directory"], entries, check_founding(first, second)))


def _founder(own: dict[str, Any], which: str) -> Founder:
    (id_, name, role), file = own[which], own[f"{which}_passphrase_file"]
    prompt = Prompt(f"{either('Neue Passphrase', 'New passphrase')}: {id_}", 2)
    secret = new_secret(file, variable=f"GELEIT_{which.upper()}_PASSPHRASE", prompt=prompt)
    return Founder(id=id_, name=name, role=role, passphrase=secret)


_FOUNDING: Options = {
    "directory": (Directory, NEEDED),
    "origin": (
        Annotated[str, typer.Option(help="Öffentliche Adresse, z. B. https://hub.example / public origin")],
        NEEDED,
    ),
    "first": (
        Annotated[
            tuple[str, str, Role],
            typer.Option(
                help="Die erste von zwei Personen, die beginnen / the first of two who begin", metavar="ID NAME ROLE"
            ),
        ],
        NEEDED,
    ),
    "second": (
        Annotated[
            tuple[str, str, Role],
            typer.Option(
                help="Die zweite; eine von beiden leitet das Team / the second; one of the two is a team-lead",
                metavar="ID NAME ROLE",
            ),
        ],
        NEEDED,
    ),
    "first_passphrase_file": (
        Annotated[
            Path | None, typer.Option(help="Ihre Passphrase / hers. Sonst: GELEIT_FIRST_PASSPHRASE, Eingabe / prompt")
        ],
        None,
    ),
    "second_passphrase_file": (
        Annotated[
            Path | None,
            typer.Option(help="Ihre Passphrase / theirs. Sonst: GELEIT_SECOND_PASSPHRASE, Eingabe / prompt"),
        ],
        None,
    ),
    "name": (Annotated[str, typer.Option(help="Name der Organisation / the organisation's name")], ""),
    "demo": (Annotated[bool, typer.Option("--demo", help="Demo: erlaubt http://127.0.0.1:PORT / demo mode")], False),
    "land": (Annotated[Land, typer.Option(help="Land für Feiertage / whose holidays count")], Land.BERLIN),
    "database": (
        Annotated[str, typer.Option(help="postgresql://… statt SQLite im Ordner / instead of SQLite", metavar="URL")],
        "",
    ),
    "person_keys_database": (
        Annotated[
            str,
            typer.Option(
                help="Eigene Datenbank für die Schlüssel der Personen; sonst SQLite im Ordner / "
                "a database apart for the persons' keys",
                metavar="URL",
            ),
        ],
        "",
    ),
}
_ENTRIES = {one: one for one in ("origin", "name", "demo", "land", "database")} | {
    "person_keys": "person_keys_database"
}


def _init(founding: Founding, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Eine Vermittlungsstelle anlegen: Konfiguration, Schlüssel, Datenbanken. / Make a hub."""
    directory = founding.directory
    passphrase = vault_passphrase(passphrase_file)
    first, second = founding.founders
    config = create_hub(directory, entries=founding.entries, passphrase=passphrase, begin=partial(_begin, founding))
    with closing(open_hub(directory, passphrase=passphrase)) as opened:
        pin = opened.hub.ring.current(Purpose.FEDERATION, opened.hub.clock.now()).kid
    facts = {
        "directory": str(config.directory),
        "origin": config.origin,
        "founders": [one.id for one in founding.founders],
        "federation_pin": pin,
        "back_up": [
            str(config.vault),
            *map(without_password, (config.database, config.person_keys)),
            str(config.blobs),
            str(config.log),
        ],
    }
    text = (
        f"{either('Angelegt', 'Made')}: {config.directory}\n"
        f"{either('Sichern Sie, mit der Passphrase', 'Back up, with the passphrase')}: {config.vault}\n"
        f"{either('Fingerabdruck für Partner', 'Pin for partners')}: {pin}\n\n"
        f"{either('Weiter', 'Next')}:\n"
        f"  geleit staff training {directory} {first.id} --topic … --by {second.id}\n"
        f"  geleit staff add {directory} … --name … --role … --by {first.id}\n"
        f"  geleit partner enrol {directory} partner.json --by {first.id} --approve-by {second.id}\n"
        f"  geleit serve {directory} --listen 127.0.0.1:8080"
    )
    show(facts, as_json=as_json, text=text)


def _begin(founding: Founding, hub: Hub) -> None:
    first, second = founding.founders
    found(first, second, hub=hub)


init = grouped(_init, _FOUNDING, gather=_founding)


def migrate(directory: Directory, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Die Datenbanken auf den Stand dieses Programms bringen. / Bring the databases up to date.

    Kennzeichen von Personen bekommen eine Schreibweise; was zusammenfällt, bleibt stehen und wird genannt.
    Ebenso Zeilen, die nicht sind, wie das Protokoll sagt. Ein früherer Widerruf für eine Stelle zählt nun überall.
    References of persons get one spelling; where two fall together both stay as they are and are named.
    So are rows that are not as the log says. An earlier withdrawal for one partner now counts everywhere.
    """
    passphrase = vault_passphrase(passphrase_file)
    differing = migrate_hub(directory, passphrase=passphrase)
    with closing(open_hub_to_migrate(directory, passphrase=passphrase)) as opened:
        # Unguarded: a database that came back from a backup is brought up to date too, and then opened and looked at.
        hub = opened.unguarded
        taken = take_vault_steps(hub=hub)
        with hub.store.reading() as tx:
            colliding = tx.people.colliding()
        build_log_signer(opened).finish()
    facts = {"migrated": True, "steps": {one.step: one.counts for one in taken}, "colliding": colliding}
    lines = [either("Die Datenbanken sind auf dem Stand.", "The databases are up to date."), *_said(taken, colliding)]
    if differing:
        lines.append(either(*_DIFFERING))
        lines += [f"    geleit log restate {directory} {about}" for about in differing]
    show(facts | {"differing": differing}, as_json=as_json, text="\n".join(lines))


_DIFFERING = (
    "  Nicht wie im Protokoll; zwei Personen stellen es neu fest:",
    "  Not as the log says; two people state it anew:",
)
_STEPS = {
    "references": ("Kennzeichen", "References"),
    "withdrawals": ("Widerrufe von früher", "Earlier withdrawals"),
}
_COUNTS = {
    "respelled": ("in einer Schreibweise", "respelled"),
    "kept": ("unverändert", "left as they are"),
    "recalled": ("nachgetragen", "entered"),
    "ended": ("Überleitungen beendet", "referrals ended"),
    "unread": ("nicht ganz nachgetragen", "not wholly entered"),
}
_COLLIDING = (
    "  Eine Person oder mehrere? Neue Überleitungen warten:",
    "  One person or several? New referrals wait:",
)


def _said(taken: Sequence[StepTaken], colliding: Sequence[Sequence[str]]) -> Iterator[str]:
    for one in taken:
        counts = ", ".join(f"{either(*_COUNTS.get(name, (name, name)))} {many}" for name, many in one.counts.items())
        yield f"  {either(*_STEPS.get(one.step, (one.step, one.step)))}: {counts}"
    if colliding:
        yield either(*_COLLIDING)
    for ids in colliding:
        yield f"    {', '.join(ids)}"
