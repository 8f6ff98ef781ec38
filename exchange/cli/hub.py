"""Hub commands: make it, bring it up to date."""

from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from exchange.cli.context import NEEDED, Directory, Json, Options, PassphraseFile, grouped, vault_passphrase
from exchange.cli.output import show
from exchange.config import Entries, read_config
from exchange.core.calendar import Land
from exchange.main import create_hub, open_hub
from exchange.storage.database.engine import closing_database, without_password
from exchange.storage.database.migrate import PERSON_KEYS
from exchange.storage.database.migrate import migrate as bring_up
from keys.jwk import Purpose


@dataclass(frozen=True, slots=True)
class Founding:
    """A hub to be: its folder, and what its configuration says."""

    directory: Path
    entries: Entries


def _founding(given: dict[str, Any]) -> AbstractContextManager[Founding]:
    directory, *values = (given.pop(name) for name in _FOUNDING)
    return nullcontext(Founding(directory, Entries(**dict(zip(_ENTRIES, values, strict=True)))))


_FOUNDING: Options = {
    "directory": (Directory, NEEDED),
    "origin": (
        Annotated[str, typer.Option(help="Öffentliche Adresse, z. B. https://hub.example / public origin")],
        NEEDED,
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
_ENTRIES = ("origin", "name", "demo", "land", "database", "person_keys")


def _init(founding: Founding, *, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """Eine Vermittlungsstelle anlegen: Konfiguration, Schlüssel, Datenbanken. / Make a hub."""
    directory = founding.directory
    passphrase = vault_passphrase(passphrase_file)
    config = create_hub(directory, entries=founding.entries, passphrase=passphrase)
    with closing(open_hub(directory, passphrase=passphrase)) as opened:
        pin = opened.hub.ring.current(Purpose.FEDERATION, opened.hub.clock.now()).kid
    facts = {
        "directory": str(config.directory),
        "origin": config.origin,
        "federation_pin": pin,
        "back_up": [
            str(config.vault),
            *map(without_password, (config.database, config.person_keys)),
            str(config.blobs),
            str(config.log),
        ],
    }
    text = (
        f"Angelegt / made: {config.directory}\n"
        f"Sichern Sie / back up: {config.vault} (und die Passphrase / and the passphrase)\n"
        f"Fingerabdruck für Partner / pin for partners: {pin}\n\n"
        f"Weiter / next:\n"
        f"  geleit staff add {directory} leitung --name … --role team-lead --staff-passphrase-file …\n"
        f"  geleit partner enrol {directory} partner.json --by … --approve-by …\n"
        f"  geleit serve {directory} --listen 127.0.0.1:8080"
    )
    show(facts, as_json=as_json, text=text)


init = grouped(_init, _FOUNDING, gather=_founding)


def migrate(directory: Directory, *, as_json: Json = False) -> None:
    """Die Datenbanken auf den Stand dieses Programms bringen. / Bring the databases up to date."""
    config = read_config(directory)
    with closing_database(config.database) as main, closing_database(config.person_keys) as person_keys:
        bring_up(person_keys, schema=PERSON_KEYS)
        bring_up(main)
    show({"migrated": True}, as_json=as_json, text="Datenbanken sind auf dem Stand. / Databases are up to date.")
